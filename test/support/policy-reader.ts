import { policyOfText } from '../../lambdas/adapters/policy/reader.ts';
import { differenceOf, summaryOf } from '../../lambdas/core/policy/adopting.ts';
import type { PolicyReader } from '../../lambdas/ports/ledger.ts';

/**
 * Reads and compares policies like the real reader, and takes unsound ones too: a policy of a test often has the one rule that the test is
 * about.
 */
export const readsUnsound: PolicyReader = async ({ adoption, inForce, now }) => {
  const [before, after] = await Promise.all([
    inForce === null ? null : policyOfText(inForce),
    policyOfText(adoption.text),
  ]);
  if ('problem' in after) return { problems: [after.problem] };
  if (before !== null && 'problem' in before) return { problems: [before.problem] };
  return { problems: null, difference: summaryOf(differenceOf({ before, after, now })) };
};
