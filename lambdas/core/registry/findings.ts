import { type AccountId, type AccountProfile, subjectOf, TIERS } from './account.ts';
import type { PersonId } from './person.ts';
import { accountOf, type Feed, type KnownAccount } from './population.ts';

/** What people must look at, the most urgent first. */
export const POPULATION_FLAWS = [
  'privileged-unregistered',
  'part-held-by-leaver',
  'custodian-left',
  'manager-left',
  'managers-in-a-cycle',
  'manager-unknown',
  'row-ambiguous',
  'row-malformed',
  'owner-differs',
  'contacts-missing',
  'name-taken',
  'renamed',
  'proposal-waiting',
  'left',
] as const;
export type PopulationFlaw = (typeof POPULATION_FLAWS)[number];

/** A finding: about an account, a person or a directory's id; `with`: the other one that it concerns. */
export interface PopulationFinding {
  readonly code: PopulationFlaw;
  readonly of: string;
  readonly with: string | null;
}

/** What somebody who left still holds in the registry. */
export interface Holdings {
  readonly person: PersonId;
  readonly parts: readonly string[];
  /** The accounts that they answer for. */
  readonly custodianOf: readonly AccountId[];
  readonly managerOf: readonly AccountId[];
}

/** People of whom the directory's groups make administrators, and whom nobody has registered. */
export const unregistered = (
  feed: Pick<Feed, 'connector'>,
  rows: Feed['rows'],
  known: ReadonlyMap<string, KnownAccount>,
): readonly PopulationFinding[] =>
  rows
    .filter(({ directoryId, isActive, tier }) => isActive && isPrivileged(tier) && !known.has(directoryId))
    .map((row) => ({ code: 'privileged-unregistered', of: accountOf(feed, row), with: null }));

const isPrivileged = (tier: Feed['rows'][number]['tier']): boolean => tier !== null && TIERS.indexOf(tier) > 0;

/** What whoever left still holds, and their accounts. */
export const leaving = (
  leavers: readonly AccountProfile[],
  holdings: readonly Holdings[],
): readonly PopulationFinding[] => {
  const owners = new Set(leavers.map(subjectOf));
  return [
    ...leavers.map(({ account }): PopulationFinding => ({ code: 'left', of: account, with: null })),
    ...holdings
      .filter(({ person }) => owners.has(person))
      .flatMap(({ person, parts, custodianOf, managerOf }): readonly PopulationFinding[] => [
        ...parts.map((part): PopulationFinding => ({ code: 'part-held-by-leaver', of: person, with: part })),
        ...custodianOf.map((of): PopulationFinding => ({ code: 'custodian-left', of, with: person })),
        ...managerOf.map((of): PopulationFinding => ({ code: 'manager-left', of, with: person })),
      ]),
  ];
};

/** Each once, the most urgent first. */
export function mostUrgentFirst(findings: readonly PopulationFinding[]): readonly PopulationFinding[] {
  const rank = ({ code, of, with: other }: PopulationFinding) =>
    `${String(POPULATION_FLAWS.indexOf(code)).padStart(2, '0')} ${of} ${other ?? ''}`;
  const ranked = new Map(findings.map((one) => [rank(one), one]));
  return [...ranked.keys()].sort().flatMap((key) => ranked.get(key) ?? []);
}
