import { readFileSync } from 'node:fs';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { type CombinedDemands, evaluate } from '../../../lambdas/core/policy/evaluate.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { narrowing, questionsTo } from '../../../lambdas/core/policy/questions.ts';
import { type Kind, yieldsCredential } from '../../../lambdas/core/registry/account.ts';

/** A shipped policy, by its name. */
export const shippedPolicy = (name: string): Policy => {
  const file = `policies/${name}.yaml`;
  return compilePolicy(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'), file).policy;
};

/** One way in which a policy lets a kind of account be recovered. */
export interface Flow {
  readonly kind: Kind;
  readonly channel: string;
  readonly demands: Pick<CombinedDemands, 'proofs' | 'barred' | 'sightings'>;
  /** Tiers and actions that are asked for in this way. */
  readonly asked: Set<string>;
}

/** Everything that a policy can demand as proof of a request that may produce a credential, each once for a kind and a channel. */
export function flowsOf(policy: Policy): readonly Flow[] {
  const narrowed = narrowing(policy);
  const flows = new Map<string, Flow>();
  for (const question of questionsTo(policy)) {
    if (!yieldsCredential(question.action)) continue;
    const answer = evaluate(narrowed(question), question);
    if (answer.verdict === 'deny') continue;
    const { channel, profile } = question;
    const { proofs, barred, sightings } = answer.demands;
    const demanded = { kind: profile.kind, channel, demands: { proofs, barred, sightings } };
    const flow = flows.get(JSON.stringify(demanded)) ?? { ...demanded, asked: new Set() };
    flow.asked.add(`${profile.tier} ${question.action}`);
    flows.set(JSON.stringify(demanded), flow);
  }
  return [...flows.values()];
}
