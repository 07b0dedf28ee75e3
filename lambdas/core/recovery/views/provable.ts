import { type CombinedDemands, evaluate } from '../../policy/evaluate.ts';
import type { Policy } from '../../policy/policy.ts';
import { NO_DESK, wordsFor } from '../../policy/vocabulary.ts';
import { areProved, type Proof } from '../../proofing/proof.ts';
import type { AccountProfile, Action } from '../../registry/account.ts';
import { misfitOf } from '../assess/misfit.ts';
import type { Means } from '../state/means.ts';

/** The facts of an account by which a policy decides. */
export type JudgedAccount = Pick<AccountProfile, 'account' | 'kind' | 'tier' | 'environment' | 'owner' | 'labels'>;

/** `denied`: the policy allows the action on no channel and desk; `never`: it does, and no way of asking can be proved. */
export type Provability = 'provable' | 'never' | 'denied';

/** Whether these means prove some way of asking for an action, at the calmest: within hours, without risk, on any channel and desk. */
export function provabilityOf(
  account: JudgedAccount,
  { policy, action, means }: { readonly policy: Policy; readonly action: Action; readonly means: readonly Means[] },
): Provability {
  const asked = misfitOf(action, account) === undefined ? demandsFor(account, { policy, action }) : [];
  if (asked.length === 0) return 'denied';
  return asked.some(({ demands, channel }) => isProvable(demands, channel, means)) ? 'provable' : 'never';
}

interface Asked {
  readonly demands: CombinedDemands;
  readonly channel: string;
}

/** The demands on every channel and desk that the policy declares; empty when it denies on all of them. */
function demandsFor(
  { account, kind, tier, environment, labels = [], owner }: JudgedAccount,
  { policy, action }: { readonly policy: Policy; readonly action: Action },
): readonly Asked[] {
  const channels = wordsFor(policy, 'channel') ?? ['portal'];
  const desks = wordsFor(policy, 'desk') ?? [NO_DESK];
  const requester = owner === null ? ('custodian' as const) : ('owner' as const);
  const about = {
    profile: { account, kind, tier, environment, labels },
    action,
    requester,
    hours: 'in',
    risk: 0,
  } as const;
  return channels.flatMap((channel) =>
    desks.flatMap((desk): readonly Asked[] => {
      const answer = evaluate(policy, { ...about, channel, desk });
      return answer.verdict === 'deny' ? [] : [{ demands: answer.demands, channel }];
    }),
  );
}

const isProvable = ({ proofs, barred }: CombinedDemands, channel: string, means: readonly Means[]): boolean =>
  areProved(proofs, means.map(proofBy), { now: GIVEN, channel, barred, sightings: 1 });

/** The moment of proofs that are made up to be counted. */
const GIVEN = '2000-01-01T00:00:00.000Z';

const proofBy = ({ method, channel, deviceBound }: Means, index: number): Proof => ({
  ...{ id: String(index), method, channel, outcome: 'verified', verifier: null, reference: null, seen: [], at: GIVEN },
  ...{ session: null, contact: null, called: null },
  ...(deviceBound && { deviceBound }),
});
