import { type Commit, stateWith } from '../../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { LONGEST_INCIDENT } from '../../../lambdas/core/recovery/state/emergency.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { findRecovery, INITIAL } from '../../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import type { ReadStream } from './batches.ts';
import { countingIn } from './counting.ts';
import { judge } from './judge.ts';

/**
 * An execution of an emergency plan. `undeclared`: people on duty had declared no such incident, or it was over for more than a day.
 * `policy-missing`: nobody can tell.
 */
export interface Undeclared {
  readonly seq: number;
  readonly flaw: 'undeclared' | 'policy-missing';
}

type Declared = Extract<LedgerEvent, { type: 'IncidentDeclared' }>['incident'] & { readonly seq: number };

/** The incidents of the policy's stream, each with the number of its commit; undefined where that stream is not there. */
type Incidents = () => Promise<readonly Declared[] | undefined>;

/** Reads and verifies the stream of the policy once. Whether somebody signed a declaration is said of that stream. */
export function incidentsBy(read: ReadStream, keys: Keys): Incidents {
  let known: ReturnType<Incidents> | undefined;
  const reading = async () => {
    const rows = await read(POLICY_STREAM);
    if (rows.length === 0) return undefined;
    const stream = { account: POLICY_STREAM, rows, reported: undefined };
    return countingIn(stream, judge(stream, keys)).flatMap(({ seq, events }) =>
      events.flatMap((event) => (event.type === 'IncidentDeclared' ? [{ ...event.incident, seq }] : [])),
    );
  };
  return () => {
    known ??= reading();
    return known;
  };
}

/** The commits that began an execution of an emergency plan without the incident that it takes (rule 19). */
export async function undeclaredIn(counting: readonly Commit[], incidents: Incidents): Promise<readonly Undeclared[]> {
  if (!counting.some(({ events }) => events.some(({ type }) => type === 'GlassBroken'))) return [];
  const found: Undeclared[] = [];
  let state = INITIAL;
  for (const commit of counting) {
    const { seq, at, events, recovery } = commit;
    const emergency = recovery === null ? null : (findRecovery(state, recovery)?.emergency ?? null);
    if (emergency !== null && events.some(({ type }) => type === 'ExecutionStarted')) {
      const declared = await incidents();
      const isIt = (one: Declared) =>
        one.seq === emergency.declaredIn &&
        one.incident === emergency.incident &&
        one.until > plusSeconds(at, -LONGEST_INCIDENT);
      if (declared === undefined) found.push({ seq, flaw: 'policy-missing' });
      else if (!declared.some(isIt)) found.push({ seq, flaw: 'undeclared' });
    }
    state = stateWith(state, commit);
  }
  return found;
}

const WORDS: Readonly<Record<Undeclared['flaw'], string>> = {
  undeclared:
    'the glass was broken for this execution under an incident that nobody on duty had declared then (undeclared). Suspect the functions of the people’s family.',
  'policy-missing':
    'nobody can tell whether the incident of this execution was declared: the stream of the policy is not here (policy-missing).',
};

export const undeclaredInWords = (account: string, { seq, flaw }: Undeclared): string =>
  `  commit ${seq} of \`${account}\`: ${WORDS[flaw]}\n`;
