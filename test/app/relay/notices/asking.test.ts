import { beforeEach, describe, expect, it } from '@jest/globals';
import { ASKING_TEXTS } from '../../../../lambdas/app/messages/asking-texts.ts';
import { MOST_ASKED } from '../../../../lambdas/app/relay/notices/asking.ts';
import { relay } from '../../../../lambdas/app/relay/relay.ts';
import type { SignedCommit } from '../../../../lambdas/core/audit/commit.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import type { Plan } from '../../../../lambdas/core/recovery/state/plan.ts';
import { type AccountProfile, LANGUAGES } from '../../../../lambdas/core/registry/account.ts';
import { type Person, partsListed } from '../../../../lambdas/core/registry/person.ts';
import { AdapterError } from '../../../../lambdas/ports/errors.ts';
import { streamOf } from '../../../support/commits.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { anOpenRecovery, aPerson, aProfile, NO_GROUNDS, NOW, PEOPLE, subjectOf } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

let world = relayWorld();
let lines: readonly string[] = [];
beforeEach(() => {
  world = relayWorld();
  lines = caughtLog();
});

const mailOf = (person: string) => `${person.slice('person:'.length)}@example.com`;

/** Registers somebody, and lists them as the relay does. */
async function registers(person: string, over: Partial<Person> = {}): Promise<void> {
  const record = aPerson({ person, subjects: [subjectOf(`sub-${person}`)], addresses: [mailOf(person)], ...over });
  const commits = streamOf(person, [
    [
      { type: 'PersonProposed', ...NO_GROUNDS, person: record, by: PEOPLE.admin, digest: 'd' },
      { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'd' },
    ],
  ]);
  for (const commit of commits) await world.ledger.append(commit);
  await world.members.show(person, partsListed(record), 1);
}

const becomes = (over: Partial<AccountProfile> = {}): readonly LedgerEvent[] => [
  { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(over), by: PEOPLE.admin, digest: 'd' },
  { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
];
const CANARY = 'canary';
const opened: LedgerEvent = {
  ...anOpenRecovery({ reason: CANARY, agent: PEOPLE.agent }),
  ...{ type: 'RecoveryOpened', subject: PEOPLE.jane },
};
const planned = (over: Partial<Plan> = {}): LedgerEvent => ({
  type: 'RecoveryAssessed',
  plan: { ...present(recoveryOf(worldAfter(ASSESSED))?.plan ?? undefined), ...over },
});
const SESSION = 'c'.repeat(64);
const proved: readonly LedgerEvent[] = [
  {
    type: 'ProofRecorded',
    proof: {
      ...{ id: 'p', method: 'in-person', outcome: 'verified', verifier: PEOPLE.verifier, reference: CANARY, at: NOW },
      ...{ seen: [], session: SESSION, contact: null, called: null, channel: 'in-person' },
    },
  },
  { type: 'ProofingCompleted' },
];
const stopped: LedgerEvent = { type: 'RecoveryStopped', by: PEOPLE.jane, reason: CANARY, cause: 'withdrawn' };

const SUBJECTS = LANGUAGES.flatMap((language) => [
  ...[ASKING_TEXTS[language].withdrawnSubject, ...Object.values(ASKING_TEXTS[language].subjects)],
]);

/** The addresses of those who are told what the last of these commits waits for; whoever answers for the account has other notices. */
async function told(...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly string[]> {
  const last = (await kept(...lists)).at(-1);
  await sendNotices(world.services, present(last));
  return asks().map(({ to }) => to.address);
}

const asks = () => world.delivery.sent.filter(({ message }) => SUBJECTS.includes(message.subject));

async function kept(...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly SignedCommit[]> {
  const commits = streamOf('cognito:jane', lists);
  for (const commit of commits) await world.ledger.append(commit);
  return commits;
}

const texts = () => asks().map(({ message }) => message.text.reveal());

describe('whoever a recovery waits for', () => {
  it('is told at once, once, at their registered address: the account, what is asked, until when, the id and where to go', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    expect(await told(becomes(), [opened], [planned()], proved)).toEqual([mailOf(PEOPLE.identityApprover)]);
    const [sent] = world.delivery.sent;
    expect(sent?.message.subject).toBe('A recovery waits for a countersignature');
    expect(texts()[0]).toContain('Account cognito:jane. Somebody asked to reset the password.');
    expect(texts()[0]).toMatch(/There is time until 2026-11-\d\d \d\d:\d\d UTC\./);
    expect(texts()[0]).toContain('Recovery: rec-1.');
    expect(texts()[0]).toContain('In the console: https://recover.example.com/console#/recoveries/rec-1');
    expect(texts()[0]).toContain('At the command line: countersign recoveries show rec-1');
  });

  it('reads no secret, no session, no name of a person and nothing that somebody has typed', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'], name: 'Canary Ida' });
    await told(becomes(), [opened], [planned()], proved);
    expect(texts()).toHaveLength(1);
    expect(texts().join()).not.toMatch(/canary|c{64}|person:|#stop|stop-rec-1|https:\S*\/r\//i);
    expect(world.delivery.sent[0]?.message.spoken).toBeNull();
  });

  it('is told once, however often the commit comes', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    const commits = await kept(becomes(), [opened], [planned()], proved);
    for (const _ of [1, 2, 3]) await sendNotices(world.services, present(commits.at(-1)));
    expect(world.delivery.sent).toHaveLength(1);
  });

  it('is looked for only where a commit changes something for them: no other leaves a place on the queue', async () => {
    const expired: LedgerEvent = { type: 'RecoveryExpired', stage: 'approval' };
    const commits = await kept(becomes(), [opened], [planned()], [planned()], proved, [expired]);
    for (const commit of commits) await relay(world.services, commit);
    const left = world.notices.waiting.map(({ seq }) => seq).sort();
    // The second plan, the fifth commit, is the same as the first.
    expect(left).toEqual([2, 3, 4, 6, 7]);
  });

  it('is told once though they are in two of the groups', async () => {
    await registers('person:both', { parts: ['approver:identity', 'approver:security'] });
    const approvals = [{ all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] }];
    expect(await told(becomes(), [opened], [planned({ approvals })], proved)).toEqual([mailOf('person:both')]);
  });

  it('is the manager whom the plan names, who is not told of the plan besides', async () => {
    await registers(PEOPLE.manager);
    const proofs = [{ leaf: { method: 'manager-attestation' } }] as const;
    await told(becomes(), [opened], [planned({ proofs, notify: ['manager'] })]);
    expect(world.delivery.sent.map(({ to, message }) => [to.address, message.subject])).toEqual([
      [mailOf(PEOPLE.manager), 'A recovery waits for your word'],
    ]);
  });

  it('is every custodian of an account that has them but the one who asks', async () => {
    for (const person of [PEOPLE.custodian, PEOPLE.secondCustodian]) await registers(person);
    const custodians = [PEOPLE.custodian, PEOPLE.secondCustodian];
    const asked = { ...opened, requester: PEOPLE.custodian, subject: null } as LedgerEvent;
    const approvals = [{ leaf: { relation: 'custodian' } }] as const;
    const heard = await told(
      ...[becomes({ kind: 'service-account', owner: null, custodians }), [asked], [planned({ approvals })], proved],
    );
    expect(heard).toEqual([mailOf(PEOPLE.secondCustodian)]);
  });

  it('is nobody who is excluded: requester, agent, verifier, machine, one without the part or without sign-in', async () => {
    const parts = ['approver:identity'] as const;
    for (const person of [PEOPLE.jane, PEOPLE.agent, PEOPLE.verifier]) await registers(person, { parts });
    await registers('person:bot', { parts, nature: 'machine' });
    await registers('person:gone', { parts, subjects: [] });
    await registers('person:other', { parts: ['approver:security'] });
    expect(await told(becomes(), [opened], [planned()], proved)).toEqual([]);
  });

  it('is nobody whose record has lost the part since they were listed', async () => {
    await registers(PEOPLE.identityApprover);
    await world.members.show(PEOPLE.identityApprover, ['approver:identity'], 1);
    expect(await told(becomes(), [opened], [planned()], proved)).toEqual([]);
  });

  it('is nobody any more when somebody did it before the message could leave', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    const commits = await kept(becomes(), [opened], [planned()], proved, [stopped]);
    await sendNotices(world.services, present(commits.at(-2)));
    expect(world.delivery.sent).toEqual([]);
  });

  it('hears that it is not needed any more', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    expect(await told(becomes(), [opened], [planned()], proved, [stopped])).toEqual([mailOf(PEOPLE.identityApprover)]);
    expect(texts()[0]).toContain(ASKING_TEXTS.en.leads.withdrawn);
    expect(texts()[0]).not.toMatch(/https?:|canary/i);
  });

  it('hears of the new plan after the old one', async () => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    await told(becomes(), [opened], [planned()], proved, [planned({ grant: 60 }), { type: 'ProofingCompleted' }]);
    expect(texts()).toEqual([expect.stringContaining(ASKING_TEXTS.en.leads['asked-anew'])]);
  });

  it('waits alone where one mailbox takes nothing, as a message by a name that holds no address', async () => {
    for (const person of [PEOPLE.identityApprover, 'person:other'])
      await registers(person, { parts: ['approver:identity'] });
    world.delivery.refusing.set(mailOf('person:other'), new AdapterError('throttled', { retryable: true }));
    const commits = await kept(becomes(), [opened], [planned()], proved);
    await expect(sendNotices(world.services, present(commits.at(-1)))).rejects.toMatchObject({ code: 'throttled' });
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([mailOf(PEOPLE.identityApprover)]);
    world.delivery.refusing.clear();
    await sendNotices(world.services, present(commits.at(-1)));
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([
      ...[mailOf(PEOPLE.identityApprover), mailOf('person:other')],
    ]);
    expect([...world.sentNotices.marked].flat(2).join()).not.toContain('@');
  });

  it('is a bounded number of a large group; another recovery tells others; that is logged', async () => {
    for (let nth = 0; nth < 3 * MOST_ASKED; nth += 1)
      await registers(`person:a-${nth}`, { parts: ['approver:identity'] });
    expect(await told(becomes(), [opened], [planned()], proved)).toHaveLength(MOST_ASKED);
    expect(lines.join('')).toContain('some of a group not told');
  });

  it.each(LANGUAGES)('reads it in the language of the account, with every placeholder filled: %s', async (language) => {
    await registers(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    await told(becomes({ language }), [opened], [planned()], proved);
    const { tasks, subjects, actions, leads, care } = ASKING_TEXTS[language];
    expect(world.delivery.sent[0]?.message.subject).toBe(subjects.countersignature);
    for (const part of [tasks.countersignature, actions['reset-password'], care]) expect(texts()[0]).toContain(part);
    expect(texts()[0]).not.toMatch(/[{}]/);
    for (const text of [...Object.values(tasks), ...Object.values(leads), ...Object.values(actions)])
      expect(text).not.toMatch(/[{}\n]/);
  });
});
