import { METHODS } from '../proofing/methods.ts';
import type { Proof, Sightings } from '../proofing/proof.ts';
import { KINDS, type Kind, TIERS, type Tier } from '../registry/account.ts';
import { evaluate, type PolicyQuestion } from './evaluate.ts';
import { SEEN_TWICE_FROM } from './floor.ts';
import { fewestToApprove, fewestToProve } from './order.ts';
import type { Policy } from './policy.ts';
import { narrowing, questionsTo, valuesIn } from './questions.ts';

/** From the calmest request that is not denied to the strictest. Infinite: too many to count. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The number of different people for a recovery of one class of account; by rule 1 nobody has two parts. */
export interface Staffing {
  readonly kind: Kind;
  readonly tier: Tier;
  readonly agent: Range;
  /** People who confirm proofs: verifiers, managers and custodians who attest. Assumes no identity-verification vendor. */
  readonly verifiers: Range;
  readonly approvers: Range;
  readonly reviewer: Range;
  /** Includes the requester, who is one. Administrators are not counted: they have no part in a recovery. */
  readonly all: Range;
}

/** Administrators that every deployment needs: one proposes, the other confirms (rule 6). */
export const ADMINISTRATORS = 2;

/** Every class of account for which the policy allows some recovery, with the fewest people needed. */
export function staffingOf(policy: Policy): readonly Staffing[] {
  const counted = new Map<string, readonly Counts[]>();
  const classes = new Map<string, Set<Counts>>();
  const narrowed = narrowing(policy);
  for (const question of asked(withChannels(policy))) {
    const answer = evaluate(narrowed(question), question);
    if (answer.verdict === 'deny') continue;
    const { proofs, barred, sightings, approvals, reviewWithin } = answer.demands;
    const key = JSON.stringify([proofs, barred, sightings, approvals, reviewWithin === null, question.requester]);
    const counts = counted.get(key) ?? countsOf(answer.demands, { question, groups: policy.groups });
    counted.set(key, counts);
    const name = `${question.profile.kind} ${question.profile.tier}`;
    const known = classes.get(name) ?? new Set();
    for (const one of counts) known.add(one);
    classes.set(name, known);
  }
  return KINDS.flatMap((kind) =>
    TIERS.flatMap((tier) => {
      const counts = classes.get(`${kind} ${tier}`);
      return counts === undefined ? [] : [{ kind, tier, ...rangesOf([...counts]) }];
    }),
  );
}

/** Every question that the policy tells apart. Each is also asked at the risk from which a second verifier is needed. */
function* asked(policy: Policy): Generator<PolicyQuestion> {
  const scores = valuesIn([policy]).scores.filter((score) => score <= SEEN_TWICE_FROM);
  for (const question of questionsTo(policy)) {
    yield question;
    const isLast = question.risk === scores.at(-1) && question.risk < SEEN_TWICE_FROM;
    if (isLast) yield { ...question, risk: SEEN_TWICE_FROM };
  }
}

/** Adds channels to a policy that declares none. */
const withChannels = (policy: Policy): Policy =>
  policy.channels === undefined ? { ...policy, channels: ['portal'] } : policy;

type Counts = Readonly<Record<'agent' | 'verifiers' | 'approvers' | 'reviewer' | 'all', number>>;

function countsOf(
  {
    proofs,
    barred,
    sightings,
    approvals,
    reviewWithin,
  }: Extract<ReturnType<typeof evaluate>, { verdict: 'demand' }>['demands'],
  { question, groups }: { readonly question: PolicyQuestion; readonly groups: readonly string[] },
): readonly Counts[] {
  const agent = question.requester === 'on-behalf' ? 1 : 0;
  const verifiers = fewestToProve({ proofs, barred }, (given) => peopleIn(given, sightings));
  const approvers = fewestToApprove(approvals, groups);
  // What a verifier proved may be drawn for a review that the plan does not ask for (rule 10).
  const reviewers = reviewWithin !== null ? [1] : verifiers > 0 ? [0, 1] : [0];
  return reviewers.map((reviewer) => {
    const all = 1 + agent + verifiers + approvers + reviewer;
    return { agent, verifiers, approvers, reviewer, all };
  });
}

/** One verifier may confirm several proofs; where two are needed, each confirms all of them. Each attestation needs a different person. */
function peopleIn(proofs: readonly Proof[], sightings: Sightings): number {
  const confirmed = proofs.map(({ method }) => METHODS[method].confirmedBy);
  if (confirmed.includes('vendor')) return Number.POSITIVE_INFINITY;
  const attesting = confirmed.filter((by) => by === 'manager' || by === 'custodian').length;
  return attesting + (confirmed.includes('verifier') ? sightings : 0);
}

function rangesOf(counts: readonly Counts[]) {
  const rangeOf = (name: keyof Counts): Range => ({
    least: Math.min(...counts.map((one) => one[name])),
    most: Math.max(...counts.map((one) => one[name])),
  });
  return {
    agent: rangeOf('agent'),
    verifiers: rangeOf('verifiers'),
    approvers: rangeOf('approvers'),
    reviewer: rangeOf('reviewer'),
    all: rangeOf('all'),
  };
}
