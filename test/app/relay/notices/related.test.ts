import { beforeEach, describe, expect, it } from '@jest/globals';
import { ENDING_TEXTS } from '../../../../lambdas/app/messages/ending-texts.ts';
import { RELATED_TEXTS } from '../../../../lambdas/app/messages/registry-texts.ts';
import { NOTICE_TEXTS } from '../../../../lambdas/app/messages/texts.ts';
import { noticeOf } from '../../../../lambdas/app/relay/notices/about.ts';
import type { SignedCommit } from '../../../../lambdas/core/audit/commit.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import type { Plan } from '../../../../lambdas/core/recovery/state/plan.ts';
import { type AccountProfile, LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { streamOf } from '../../../support/commits.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { anOpenRecovery, aPerson, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const MAIL: Contact = { id: 'mail', kind: 'email', address: 'jane@example.com', since: NOW };
const [MAX, CORA] = ['max@example.com', 'cora@example.com'];

let world = relayWorld();
beforeEach(async () => {
  world = relayWorld();
  caughtLog();
  for (const [person, address] of [
    [PEOPLE.manager, MAX],
    [PEOPLE.custodian, CORA],
    [PEOPLE.jane, MAIL.address],
  ] as const) {
    const registered = aPerson({ person, addresses: [address] });
    const made = streamOf(person, [
      [
        { type: 'PersonProposed', ...NO_GROUNDS, person: registered, by: PEOPLE.admin, digest: 'd' },
        { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'd' },
      ],
    ]);
    for (const commit of made) await world.ledger.append(commit);
  }
});

const PROFILE = { contacts: [MAIL], manager: PEOPLE.manager, custodians: [PEOPLE.custodian] };
const becomes = (over: Partial<AccountProfile> = {}): readonly LedgerEvent[] => [
  { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile({ ...PROFILE, ...over }), by: PEOPLE.admin, digest: 'd' },
  { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
];

const OPENED: LedgerEvent = { ...anOpenRecovery(), type: 'RecoveryOpened', subject: PEOPLE.jane };
const planned = (...notify: Plan['notify']): LedgerEvent => ({
  type: 'RecoveryAssessed',
  plan: { ...present(recoveryOf(worldAfter(ASSESSED))?.plan ?? undefined), notify },
});
const ENDS = [
  { type: 'RecoveryDenied', reasons: ['no'], rules: [] },
  { type: 'RecoveryRejected', by: PEOPLE.identityApprover, reason: 'no' },
  { type: 'RecoveryExpired', stage: 'proof' },
  { type: 'RecoveryStopped', by: PEOPLE.jane, reason: 'no', cause: 'withdrawn' },
] as const satisfies readonly LedgerEvent[];
const REFUSED: LedgerEvent = { type: 'RecoveryRefused', proof: 'p' };

async function kept(...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly SignedCommit[]> {
  const commits = streamOf('cognito:jane', lists);
  for (const commit of commits) await world.ledger.append(commit);
  return commits;
}

/** Who hears of the last of these commits, by address: they are told side by side. */
async function told(...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly string[]> {
  await sendNotices(world.services, present((await kept(...lists)).at(-1)));
  return world.delivery.sent.map(({ to }) => to.address).sort();
}

describe('those whom a plan names', () => {
  it('are told when it is made, and nobody else', async () => {
    expect(await told(becomes(), [OPENED], [planned('manager', 'custodian')])).toEqual([CORA, MAX]);
  });

  it('are not told of an opening, however late it is told', async () => {
    const [, , opening] = await kept(becomes(), [OPENED], [planned('manager')]);
    await sendNotices(world.services, present(opening));
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([MAIL.address]);
  });

  it('are told once that it is planned: another plan tells only those whom the one before did not name', async () => {
    const past = [becomes(), [OPENED], [planned('manager')]] as const;
    expect(await told(...past, [planned('manager', 'custodian')])).toEqual([CORA]);
  });

  it('are told of what the owner is told of after it', async () => {
    const approved = { type: 'ApprovalCompleted', digest: 'd', executeNotBefore: NOW } as const;
    expect(await told(becomes(), [OPENED], [planned('manager')], [approved])).toEqual([MAIL.address, MAX]);
  });

  it.each([...ENDS, REFUSED])('are told of its end, when no state has the plan any more: $type', async (end) => {
    expect(await told(becomes(), [OPENED], [planned('manager')], [end])).toEqual([MAIL.address, MAX]);
  });

  it('are told of a plan to change contacts without a look at its opening: they are none of them', async () => {
    world.ledger.readRecovery = async () => ({ commits: [], cut: null });
    const opened = { ...OPENED, action: 'change-contact' } as LedgerEvent;
    expect(await told(becomes(), [opened], [planned('manager')])).toEqual([MAX]);
  });

  it('are told once, however often the commit comes', async () => {
    const commits = await kept(becomes(), [OPENED], [planned('manager')], [ENDS[2]]);
    for (const _ of [1, 2]) await sendNotices(world.services, present(commits.at(-1)));
    expect(world.delivery.sent).toHaveLength(2);
  });

  it('are not told twice in one mailbox', async () => {
    expect(await told(becomes(), [OPENED], [planned('owner')], [ENDS[2]])).toEqual([MAIL.address]);
  });

  it.each(LANGUAGES)(
    'are told in the language of the account, with the id to read it by, without a link and without a name: %s',
    async (language) => {
      await told(becomes({ language }), [OPENED], [planned('manager')]);
      const { subject, says, read, tell } = RELATED_TEXTS[language];
      const { notices, actions, at: when } = NOTICE_TEXTS[language];
      const said = notices.opened.says.replace('{action}', actions['reset-password']);
      const { message } = present(world.delivery.sent[0]);
      expect([message.subject, message.text.reveal().split('\n\n')]).toEqual([
        subject,
        [
          ...[says.replace('{said}', said), when.replace('{at}', '2026-11-20 10:00 UTC')],
          ...[read.replace('{recovery}', 'rec-1'), tell],
        ],
      ]);
      expect(message.text.reveal()).not.toMatch(/https?:|#stop|[{}]|jane|max|cognito/i);
    },
  );
});

describe('the end of a recovery', () => {
  it.each(ENDS)('is told to whoever heard of its beginning, with nothing left to stop: $type', async (end) => {
    expect(await told(becomes(), [OPENED], [end])).toEqual([MAIL.address]);
    const [sent] = world.delivery.sent;
    const kind = noticeOf([end]);
    const texts = { ...NOTICE_TEXTS.en.notices, ...ENDING_TEXTS.en.notices } as Partial<
      Record<string, { subject: string }>
    >;
    expect(sent?.message.subject).toBe(texts[kind ?? '']?.subject);
    expect(sent?.message.text.reveal()).toContain('reset your password');
    expect(sent?.message.text.reveal()).toContain('nothing was changed');
    expect(sent?.message.text.reveal().endsWith(NOTICE_TEXTS.en.tell)).toBe(true);
    expect(sent?.message.text.reveal()).not.toMatch(/https?:|#stop/);
  });

  it('is told by a letter where its beginning was', async () => {
    const house: Contact = { id: 'house', kind: 'postal', address: 'Jane Doe\n1 Main Street', since: NOW };
    const sensitive = becomes({ contacts: [house, MAIL], tier: 'privileged' });
    expect(await told(sensitive, [OPENED], [ENDS[2]])).toEqual([house.address, MAIL.address]);
  });

  it('is one notice where it ends as it begins', async () => {
    expect(await told(becomes(), [OPENED, ENDS[0]])).toEqual([MAIL.address]);
    expect(world.delivery.sent[0]?.message.text.reveal()).toContain('reset your password');
  });

  it('is told also to the owner where the recovery had used every contact', async () => {
    const challenge = {
      ...{ id: 'c', method: 'issued-code-email', contact: 'mail', called: null, session: 's', hash: 'h', salt: 's' },
      ...{ at: NOW, expiresAt: NOW },
    };
    const asked = { type: 'ChallengeIssued', challenge } as unknown as LedgerEvent;
    const person = aPerson({ person: PEOPLE.jane, addresses: ['other@example.com'] });
    const again = streamOf(PEOPLE.jane, [
      [{ type: 'PersonProposed', ...NO_GROUNDS, person, by: PEOPLE.admin, digest: 'd' }],
      [
        { type: 'PersonProposed', ...NO_GROUNDS, person, by: PEOPLE.admin, digest: 'd' },
        { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'd' },
      ],
    ]);
    world = relayWorld();
    for (const commit of again) await world.ledger.append(commit);
    expect(await told(becomes(), [OPENED], [asked], [ENDS[2]])).toEqual([MAIL.address, 'other@example.com']);
  });
});
