import { summaryOf, type WholeDifference } from '../../core/policy/adopting.ts';
import { answerIn } from '../../core/policy/difference.ts';
import type { Difference } from '../../core/policy/differences.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { Ledger, PolicyComparer } from '../../ports/ledger.ts';
import { load } from '../ledger/load.ts';
import { textOfVersion } from '../ledger/reading-facts.ts';
import { refusalProblem } from '../problem.ts';
import { assertRole } from './reading.ts';

export interface DifferenceServices {
  readonly ledger: Ledger;
  readonly compare: PolicyComparer;
}

/** Most groups of requests in one answer. */
const MOST_GROUPS = 200;

/**
 * How the proposed policy differs from the one in force, weaker first, for administrators and auditors; both texts are read from the verified
 * ledger. `seen` says to a confirmation that this was read; null where the answer has not all of it, or where what is computed now is not what
 * was at the proposal. Throws `no-such-proposal` for a digest that is not proposed.
 */
export async function policyDifference({ ledger, compare }: DifferenceServices, actor: PersonActor, digest: string) {
  assertRole(actor, 'admin', 'auditor');
  const { current, proposal } = (await load(ledger, POLICY_STREAM)).policy;
  if (proposal === null || proposal.value.digest !== digest)
    throw refusalProblem({ code: 'no-such-proposal', facts: { digest } });
  const [before, after] = await Promise.all([
    current === null ? null : textOfVersion(ledger, current),
    textOfVersion(ledger, proposal.value),
  ]);
  const whole = await compare({ before, after, now: proposal.at });
  const { digest: seen } = summaryOf(whole);
  const isWhole = whole.differences.length <= MOST_GROUPS && seen === proposal.value.difference.digest;
  return { ...shownDifference(whole), seen: isWhole ? seen : null };
}

/** A difference for people: how much of it is weaker, and its first groups. */
export function shownDifference(whole: WholeDifference) {
  const { from, to, requests, ages, differences } = whole;
  const { weaker, stricter, different } = summaryOf(whole);
  return {
    ...{ from, to, requests, weaker, stricter, different, ages },
    differences: differences.slice(0, MOST_GROUPS).map(shown),
  };
}

/** A group with what changes for it, each change with both values. */
const shown = ({ direction, requests, where, changes, example: { question, before, after } }: Difference) => ({
  ...{ direction, requests, where },
  changes: changes.map((change) => ({
    ...change,
    before: answerIn(before, change.dimension),
    after: answerIn(after, change.dimension),
  })),
  example: question,
});
