import { compiledPolicy } from '../../../lambdas/adapters/policy/schema.ts';
import { differencesBetween } from '../../../lambdas/core/policy/differences.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import type { Adoption } from '../../../lambdas/core/registry/adoption.ts';
import { sha256 } from '../../../lambdas/core/values/hash.ts';
import { differencesInWords } from '../text/differences.ts';
import type { View } from '../text/print.ts';

/** The changes of adopting a policy, for its confirmer, weaker ones first. If only a digest can be shown, the text says so. */
export function adoptionInWords(current: Adoption | null, proposed: Adoption, { style, now }: View): string {
  const after = policyOf(proposed);
  if (after === undefined)
    return style.bad(
      'Only a digest is proposed, or a text that is not a policy of this digest: what it changes cannot be shown. Ask for `registry propose --file POLICY.yaml`.',
    );
  if (current === null)
    return `It is the first policy: ${after.rules.length} rules of ${after.controls.length} controls.`;
  const before = policyOf(current);
  if (before === undefined)
    return style.bad(
      'The policy in force was adopted by its digest alone, so the difference cannot be shown. Compare the files: `countersign policy diff OLD NEW`.',
    );
  return differencesInWords(differencesBetween(before, after, { now }), style);
}

/** The policy of a text with this digest; undefined for none. */
function policyOf({ digest, text }: Adoption): Policy | undefined {
  if (text === undefined || sha256(text) !== digest) return undefined;
  try {
    const parsed = compiledPolicy.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
