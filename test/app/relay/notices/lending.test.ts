import { beforeEach, describe, expect, it } from '@jest/globals';
import { LENDING_TEXTS } from '../../../../lambdas/app/messages/lending-texts.ts';
import { deliverNotice } from '../../../../lambdas/app/relay/notices.ts';
import { relay } from '../../../../lambdas/app/relay/relay.ts';
import type { SignedCommit } from '../../../../lambdas/core/audit/commit.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { listedUnder } from '../../../../lambdas/core/registry/account.ts';
import type { DelegationOrder } from '../../../../lambdas/core/registry/delegation.ts';
import { type Person, partsListed } from '../../../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { streamOf } from '../../../support/commits.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { DELEGATE, given, LENDER } from '../../../support/delegation.ts';
import { present } from '../../../support/execution-world.ts';
import {
  ACTORS,
  anOpenRecovery,
  aPerson,
  aProfile,
  NO_GROUNDS,
  NOW,
  PEOPLE,
  subjectOf,
} from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { relayWorld, sendNotices } from '../../../support/relay-world.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

/** What people are told of a right to approve that is lent (ADR 51). */

let world = relayWorld();
beforeEach(() => {
  world = relayWorld();
  caughtLog();
});

const mailOf = (person: string) => `${person.slice('person:'.length)}@example.com`;
const DUTY = { ...ACTORS.reviewer, roles: ['on-duty'] } as const;

const recordOf = (person: string, over: Partial<Person> = {}): Person =>
  aPerson({
    ...{ person, name: `Name of ${person}`, subjects: [subjectOf(`sub-${person}`)], addresses: [mailOf(person)] },
    ...over,
  });

async function keep(stream: string, lists: readonly (readonly LedgerEvent[])[]): Promise<readonly SignedCommit[]> {
  const commits = streamOf(stream, lists);
  for (const commit of commits) await world.ledger.append(commit);
  return commits;
}

const registered = (record: Person): readonly LedgerEvent[] => [
  { type: 'PersonProposed', ...NO_GROUNDS, person: record, by: PEOPLE.admin, digest: 'd' },
  { type: 'PersonConfirmed', by: PEOPLE.secondAdmin, digest: 'd' },
];

/** The lender's stream with these further commits, and everybody else registered. */
async function lending(...lists: readonly (readonly LedgerEvent[])[]): Promise<readonly SignedCommit[]> {
  await keep(DELEGATE.person, [registered(recordOf(DELEGATE.person))]);
  await keep(DUTY.person, [registered(recordOf(DUTY.person))]);
  const record = recordOf(LENDER.person, { parts: ['approver:identity'] });
  await world.members.show(LENDER.person, partsListed(record), 1);
  return keep(LENDER.person, [registered(record), ...lists]);
}

/** They own an account whose language this is. */
async function owns(person: string, language: 'de' | 'es'): Promise<void> {
  const profile = aProfile({ account: `cognito:${person.slice('person:'.length)}`, owner: person, language });
  await keep(profile.account, [
    [
      { type: 'ProfileProposed', ...NO_GROUNDS, profile, by: PEOPLE.admin, digest: 'd' },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
    ],
  ]);
  await world.members.show(profile.account, listedUnder(profile), 1);
}

const gives = (over: Partial<DelegationOrder> = {}) => given('d-1', { reason: 'canary', ...over });
const ends = (by: string): LedgerEvent => ({ type: 'DelegationWithdrawn', delegation: 'd-1', by });

async function sentFor(commit: SignedCommit | undefined) {
  world.delivery.sent.length = 0;
  await sendNotices(world.services, present(commit));
  return world.delivery.sent.map(({ to, message }) => [to.address, message.subject] as const);
}
const texts = () => world.delivery.sent.map(({ message }) => message.text.reveal()).join('\n');

const { given: GIVEN, ended, endedFor } = LENDING_TEXTS.en;

describe('a right to approve that is lent', () => {
  it('is told to whoever stands in: by whom, until when, what, and where to see it; not why', async () => {
    const commits = await lending([gives()]);
    expect(await sentFor(commits.at(-1))).toEqual([[mailOf(DELEGATE.person), GIVEN.subject]]);
    expect(texts()).toContain(`Name of ${LENDER.person} (${LENDER.person}) lends you`);
    expect(texts()).toMatch(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC: as an approver of identity, and what/);
    expect(texts()).toContain('In the console: https://recover.example.com/console#/delegations');
    expect(texts()).toContain('countersign delegations list');
    expect(texts()).not.toContain('canary');
    expect(texts()).not.toMatch(/\{\w+\}/);
  });

  it('is told to each in the language of an account of theirs', async () => {
    await owns(DELEGATE.person, 'es');
    await owns(LENDER.person, 'de');
    const commits = await lending([gives()], [ends(DUTY.person)]);
    expect(await sentFor(commits[2])).toEqual([]);
    expect(await sentFor(commits.at(-1))).toEqual([
      [mailOf(DELEGATE.person), LENDING_TEXTS.es.ended.subject],
      [mailOf(LENDER.person), LENDING_TEXTS.de.endedFor.subject],
    ]);
  });

  it('names no group where none is lent', async () => {
    await sentFor((await lending([gives({ groups: [] })])).at(-1));
    expect(texts()).toContain('UTC: what they approve as a manager or custodian.');
  });

  it('is told once, and leaves its place on the queue', async () => {
    const commits = await lending([gives()]);
    for (const commit of commits) await relay(world.services, commit);
    expect(world.notices.waiting.filter(({ stream }) => stream === LENDER.person).map(({ seq }) => seq)).toEqual([
      2, 3,
    ]);
    await sentFor(commits.at(-1));
    expect(await sentFor(commits.at(-1))).toEqual([]);
  });

  it('is not told as lent once it was taken back', async () => {
    const commits = await lending([gives()], [ends(LENDER.person)]);
    expect(await sentFor(commits[2])).toEqual([]);
  });

  it('is told again a day before its end, where it lasts long and is still lent', async () => {
    const until = plusSeconds(NOW, 5 * 86_400);
    const commits = await lending([gives({ until })]);
    const place = { stream: LENDER.person, seq: 3 };
    const ending = { ...place, audience: `contact:ending#${DELEGATE.person}` } as const;
    const asked: (readonly [object, number | undefined])[] = [];
    const notices = {
      send: async (more: readonly object[], after?: number) => {
        asked.push(...more.map((one) => [one, after] as const));
      },
    };
    const services = { ...world.services, notices };
    await deliverNotice(services, { ...place, audience: 'everybody' });
    expect(commits.at(-1)?.commit.seq).toBe(3);
    expect(world.delivery.sent.map(({ message }) => message.subject)).toEqual([GIVEN.subject]);
    // The queue keeps nothing longer than the alarm for late notices takes.
    expect(asked).toEqual([[ending, 600]]);
    world.surroundings.advance(4 * 86_400 - 60);
    await deliverNotice(services, ending);
    expect(asked.at(-1)).toEqual([ending, 60]);
    world.surroundings.advance(60);
    await deliverNotice(services, ending);
    expect(world.delivery.sent.map(({ message }) => message.subject)).toEqual([
      GIVEN.subject,
      LENDING_TEXTS.en.ending.subject,
    ]);
    expect(texts()).toContain('This ends at');
    await deliverNotice(services, ending);
    expect([world.delivery.sent.length, asked.length]).toEqual([2, 2]);
  });

  it('is not told as ending where it was taken back, or has ended before the message comes', async () => {
    const until = plusSeconds(NOW, 5 * 86_400);
    const ending = { stream: LENDER.person, seq: 3, audience: `contact:ending#${DELEGATE.person}` } as const;
    await lending([gives({ until })], [ends(LENDER.person)]);
    world.surroundings.advance(4 * 86_400);
    await deliverNotice(world.services, ending);
    world = relayWorld();
    await lending([gives({ until })]);
    world.surroundings.advance(5 * 86_400);
    await deliverNotice(world.services, ending);
    expect(world.delivery.sent).toEqual([]);
    expect(world.notices.waiting).toEqual([]);
  });

  it.each([
    ['its lender', LENDER.person, [[mailOf(DELEGATE.person), ended.subject]]],
    ['whoever stood in', DELEGATE.person, [[mailOf(LENDER.person), endedFor.subject]]],
    [
      'people on duty',
      DUTY.person,
      [
        [mailOf(DELEGATE.person), ended.subject],
        [mailOf(LENDER.person), endedFor.subject],
      ],
    ],
  ])('is told as ended to everybody but whoever ended it: %s', async (_, person, told) => {
    const commits = await lending([gives()], [ends(person)]);
    expect(await sentFor(commits.at(-1))).toEqual(told);
    expect(texts()).toContain(`Name of ${person} (${person}) has ended it`);
    expect(texts()).not.toMatch(/\{\w+\}|canary/);
  });
});

const openedFor: readonly (readonly LedgerEvent[])[] = [
  [
    { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile({ language: 'de' }), by: PEOPLE.admin, digest: 'd' },
    { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] },
  ],
  [{ ...anOpenRecovery({ reason: 'canary' }), type: 'RecoveryOpened', subject: PEOPLE.jane }],
  [{ type: 'RecoveryAssessed', plan: present(recoveryOf(worldAfter(ASSESSED))?.plan ?? undefined) }],
];

/** What the lender is told when this happens to a recovery of Jane's account. */
async function lenderHears(event: LedgerEvent): Promise<readonly string[]> {
  await lending([gives()]);
  await sentFor((await keep('cognito:jane', [...openedFor, [event]])).at(-1));
  const own = world.delivery.sent.filter(({ to }) => to.address === mailOf(LENDER.person));
  return own.map(({ message }) => `${message.subject}\n${message.text.reveal()}`);
}

describe('a decision in the place of somebody', () => {
  const countersignature = {
    ...{ approver: DELEGATE.person, groups: [], relations: [], digest: 'd', at: NOW },
    for: { person: LENDER.person, delegation: 2, groups: ['identity'] },
  };

  it('is told to the lender, in their own language: by whom, the account, and where to read it', async () => {
    await owns(LENDER.person, 'de');
    const event = { type: 'PlanCountersigned', countersignature } as unknown as LedgerEvent;
    const [text = '', ...more] = await lenderHears(event);
    expect(more).toEqual([]);
    expect(text).toContain(LENDING_TEXTS.de.countersigned.subject);
    expect(text).toContain(`Konto cognito:jane. Name of ${DELEGATE.person} (${DELEGATE.person})`);
    expect(text).toContain('https://recover.example.com/console#/recoveries/rec-1');
    expect(text).not.toMatch(/canary|\{\w+\}/);
  });

  it('is told when it was a no', async () => {
    const event = { type: 'RecoveryRejected', by: DELEGATE.person, for: LENDER.person, reason: 'canary' } as const;
    const [text = ''] = await lenderHears(event);
    expect(text).toContain(LENDING_TEXTS.en.rejected.subject);
    expect(text).not.toContain('canary');
  });

  it('is told to nobody where somebody decided for themselves', async () => {
    const { for: _, ...own } = countersignature;
    expect(await lenderHears({ type: 'PlanCountersigned', countersignature: own } as unknown as LedgerEvent)).toEqual(
      [],
    );
  });
});

describe('what waits for somebody who lent their right', () => {
  const proved: LedgerEvent = { type: 'ProofingCompleted' };

  /** Who is asked for the countersignature of Jane's plan. */
  async function asked(over: Partial<DelegationOrder> = {}, ...more: readonly (readonly LedgerEvent[])[]) {
    await lending([gives({ until: plusSeconds(NOW, 86_400), ...over })], ...more);
    await sentFor((await keep('cognito:jane', [...openedFor, [proved]])).at(-1));
    return world.delivery.sent
      .map(({ to }) => to.address)
      .filter((to) => to !== 'jane@example.com')
      .sort();
  }

  it('reaches whoever stands in as well, with a link that says in whose place', async () => {
    expect(await asked()).toEqual([mailOf(LENDER.person), mailOf(DELEGATE.person)].sort());
    const own = world.delivery.sent.find(({ to }) => to.address === mailOf(DELEGATE.person));
    const text = own?.message.text.reveal() ?? '';
    expect(text).toContain(`#/recoveries/rec-1/for/${encodeURIComponent(LENDER.person)}`);
    expect(text).toContain(`${LENDER.person} hat Ihnen das Recht geliehen`);
  });

  it.each<[string, Partial<DelegationOrder>, (readonly LedgerEvent[])[]]>([
    ['of another group', { groups: [] }, []],
    ['that has ended', { until: plusSeconds(NOW, 1) }, []],
    ['that was taken back', {}, [[ends(LENDER.person)]]],
  ])('reaches nobody by a right %s', async (_, over, more) => {
    expect(await asked(over, ...more)).toEqual([mailOf(LENDER.person)]);
  });
});
