import { areApproved, type Countersignature, signatoriesOf } from '../../approvals/countersignature.ts';
import type { CheckedStatement } from '../../approvals/statement.ts';
import { asksStatements } from '../../policy/evaluate.ts';
import { floorsOf } from '../../policy/floor.ts';
import { asksOf, isSaid, METHODS } from '../../proofing/methods.ts';
import { areProved, type Proof } from '../../proofing/proof.ts';
import { type AccountProfile, relationsOf } from '../../registry/account.ts';
import { holdsPart, type PersonId } from '../../registry/person.ts';
import { unanswered } from '../../values/family.ts';
import type { DecisionContext, RegistryFacts } from '../state/decision.ts';
import { EMERGENCY_APPROVALS, isGroupOf } from '../state/emergency.ts';
import { type Plan, planDigest } from '../state/plan.ts';
import { mayStill, type Part } from '../state/situation.ts';
import type { Recovery, StreamState } from '../state/state.ts';
import { lentTo, wasLent } from './stand-in.ts';

/** Why a plan is void when too little still stands of what people had confirmed for it. */
export const STANDS_NO_MORE = {
  proofs: 'the proofs hold no more',
  countersignatures: 'the countersignatures hold no more',
} as const;

/** What counts of a recovery now. */
interface Standing {
  readonly proofs: readonly Proof[];
  readonly countersignatures: readonly Countersignature[];
}

/** The people whose current records `standingOf` needs: whoever confirmed or countersigned, or lent their right to, each once. */
export const peopleToRecheck = ({ proofs, countersignatures }: Recovery): readonly PersonId[] => [
  ...new Set([
    ...proofs.flatMap(({ verifier }) => (verifier === null ? [] : [verifier])),
    ...countersignatures.flatMap(signatoriesOf),
  ]),
];

/**
 * The proofs and countersignatures that still count by today's registry and policy (rules 2 and 6). Whoever confirmed or countersigned must
 * still be a registered human who can sign in, hold the part, and play no other part in the recovery; attesters and approvers must still be
 * related to the account as they were then: who becomes its manager later has not decided as its manager. Contacts and authenticators must
 * still exist; a group must be in this policy. A person whose record the context does not have counts for nothing.
 */
export function standingOf(
  recovery: Recovery,
  state: StreamState,
  context: Pick<DecisionContext, 'policy' | 'registry' | 'now'>,
): Standing {
  const { policy, registry } = context;
  const { people, statements } = registry;
  const profile = state.profile.current;
  if (profile === null) return { proofs: [], countersignatures: [] };
  const signed = { statements, plan: recovery.plan };
  const recordAs = (part: Part, id: PersonId) =>
    people.find((one) => one.person === id && mayStill(part, one, recovery));
  const isStillConfirmed = ({ verifier, method }: Proof): boolean => {
    // A recovery contact passes a code on, and needs no part and no sign-in for that; `stands` looks at them.
    if (verifier === null || METHODS[method].confirmedBy === 'system') return true;
    const record = recordAs('verifier', verifier);
    return record !== undefined && (METHODS[method].confirmedBy !== 'verifier' || holdsPart(record, 'verifier'));
  };
  return {
    proofs: provingIn(recovery, state).filter((proof) => isStillConfirmed(proof) && mayBeSigned(proof, signed)),
    countersignatures: recovery.countersignatures.flatMap((one) => {
      const record = recordAs('approver', one.approver);
      if (record === undefined || !isAsSigned(one, { statements, plan: recovery.plan })) return [];
      if (one.for !== undefined) {
        const lent = lentTo(one.approver, one.for.person, { recovery, profile, context });
        if (!lent.ok || lent.value.for.delegation !== one.for.delegation) return [];
        return [narrowed(one, lent.value)];
      }
      const isHeld = (group: string) => isGroupOf(recovery, policy, group) && holdsPart(record, `approver:${group}`);
      return [narrowed(one, { groups: one.groups.filter(isHeld), relations: relationsOf(profile, one.approver) })];
    }),
  };
}

/** What a countersignature had then and has now: it gains nothing. */
const narrowed = (one: Countersignature, now: Pick<Countersignature, 'groups' | 'relations'>): Countersignature => ({
  ...one,
  groups: one.groups.filter((group) => now.groups.includes(group)),
  relations: one.relations.filter((relation) => now.relations.includes(relation)),
});

/**
 * Whether an execution that is under way was countersigned as its plan, today's policy and the product ask. A captured function of the
 * workflow can write any plan and that it was approved; it cannot sign for two approvers.
 */
export function wasApproved(
  recovery: Recovery,
  profile: AccountProfile | null,
  {
    policy,
    statements,
    delegations,
  }: Pick<DecisionContext, 'policy'> & Pick<RegistryFacts, 'statements' | 'delegations'>,
): boolean {
  const { plan, countersignatures, id, proofs, action, channel, stageAt } = recovery;
  if (plan === null || profile === null) return false;
  if (!plan.statements && !asksStatements(policy, profile)) return true;
  const { barred, sightings } = plan;
  const said = proofs.filter((one) => isSightingSigned(one, statements));
  // As when it began: a sighting that nobody signed proves nothing, and spoils nothing that others prove.
  if (!areProved(plan.proofs, said, { now: stageAt, channel, barred, sightings })) return false;
  const signed = countersignatures.filter(
    (one) => isAsSigned(one, { statements, plan: { statements: true } }) && wasLent(one, delegations),
  );
  const floors = floorsOf({ profile, action }).flatMap(({ approvals }) => approvals ?? []);
  const least = recovery.emergency === null ? floors : EMERGENCY_APPROVALS;
  const digest = planDigest(id, plan, proofs);
  return signed.some((one) => one.digest === digest) && areApproved([...plan.approvals, ...least], signed, digest);
}

interface Signed {
  readonly statements: readonly CheckedStatement[];
  readonly plan: Pick<Plan, 'statements'> | null;
}

/**
 * A countersignature with a statement counts only while that statement is found, says the same, and is signed with a passkey of today; one
 * without counts only where the plan asks for none.
 */
function isAsSigned({ approver, signedIn }: Countersignature, { statements, plan }: Signed): boolean {
  if (signedIn === undefined) return plan?.statements === false;
  return statements.some(({ seq, person, flaw }) => seq === signedIn && person === approver && flaw === null);
}

/**
 * A proof by somebody's word needs a statement where the plan asks for one. One that was looked at must hold: every one is, before anything is
 * executed.
 */
function mayBeSigned({ method, signedIn }: Proof, { statements, plan }: Signed): boolean {
  if (!isSaid(method)) return true;
  if (signedIn === undefined) return plan?.statements !== true;
  return statements.every(({ seq, flaw }) => seq !== signedIn || flaw === null);
}

/** Whether a person whose word proves something has signed exactly that, with a passkey of today. Proofs without anybody's word need none. */
export const isSightingSigned = (
  { method, verifier, signedIn }: Proof,
  statements: readonly CheckedStatement[],
): boolean =>
  !isSaid(method) ||
  statements.some(({ seq, person, flaw }) => seq === signedIn && person === verifier && flaw === null);

/** The proofs that still count by the account's own stream: at a claim, which follows an execution that looked at the people too. */
export function provingIn({ proofs }: Recovery, state: StreamState): readonly Proof[] {
  const profile = state.profile.current;
  return profile === null ? [] : proofs.filter((proof) => stands(proof, profile, state));
}

type Registered = Pick<StreamState, 'authenticators' | 'recoveryContacts'>;

/**
 * Whether a proof still counts by today's registry: an attester must still be related to the account, and the contact or authenticator must
 * still exist unchanged (rule 8).
 */
export function stands(proof: Proof, profile: AccountProfile, registered: Registered): boolean {
  const asks = asksOf(proof.method);
  const isThere = (contact: string | null) =>
    profile.contacts.some(({ id, since }) => id === contact && since < proof.at);
  switch (asks.for) {
    case 'code':
    case 'code-read-back':
      return isThere(proof.contact) && (proof.called === null || isThere(proof.called));
    case 'code-passed-on':
      return registered.recoveryContacts.some(({ id }) => id === proof.contact);
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
      return registered.authenticators.some(({ id }) => id === proof.contact);
    case 'word':
      return proof.verifier !== null && relationsOf(profile, proof.verifier).includes(asks.of);
    case 'vendor':
    case 'sighting':
      return true;
    default:
      return unanswered(asks);
  }
}
