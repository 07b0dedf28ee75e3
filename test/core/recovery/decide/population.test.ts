import { describe, expect, it } from '@jest/globals';
import { alertFor } from '../../../../lambdas/core/audit/alert.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import {
  MOST_FINDINGS,
  MOST_MARKS,
  type PopulationReport,
  populationStream,
} from '../../../../lambdas/core/recovery/state/population.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import type { Alone, AloneChange } from '../../../../lambdas/core/registry/population.ts';
import { nextCommit } from '../../../support/commits.ts';
import { ACTORS, aPolicy, aProfile, at, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { type Circumstance, type Deed, given, registeredAs, underPolicy } from '../../../support/specification.ts';

const SOURCE = { by: 'signal-source', source: 'cognito' } as const;
const MAIL: Contact = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) };
const PROFILE = aProfile({ contacts: [MAIL] });
const { account, directoryId } = PROFILE;

const syncs = (over: Partial<AloneChange>, actor: Deed['actor'] = SOURCE): Deed => ({
  ...{ actor, recovery: null, stream: account },
  command: { type: 'SyncProfile', source: 'cognito', change: { account, directoryId, ...over } },
});
const letting = (...alone: readonly Alone[]): Circumstance =>
  underPolicy(aPolicy({ directory: { alone: [...alone], atMost: 5 } }));
const ALL = letting('manager', 'contacts', 'tier');
const recordedAt =
  (when: string): Circumstance =>
  (world) => ({ ...world, state: { ...world.state, recordedAt: when } });
const NEW_MAIL: Contact = { id: 'email-1', kind: 'email', address: 'jane.new@example.com', since: at(-600) };
const YESTERDAY = recordedAt(at(-86_400));

describe('a change by the directory of record', () => {
  it('is made as far as the adopted policy lets it, and recoveries wait for it', () => {
    const { state } = given(registeredAs(PROFILE), YESTERDAY, ALL)
      .when(syncs({ manager: PEOPLE.agent, contacts: [NEW_MAIL] }))
      .thenHappens({
        type: 'ProfileSynced',
        source: 'cognito',
        manager: PEOPLE.agent,
        changes: ['manager', 'contacts'],
      });
    expect(state.profile.current).toEqual({ ...PROFILE, manager: PEOPLE.agent, contacts: [NEW_MAIL] });
    expect(state).toMatchObject({ managerChangedAt: NOW, recordedAt: NOW, changedAt: NOW });
    expect(state.history.map(({ what }) => what)).toEqual(['contact-changed']);
  });

  it('lets recoveries wait for the date of a further contact, and from now on for one that was taken away', () => {
    const further = given(registeredAs(PROFILE), YESTERDAY, ALL).when(syncs({ contacts: [MAIL, NEW_MAIL] }));
    expect(further.thenHappens({ type: 'ProfileSynced' }).state.changedAt).toBe(at(-600));
    const two = registeredAs({ ...PROFILE, contacts: [MAIL, { ...NEW_MAIL, since: at(-90 * 86_400) }] });
    const fewer = given(two, YESTERDAY, ALL).when(syncs({ contacts: [MAIL] }));
    expect(fewer.thenHappens({ type: 'ProfileSynced' }).state.changedAt).toBe(NOW);
  });

  it('raises a tier, of a sensitive account too, and lowers none', () => {
    given(registeredAs(PROFILE), ALL)
      .when(syncs({ tier: 'critical' }))
      .thenHappens({ type: 'TierRaised', from: 'standard', to: 'critical' });
    const privileged = registeredAs(aProfile({ tier: 'privileged' }));
    given(privileged, ALL)
      .when(syncs({ tier: 'critical' }))
      .thenHappens({ type: 'TierRaised' });
    given(privileged, ALL)
      .when(syncs({ tier: 'standard' }))
      .thenNothing();
  });

  it('is nothing where the record says the same', () => {
    given(registeredAs(PROFILE), ALL)
      .when(syncs({ manager: PEOPLE.manager, contacts: [MAIL], tier: 'standard' }))
      .thenNothing();
  });

  it.each([
    ['a policy that says nothing', [], { manager: PEOPLE.agent }],
    ['a member that it does not name', [letting('contacts')], { manager: PEOPLE.agent }],
    ['a sensitive account', [ALL, registeredAs({ ...PROFILE, tier: 'privileged' as const })], { contacts: [NEW_MAIL] }],
    ['an account that it makes sensitive', [ALL], { tier: 'privileged', manager: PEOPLE.agent }],
    ['somebody as their own manager', [ALL], { manager: PEOPLE.jane }],
    [
      'a policy that nobody adopted',
      [ALL, (world: Parameters<Circumstance>[0]) => ({ ...world, context: { ...world.context, adopted: 'other' } })],
      { manager: PEOPLE.agent },
    ],
  ] as const)('takes two administrators for %s', (_, past, change) => {
    given(registeredAs(PROFILE), ...past)
      .when(syncs(change))
      .thenRefused('not-alone');
  });

  it.each([
    ['another identity', { directoryId: 'other' }, 'account-unknown'],
    ['another account', { account: 'cognito:bob' }, 'account-unknown'],
    ['no contact at all', { contacts: [] }, 'contacts-malformed'],
    ['one contact twice', { contacts: [NEW_MAIL, { ...NEW_MAIL, id: 'email-2' }] }, 'contacts-malformed'],
  ] as const)('is refused for %s', (_, change, code) => {
    given(registeredAs(PROFILE), ALL).when(syncs(change)).thenRefused(code);
  });

  it('waits while a proposal waits, and nobody but the function that reads the directory says it', () => {
    const proposal = { value: PROFILE, by: PEOPLE.admin, digest: 'd', at: NOW };
    const proposed: Circumstance = (world) => ({
      ...world,
      state: { ...world.state, profile: { current: PROFILE, proposal } },
    });
    given(ALL, proposed)
      .when(syncs({ contacts: [NEW_MAIL] }))
      .thenRefused('proposal-waiting');
    given(registeredAs(PROFILE), ALL)
      .when(syncs({ contacts: [NEW_MAIL] }, ACTORS.admin))
      .thenRefused('role-missing');
  });
});

const FINDING = { code: 'custodian-left', of: 'secret:db', with: 'person:bob' } as const;
const aReport = (over: Partial<PopulationReport> = {}): PopulationReport => ({
  ...{ source: 'openldap', stop: null, findings: [FINDING], total: 1, proposed: null },
  ...over,
});
const reports = (report: PopulationReport, stream = populationStream(report.source)): Deed => ({
  ...{ actor: SOURCE, recovery: null, stream, command: { type: 'ReportPopulation', report } },
});
const ringsFor = (event: LedgerEvent) =>
  alertFor({ ...nextCommit(populationStream('openldap')).commit, events: [event], tier: null, kind: null });

describe('what a look at the directory found', () => {
  it('is told once, with how much of it is new, and rings', () => {
    const told = given().when(reports(aReport())).thenHappens({ type: 'PopulationReported', fresh: 1 });
    expect(told.state.population).toEqual(aReport());
    const again: Circumstance = () => told;
    given(again).when(reports(aReport())).thenNothing();
    const more = [FINDING, { code: 'left', of: 'openldap:eve', with: null } as const];
    given(again)
      .when(reports(aReport({ findings: more, total: 2 })))
      .thenHappens({ type: 'PopulationReported', fresh: 1 });
    given(again)
      .when(reports(aReport({ findings: [], total: 0 })))
      .thenHappens({ type: 'PopulationReported', fresh: 0 });
  });

  it('rings as a warning for what is new, as critical for a stop, and not for what was settled', () => {
    const rings = (fresh: number, over: Partial<PopulationReport> = {}) =>
      ringsFor({ type: 'PopulationReported', report: aReport(over), fresh });
    expect(rings(1)).toMatchObject({
      ...{ severity: 'warning', what: ['PopulationReported: openldap, 1 new: custodian-left'] },
    });
    expect(rings(0)).toBeUndefined();
    expect(rings(0, { stop: { code: 'feed-empty', people: 9, of: 9 } })).toMatchObject({
      ...{ severity: 'critical', what: ['PopulationReported: openldap stopped, feed-empty: 9 of 9'] },
    });
  });

  it('stands on the directory’s own stream, and has an end', () => {
    given().when(reports(aReport(), 'cognito:jane')).thenRefused('proposal-mismatch');
    const findings = Array.from({ length: MOST_FINDINGS + 1 }, (_, index) => ({ ...FINDING, of: `secret:${index}` }));
    given()
      .when(reports(aReport({ findings })))
      .thenRefused('proposal-mismatch');
  });
});

describe('changes that are counted', () => {
  const stream = populationStream('cognito');
  const counts = (marks: readonly string[], over: Partial<Deed> = {}): Deed => ({
    ...{ actor: SOURCE, recovery: null, stream, command: { type: 'CountChanges', source: 'cognito', marks } },
    ...over,
  });
  const countedBefore =
    (when: string, ...marks: readonly string[]): Circumstance =>
    (world) => ({ ...world, state: { ...world.state, counted: [{ at: when, marks }] } });

  it('are each account’s once in a day, in any order, and again after it', () => {
    given(countedBefore(at(-3_600), 'a'))
      .when(counts(['c', 'a', 'b', 'c']))
      .thenHappens({ type: 'ChangesCounted', source: 'cognito', marks: ['b', 'c'] });
    given(countedBefore(at(-86_400), 'a'))
      .when(counts(['a']))
      .thenHappens({ type: 'ChangesCounted', marks: ['a'] });
    const { state } = given(countedBefore(at(-86_399), 'a'))
      .when(counts(['b']))
      .thenHappens({ type: 'ChangesCounted' });
    expect(state.counted).toEqual([
      { at: at(-86_399), marks: ['a'] },
      { at: NOW, marks: ['b'] },
    ]);
  });

  it('are nothing where all of them are counted, and what is older than a day is forgotten', () => {
    given(countedBefore(at(-60), 'a', 'b'))
      .when(counts(['b', 'a']))
      .thenNothing();
    const { state } = given(countedBefore(at(-90_000), 'a'))
      .when(counts(['b']))
      .thenHappens({ type: 'ChangesCounted' });
    expect(state.counted).toEqual([{ at: NOW, marks: ['b'] }]);
  });

  it('are counted by the function that reads the directory, on its stream, and never too many for one commit', () => {
    given()
      .when(counts(['a'], { actor: ACTORS.admin }))
      .thenRefused('role-missing');
    given()
      .when(counts(['a'], { stream: account }))
      .thenRefused('proposal-mismatch');
    given()
      .when(counts(Array.from({ length: MOST_MARKS + 1 }, String)))
      .thenRefused('proposal-mismatch');
  });
});
