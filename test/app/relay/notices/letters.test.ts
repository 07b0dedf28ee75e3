import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOTICE_TEXTS } from '../../../../lambdas/app/messages/texts.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { type AccountProfile, LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { AdapterError } from '../../../../lambdas/ports/errors.ts';
import { streamOf } from '../../../support/commits.ts';
import { anOpenRecovery, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';

let world = relayWorld();
let lines: readonly string[] = [];
beforeEach(() => {
  world = relayWorld();
  lines = caughtLog();
});

const MAIL: Contact = { id: 'mail', kind: 'email', address: 'jane@example.com', since: NOW };
const HOUSE: Contact = { id: 'house', kind: 'postal', address: 'Canary Doe\n1 Canary Street', since: NOW };

const opened: LedgerEvent = { ...anOpenRecovery(), type: 'RecoveryOpened', subject: PEOPLE.jane };
const granted: LedgerEvent = { type: 'GrantIssued', reference: 'r', claimable: true, evidence: null };
const proved: LedgerEvent = {
  type: 'ProofRecorded',
  proof: {
    ...{ id: 'p', method: 'in-person', outcome: 'verified', verifier: PEOPLE.verifier, reference: null, at: NOW },
    ...{ session: null, seen: [], contact: null, called: null, channel: 'in-person' },
  },
};
const enrolled: LedgerEvent = { type: 'RecoveryContactRemoved', contact: 'c' };

/** The kinds of contacts that hear of each of these commits of Jane's account, as it is registered. */
async function hear(over: Partial<AccountProfile>, ...events: readonly LedgerEvent[]): Promise<readonly string[]> {
  const lists: (readonly LedgerEvent[])[] = [
    [
      { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(over), by: PEOPLE.admin, digest: 'd' },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
    ],
    ...events.map((event) => [event]),
  ];
  for (const commit of streamOf('cognito:jane', lists)) {
    await world.ledger.append(commit);
    await sendNotices(world.services, commit);
  }
  return world.delivery.sent.map(({ to }) => to.kind);
}

const texts = (kind: string) =>
  world.delivery.sent.filter(({ to }) => to.kind === kind).map(({ message }) => message.text.reveal());

describe('a letter', () => {
  it.each(LANGUAGES)(
    'says what happened, whom to call and which page can stop it, and holds no token: %s',
    async (language) => {
      await hear({ contacts: [HOUSE], language }, opened);
      const { notices, actions, at, letter } = NOTICE_TEXTS[language];
      expect(texts('postal')).toEqual([
        [
          notices.opened.says.replace('{action}', actions['reset-password']),
          at.replace('{at}', '2026-11-20 10:00 UTC'),
          letter.replace('{link}', 'https://recover.example.com/r/rec-1'),
        ].join('\n\n'),
      ]);
      expect(texts('postal').join()).not.toContain('stop-rec-1');
      expect(world.delivery.sent[0]?.message.spoken).toBeNull();
    },
  );

  it('says whom to tell where there is nothing to stop', async () => {
    await hear({ contacts: [HOUSE] }, enrolled);
    expect(texts('postal')[0]?.endsWith(NOTICE_TEXTS.en.tell)).toBe(true);
  });

  it('goes where a recovery begins and where it is carried out, and not at the steps between', async () => {
    expect(await hear({ contacts: [HOUSE], tier: 'privileged' }, opened, proved, granted)).toEqual([
      'postal',
      'postal',
    ]);
  });

  it('is told beside a message that can be clicked', async () => {
    await hear({ contacts: [MAIL, HOUSE], assurance: 3 }, opened);
    expect(texts('email')[0]).toContain('#stop=stop-rec-1');
    expect(texts('postal')).toHaveLength(1);
  });

  it('keeps nobody else from hearing where there is no mailroom, and that is logged without the address', async () => {
    const missing = new AdapterError('channel-missing', { retryable: false });
    world.delivery.refusing.set(HOUSE.address, missing);
    expect(await hear({ contacts: [HOUSE, MAIL], assurance: 3 }, opened)).toEqual(['email']);
    expect(lines.join('')).toContain('channel-missing');
    expect(lines.join('')).not.toContain('Canary');
  });
});
