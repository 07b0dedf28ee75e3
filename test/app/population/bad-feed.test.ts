import { beforeEach, describe, expect, it } from '@jest/globals';
import { type PopulationServices, type Synced, syncPopulation } from '../../../lambdas/app/population/sync.ts';
import { alertFor } from '../../../lambdas/core/audit/alert.ts';
import { populationStream } from '../../../lambdas/core/recovery/state/population.ts';
import { normalTarget } from '../../../lambdas/core/registry/identity.ts';
import type { FeedRow } from '../../../lambdas/core/registry/population.ts';
import type { PopulationSource } from '../../../lambdas/ports/population.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { aPolicy, aProfile, at } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ModelPopulationPlaces } from '../../support/models/population-places.ts';

/** A directory of forty people who are all registered; the policy lets it change a tenth of them: four, or five as the fewest. */
const NAMES = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const MOST = 5;
const POLICY = aPolicy({ directory: { alone: ['manager', 'contacts', 'tier'], atMost: 10 } });
const STREAM = populationStream('cognito');

const mailOf = (address: string) => [{ kind: 'email', address, changedAt: null } as const];
const rowOf = (who: string, over: Partial<FeedRow> = {}): FeedRow => ({
  ...{ directoryId: normalTarget(who), target: who, aliases: [], name: who },
  ...{ contacts: mailOf(`${who}@example.com`), manager: null, isActive: true, tier: null },
  ...over,
});
const recordOf = (who: string) =>
  aProfile({
    ...{ account: `cognito:${who}`, target: who, owner: `person:${who}`, manager: null },
    contacts: [{ id: 'mail', kind: 'email', address: `${who}@example.com`, since: at(-90 * 86_400) }],
  });
const EVERYBODY = NAMES.map((who) => rowOf(who));
const readdressed = (row: FeedRow): FeedRow => ({ ...row, contacts: mailOf(`${row.target}.new@example.com`) });

const world = new ApiWorld();
let places: ModelPopulationPlaces;
let rows: readonly FeedRow[];

const source: PopulationSource = {
  ...{ connector: 'cognito', kinds: ['email', 'sms'] },
  whole: async () => ({ rows, place: 'whole' }),
  since: async () => ({ rows, place: 'since' }),
};

async function look(): Promise<Synced> {
  const services: PopulationServices = {
    ...world.services,
    ...{
      sources: [source],
      places,
      people: world.people,
      environment: 'production',
      members: { next: async () => [] },
    },
  };
  const [synced] = await syncPopulation(services, () => 600_000);
  if (synced === undefined) throw new Error('nobody looked');
  return synced;
}

const heightsOfAccounts = () =>
  Object.fromEntries(Object.entries(world.heights()).filter(([stream]) => stream.startsWith('cognito:')));
/** The severities of what rang for the directory, in order. */
const rung = () => world.commits(STREAM).flatMap((commit) => alertFor(commit)?.severity ?? []);
const foundLast = (): readonly string[] => {
  const last = world.events(STREAM).findLast(({ type }) => type === 'PopulationReported');
  return last?.type === 'PopulationReported' ? last.report.findings.map(({ code }) => code) : [];
};

beforeEach(async () => {
  caughtLog();
  const [first = '', ...others] = NAMES;
  await world.reset(recordOf(first), POLICY);
  for (const who of others) await world.register(recordOf(who));
  places = new ModelPopulationPlaces();
  rows = EVERYBODY;
  await look();
  // The next look is a whole one.
  world.advance(90_000);
});

interface Feed {
  readonly does: string;
  readonly rows: readonly FeedRow[];
  readonly stop?: Synced['stop'];
  /** What people are told to look at, each once. */
  readonly finds?: readonly string[];
  readonly rings: readonly string[];
}

const FEEDS: readonly Feed[] = [
  { does: 'empties itself', rows: [], stop: 'feed-empty', rings: ['critical'] },
  {
    ...{ does: 'loses half of its rows', rows: EVERYBODY.slice(20).map(readdressed) },
    ...{ stop: 'rows-lost', rings: ['critical'] },
  },
  { does: 'says every row three times', rows: [...EVERYBODY, ...EVERYBODY, ...EVERYBODY], rings: [] },
  { does: 'says everybody in another order', rows: [...EVERYBODY].reverse(), rings: [] },
  {
    ...{ does: 'says somebody twice, each time otherwise', rows: [...EVERYBODY, readdressed(rowOf('p00'))] },
    ...{ finds: ['row-ambiguous'], rings: ['warning'] },
  },
  {
    ...{ does: 'renames everybody', rows: EVERYBODY.map((row) => ({ ...row, target: `x-${row.target}` })) },
    ...{ stop: 'mass-change', finds: ['renamed'], rings: ['critical'] },
  },
  {
    does: 'gives everybody another identity under the same name',
    rows: EVERYBODY.map((row) => ({ ...row, directoryId: `new-${row.directoryId}` })),
    ...{ stop: 'rows-lost', rings: ['critical'] },
  },
  {
    does: 'gives everybody another address',
    ...{ rows: EVERYBODY.map(readdressed), stop: 'mass-change', rings: ['critical'] },
  },
  {
    does: 'makes a cycle of three managers',
    rows: EVERYBODY.map((row, index) =>
      index < 3 ? { ...row, manager: EVERYBODY[(index + 1) % 3]?.directoryId ?? null } : row,
    ),
    ...{ finds: ['managers-in-a-cycle'], rings: ['warning'] },
  },
  {
    does: 'makes a cycle of managers of everybody',
    rows: EVERYBODY.map((row, index) => ({ ...row, manager: EVERYBODY[(index + 1) % 40]?.directoryId ?? null })),
    ...{ finds: ['managers-in-a-cycle'], rings: ['warning'] },
  },
  {
    ...{
      does: 'names a manager who does not exist',
      rows: [rowOf('p00', { manager: 'id-nobody' }), ...EVERYBODY.slice(1)],
    },
    ...{ finds: ['manager-unknown'], rings: ['warning'] },
  },
  {
    does: 'has names that nobody can have',
    rows: [rowOf('p00', { name: '\u0007', contacts: mailOf('other@example.com') }), ...EVERYBODY.slice(1)],
    ...{ finds: ['row-malformed'], rings: ['warning'] },
  },
];

describe('a directory of record whose feed', () => {
  it.each(FEEDS.map((feed) => [feed.does, feed] as const))(
    '%s: no record is changed, and people hear of what they must look at, once',
    async (_, feed) => {
      const before = heightsOfAccounts();
      rows = feed.rows;
      for (const _again of [1, 2]) expect(await look()).toMatchObject({ changed: 0, stop: feed.stop ?? null });
      expect(heightsOfAccounts()).toEqual(before);
      expect(new Set(foundLast())).toEqual(new Set(feed.finds ?? []));
      expect(rung()).toEqual(feed.rings);
      rows = EVERYBODY;
      world.advance(90_000);
      expect(await look()).toMatchObject({ changed: 0, stop: null, findings: 0, isWhole: true });
      expect(heightsOfAccounts()).toEqual(before);
    },
  );

  it('changes a few in each look is stopped once they are many within a day, and rings; the day after it may go on', async () => {
    let changed = 0;
    const drips = (): void => {
      rows = EVERYBODY.map((row, index) => (index < changed ? readdressed(row) : row));
    };
    await look();
    for (const few of [3, MOST]) {
      changed = few;
      drips();
      world.advance(900);
      expect(await look()).toMatchObject({ stop: null });
    }
    const before = heightsOfAccounts();
    changed = MOST + 2;
    drips();
    world.advance(900);
    expect(await look()).toMatchObject({ changed: 0, stop: 'mass-change', proposed: 2 });
    expect(heightsOfAccounts()).toEqual(before);
    expect(rung()).toEqual(['critical']);
    world.advance(90_000);
    expect(await look()).toMatchObject({ changed: 2, stop: null });
  });

  it('changes the same few again and again counts them once', async () => {
    await look();
    for (const turn of [1, 2, 3, 4]) {
      rows = EVERYBODY.map((row, index) =>
        index < MOST ? { ...row, contacts: mailOf(`${row.target}.${turn}@example.com`) } : row,
      );
      world.advance(900);
      expect(await look()).toMatchObject({ changed: MOST, stop: null });
    }
    expect(world.events(STREAM).filter(({ type }) => type === 'ChangesCounted')).toMatchObject([
      { marks: { length: MOST } },
    ]);
  });
});
