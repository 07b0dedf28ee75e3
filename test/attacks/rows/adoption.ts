import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import type { Adoption } from '../../../lambdas/core/registry/adoption.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Policies that are no policies, that are weaker than they look, or that somebody adopts without having read the difference (rule 6). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 6', alerts: ['warning'], commits: 1 },
  ...row,
});

const PROPOSALS = '/registry/proposals';
const CONFIRMATIONS = '/registry/confirmations';

const SMALL = `name: small
groups: [identity, security]
controls: [{ id: proving, title: Proving, owner: head of identity, maps: [] }]
rules:
  - id: base
    control: proving
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h }
`;

/** A sound policy, changed as said. */
const small = (over: Partial<Policy> = {}): Policy => ({ ...compilePolicy(SMALL, 'small.yaml').policy, ...over });

const adoptionOf = (policy: Policy): Adoption => {
  const text = canonical(policy);
  return { name: policy.name, digest: sha256(text), text };
};

const ofText = (text: string): Adoption => ({ name: 'small', digest: sha256(text), text });

/** The base rule with another grant. */
const granting = (grant: number): Policy => {
  const [base, ...rules] = small().rules;
  return small({ rules: base === undefined ? rules : [{ ...base, require: { ...base.require, grant } }, ...rules] });
};

const proposing = (policy: (world: AttackWorld) => object) => async (world: AttackWorld) => () =>
  world.call('adam', 'POST', PROPOSALS, { policy: policy(world) });

/** What the first administrator has proposed, as the service answered. */
async function proposed(world: AttackWorld, policy: Adoption) {
  const { stream, digest, difference } = await world.play.does('adam', PROPOSALS, { policy });
  return { proposal: { stream, digest }, seen: (difference as { readonly digest: string }).digest };
}

async function adopt(world: AttackWorld, policy: Adoption): Promise<void> {
  const { proposal, seen } = await proposed(world, policy);
  await world.play.does('ada', CONFIRMATIONS, { ...proposal, seen });
}

/** The second administrator nods, and says to have seen this. */
const nodding =
  (seen: (read: string, policy: Adoption) => object, who = 'ada') =>
  async (world: AttackWorld) => {
    const policy = adoptionOf(small());
    const read = await proposed(world, policy);
    return () => world.call(who, 'POST', CONFIRMATIONS, { ...read.proposal, ...seen(read.seen, policy) });
  };

const LABELS = Array.from({ length: 12 }, (_, index) => `label-${'abcdefghijkl'.charAt(index)}`);

export const ADOPTION: readonly Attack[] = [
  refused({
    ...{ tries: 'adopt a policy by its digest alone', code: 'fields-invalid', alerts: [] },
    stage: proposing(() => ({ name: 'small', digest: '1'.repeat(64) })),
  }),
  refused({
    ...{ tries: 'adopt a text that is no policy', code: 'policy-invalid' },
    stage: proposing(() => ofText('hello')),
  }),
  refused({
    ...{ tries: 'adopt a text that is nested 5,000 times', code: 'policy-invalid' },
    stage: proposing(() => ofText('['.repeat(5_000) + ']'.repeat(5_000))),
  }),
  refused({
    ...{ tries: 'adopt a policy whose text has white space that no digest of a deployed policy has' },
    ...{ code: 'policy-invalid' },
    stage: proposing(() => ofText(JSON.stringify(small(), null, 1))),
  }),
  refused({
    ...{ tries: 'adopt a policy with a text of more than 64 KiB', code: 'body-too-large', alerts: [] },
    stage: proposing(() => ofText('x'.repeat(64 * 1024))),
  }),
  refused({
    ...{ tries: 'adopt a text under the digest of the policy in force', code: 'proposal-mismatch' },
    stage: proposing((world) => ({ ...world.system.policy, text: canonical(small()) })),
  }),
  refused({
    ...{ tries: 'adopt a policy under the name of another', code: 'policy-invalid' },
    stage: proposing((world) => ({ ...adoptionOf(small()), name: world.system.policy.name })),
  }),
  refused({
    ...{ tries: 'adopt a policy that grants access for eight days', code: 'policy-invalid' },
    stage: proposing(() => adoptionOf(granting(8 * 86_400))),
  }),
  refused({
    ...{ tries: 'adopt a policy by which one group alone approves for privileged accounts', against: 'rule 5' },
    code: 'policy-invalid',
    stage: proposing(() => adoptionOf({ ...small(), groups: ['identity'] })),
  }),
  refused({
    ...{ tries: 'adopt waits as short as in a demonstration, which this system is not made with', against: 'rule 8' },
    code: 'policy-invalid',
    stage: proposing(() => adoptionOf(small({ authenticatorMinAge: 1 }))),
  }),
  refused({
    ...{ tries: 'adopt a policy that tells too many requests apart to compare', code: 'policy-invalid' },
    stage: proposing(() => {
      const [base] = small().rules;
      const rules = base === undefined ? [] : [base, { ...base, id: 'labelled', when: { label: LABELS } }];
      return adoptionOf(small({ labels: LABELS, rules }));
    }),
  }),
  refused({
    ...{ tries: 'adopt a policy without having seen what it changes', code: 'difference-unseen' },
    stage: nodding(() => ({})),
  }),
  refused({
    ...{ tries: 'adopt a policy with its digest in place of that of the difference', code: 'difference-unseen' },
    stage: nodding((_, { digest }) => ({ seen: digest })),
  }),
  refused({
    ...{ tries: 'adopt a policy as the one who proposed it, having read it', code: 'same-proposer' },
    stage: nodding((seen) => ({ seen }), 'adam'),
  }),
  refused({
    ...{ tries: 'adopt a policy by a difference that was read before another policy came into force' },
    code: 'difference-unseen',
    stage: async (world) => {
      const [policy, meanwhile] = [adoptionOf(small()), adoptionOf(granting(1800))];
      await adopt(world, meanwhile);
      const { seen } = await proposed(world, policy);
      await adopt(world, world.system.policy);
      const { proposal } = await proposed(world, policy);
      return () => world.call('ada', 'POST', CONFIRMATIONS, { ...proposal, seen });
    },
  }),
];
