import type { Commit } from '../../core/audit/commit.ts';
import type { Footing } from '../../core/audit/voids.ts';
import { threatsWith } from '../../core/recovery/evolve/risk.ts';
import type { Governed, StreamState } from '../../core/recovery/state/state.ts';
import type { Person } from '../../core/registry/person.ts';
import type { Threat } from '../../core/risk/facts.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { walk } from './walk.ts';

/** A commit by which a record came into force. */
export interface Confirmed {
  readonly commit: Commit;
  /** What waited before it. */
  readonly proposal: Governed<unknown>['proposal'];
  readonly isFirst: boolean;
  /** The person's record from then on; null on other streams. */
  readonly record: Person | null;
  /** Digest of the policy in force from then on; null on other streams. */
  readonly policy: string | null;
}

/** What a stream says of its records, by verified commits. */
interface History {
  readonly footing: Footing;
  readonly confirmed: readonly Confirmed[];
  /** Its threat levels, with those that are over: the state forgets them by the times of commits, and a captured function writes any time. */
  readonly threats: readonly Threat[];
  /** The last good commit is the newest one. */
  readonly isWhole: boolean;
}

/** The members of a state that an execution depends on. */
export type Member = 'profile' | 'person' | 'policy' | 'batch';

export const CONFIRMING = {
  ...{ profile: 'ProfileConfirmed', person: 'PersonConfirmed', policy: 'PolicyAdopted', batch: 'BatchConfirmed' },
} as const satisfies Record<Member, Commit['events'][number]['type']>;

/** What one instance has verified: commits never change. */
const KNOWN = new WeakMap<Ledger, Map<string, History>>();
const MOST_HISTORIES = 128;

/**
 * The history of a stream up to its last good commit: what follows a forged one counts for nothing. One read for each hundred commits; an
 * instance reads only new ones again.
 */
export async function verifiedHistoryOf(ledger: Ledger, stream: string): Promise<History> {
  const histories = KNOWN.get(ledger) ?? new Map<string, History>();
  KNOWN.set(ledger, histories);
  const before = histories.get(stream);
  const found = [...(before?.confirmed ?? [])];
  let threats = before?.threats ?? [];
  const {
    isNewest: isWhole,
    before: _,
    ...footing
  } = await walk(ledger, stream, {
    after: before?.footing,
    isForgiving: true,
    visit: (commit, state, after) => {
      const one = confirmedBy(commit, state, after);
      if (one !== undefined) found.push(one);
      threats = commit.events.reduce((all, event) => threatsWith(all, event, commit.seq), threats);
    },
  });
  const history = { footing, confirmed: found, threats, isWhole };
  if (histories.size >= MOST_HISTORIES) histories.clear();
  histories.set(stream, history);
  return history;
}

const FOUNDING: readonly string[] = ['AdministratorAdmitted', 'RegistryBootstrapped'];

/** What a commit confirms; undefined where it confirms nothing. */
function confirmedBy(commit: Commit, before: StreamState, { person, policy }: StreamState): Confirmed | undefined {
  const confirms = (member: Member) => commit.events.some(({ type }) => type === CONFIRMING[member]);
  const member = (Object.keys(CONFIRMING) as Member[]).find(confirms);
  if (member === undefined && !commit.events.some(({ type }) => FOUNDING.includes(type))) return undefined;
  const proposal = member === undefined ? null : before[member].proposal;
  const after = { record: person.current, policy: policy.current?.digest ?? null };
  return { commit, proposal, isFirst: before.person.current === null, ...after };
}
