import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOTICE_TEXTS } from '../../../../lambdas/app/messages/texts.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { streamOf } from '../../../support/commits.ts';
import { anOpenRecovery, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';

let world = relayWorld();
beforeEach(() => {
  world = relayWorld();
  caughtLog();
});

const CONTACTS: readonly Contact[] = [
  { id: 'work', kind: 'email', address: 'jane@example.com', since: NOW },
  { id: 'private', kind: 'email', address: 'jane@home.example', since: NOW },
];
const sent: LedgerEvent = { type: 'LinkSent', contact: 'private', by: PEOPLE.agent };

/** What is sent for the last of these commits of Jane's account. */
async function tell(language: (typeof LANGUAGES)[number], contacts: readonly Contact[], last: LedgerEvent) {
  const commits = streamOf('cognito:jane', [
    [
      {
        type: 'ProfileProposed',
        ...NO_GROUNDS,
        profile: aProfile({ contacts, language }),
        by: PEOPLE.admin,
        digest: 'd',
      },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
    ],
    [{ ...anOpenRecovery(), type: 'RecoveryOpened', subject: PEOPLE.jane }],
    [last],
  ]);
  for (const commit of commits) await world.ledger.append(commit);
  const [commit] = commits.slice(-1);
  if (commit !== undefined) await sendNotices(world.services, commit);
  return world.delivery.sent.map(({ to, message }) => ({ to: to.address, text: message.text.reveal() }));
}

describe('the address of the page', () => {
  it.each(LANGUAGES)(
    'goes to the one contact that the agent chose, in the language of the account: %s',
    async (language) => {
      const [one, ...others] = await tell(language, CONTACTS, sent);
      expect(others).toEqual([]);
      expect(one?.to).toBe('jane@home.example');
      const { notices, actions } = NOTICE_TEXTS[language];
      expect(one?.text).toContain(notices['link-sent'].says.replace('{action}', actions['reset-password']));
      expect(one?.text).toMatch(/\/r\/rec-1\n/);
      expect(one?.text).toMatch(/\/r\/rec-1#stop=/);
    },
  );

  it('goes to nobody when the contact is gone meanwhile', async () => {
    expect(await tell('en', CONTACTS.slice(0, 1), sent)).toEqual([]);
  });
});
