import { METHODS } from '../proofing/methods.ts';
import type { Proof } from '../proofing/proof.ts';
import { KINDS, type Kind, TIERS, type Tier } from '../registry/account.ts';
import { evaluate, type PolicyQuestion } from './evaluate.ts';
import { fewestToApprove, fewestToProve } from './order.ts';
import type { Policy } from './policy.ts';
import { narrowing, questionsTo } from './questions.ts';

/** From the calmest request that is not denied to the strictest. Infinite: more than can be counted. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** How many different people a recovery of one class of account takes; by rule 1 nobody plays two parts. */
export interface Staffing {
  readonly kind: Kind;
  readonly tier: Tier;
  readonly agent: Range;
  /** Who confirm proofs: verifiers, managers and custodians who attest. Taken without an identity-verification vendor. */
  readonly verifiers: Range;
  readonly approvers: Range;
  readonly reviewer: Range;
  /** With the requester, who is one. Administrators are not counted: they take no part in a recovery. */
  readonly all: Range;
}

/** Administrators that every deployment needs: one proposes, another confirms (rule 6). */
export const ADMINISTRATORS = 2;

/** Every class of account of which a policy lets something be recovered, with the fewest people that it takes. */
export function staffingOf(policy: Policy): readonly Staffing[] {
  const counted = new Map<string, Counts>();
  const classes = new Map<string, Counts[]>();
  const narrowed = narrowing(policy);
  for (const question of questionsTo(withChannels(policy))) {
    const answer = evaluate(narrowed(question), question);
    if (answer.verdict === 'deny') continue;
    const { proofs, barred, approvals, reviewWithin } = answer.demands;
    const key = JSON.stringify([proofs, barred, approvals, reviewWithin === null, question.requester]);
    const counts = counted.get(key) ?? countsOf(answer.demands, { question, groups: policy.groups });
    counted.set(key, counts);
    const name = `${question.profile.kind} ${question.profile.tier}`;
    const known = classes.get(name) ?? [];
    if (!known.includes(counts)) known.push(counts);
    classes.set(name, known);
  }
  return KINDS.flatMap((kind) =>
    TIERS.flatMap((tier) => {
      const counts = classes.get(`${kind} ${tier}`);
      return counts === undefined ? [] : [{ kind, tier, ...rangesOf(counts) }];
    }),
  );
}

/** Requests come over channels whose way is known. */
const withChannels = (policy: Policy): Policy =>
  policy.channels === undefined ? { ...policy, channels: ['portal'] } : policy;

type Counts = Readonly<Record<'agent' | 'verifiers' | 'approvers' | 'reviewer' | 'all', number>>;

function countsOf(
  { proofs, barred, approvals, reviewWithin }: Extract<ReturnType<typeof evaluate>, { verdict: 'demand' }>['demands'],
  { question, groups }: { readonly question: PolicyQuestion; readonly groups: readonly string[] },
): Counts {
  const agent = question.requester === 'on-behalf' ? 1 : 0;
  const verifiers = fewestToProve({ proofs, barred }, peopleIn);
  const approvers = fewestToApprove(approvals, groups);
  const reviewer = reviewWithin === null ? 0 : 1;
  return { agent, verifiers, approvers, reviewer, all: 1 + agent + verifiers + approvers + reviewer };
}

/** One verifier may confirm several proofs; whoever attests is a person each. */
function peopleIn(proofs: readonly Proof[]): number {
  const confirmed = proofs.map(({ method }) => METHODS[method].confirmedBy);
  if (confirmed.includes('vendor')) return Number.POSITIVE_INFINITY;
  const attesting = confirmed.filter((by) => by === 'manager' || by === 'custodian').length;
  return attesting + (confirmed.includes('verifier') ? 1 : 0);
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
