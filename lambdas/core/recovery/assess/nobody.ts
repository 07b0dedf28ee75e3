import type { ApprovalLeaf } from '../../approvals/countersignature.ts';
import { asksOf, METHOD_NAMES } from '../../proofing/methods.ts';
import { isBarred, mayServe, type ProofLeaf } from '../../proofing/proof.ts';
import { relatedPeople, subjectOf, type Vouching } from '../../registry/account.ts';
import { withAnswerers } from '../../registry/answering.ts';
import { CONTACT_KINDS } from '../../registry/contact.ts';
import type { Person } from '../../registry/person.ts';
import { leavesInTheWay } from '../../values/requirement.ts';
import { meansOf } from '../state/means.ts';
import type { Plan } from '../state/plan.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/** Demands of a plan for people's words and countersignatures. */
type Demands = Pick<Plan, 'proofs' | 'approvals' | 'barred'>;

/**
 * The relations to the account that these demands cannot do without, and in which nobody stands who could be asked; each once. The record is
 * that of `withAnswerersOf`: whoever has left stands in none. Empty where everything can still be met. A recovery that waits for nobody is not denied: two administrators can name somebody meanwhile.
 */
export function nobodyFor(
  { proofs, approvals, barred }: Demands,
  recovery: Pick<Recovery, 'requester'>,
  state: StreamState,
): readonly Vouching[] {
  const words = proofs.flatMap((one) => leavesInTheWay(one, (leaf) => isProvable(leaf, barred, state)));
  const consents = approvals.flatMap((one) => leavesInTheWay(one, (leaf) => isAskable(leaf, recovery, state)));
  return [...new Set([...words.flatMap(witnessesOf), ...consents.flatMap(consenterOf)])];
}

/** The stream of an account, in whose record only those managers and custodians stand whom these records show as people who can answer. */
export function withAnswerersOf(state: StreamState, records: readonly Person[]): StreamState {
  const { profile } = state;
  if (profile.current === null) return state;
  return { ...state, profile: { ...profile, current: withAnswerers(profile.current, records) } };
}

/** Whether something serves the demand, or it needs no word of anybody. Contacts count as if every kind of them could be reached. */
function isProvable(leaf: ProofLeaf, barred: Plan['barred'], state: StreamState): boolean {
  if (witnessesOf(leaf).length === 0) return true;
  const means = meansOf(state, { ways: CONTACT_KINDS, vendors: ['any'] });
  return means.some((one) => !isBarred(one, barred) && mayServe(leaf, one.method));
}

/** The relations whose word would serve the demand. */
const witnessesOf = (leaf: ProofLeaf): readonly Vouching[] =>
  METHOD_NAMES.filter((method) => mayServe(leaf, method)).flatMap((method) => {
    const asks = asksOf(method);
    return asks.for === 'word' ? [asks.of] : [];
  });

/** Whether somebody can be asked to countersign: nobody agrees to their own request, and a group may stand in later. */
function isAskable(leaf: ApprovalLeaf, { requester }: Pick<Recovery, 'requester'>, { profile }: StreamState): boolean {
  if (!('relation' in leaf) || leaf.escalateTo !== undefined) return true;
  const { current } = profile;
  if (current === null) return false;
  const own = [requester, subjectOf(current)];
  return relatedPeople(current, [leaf.relation]).some((person) => !own.includes(person));
}

const consenterOf = (leaf: ApprovalLeaf): readonly Vouching[] =>
  'relation' in leaf && leaf.relation !== 'owner' ? [leaf.relation] : [];
