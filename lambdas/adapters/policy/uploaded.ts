import { comparedFor, differenceOf, MOST_AT_ADOPTION } from '../../core/policy/adopting.ts';
import { checkPolicy } from '../../core/policy/check.ts';
import { LONGEST_POLICY } from '../../core/registry/adoption.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { PolicyFileChecker } from '../../ports/ledger.ts';
import { type BaseReader, type CompiledPolicy, compileText } from './compiling.ts';
import { policyOfText } from './reader.ts';
import { type PolicyFault, PolicyInvalid } from './source.ts';

/** Name of the given text in problems. */
const FILE = 'policy';

interface Known {
  /** Texts of the shipped policies, by name: the only ones that a given text may extend here. */
  readonly shipped: Readonly<Record<string, string>>;
  /** Digest of the policy that this deployment was made with: only that one may have times shortened for a trial. */
  readonly deployed: string;
}

/** Compiles the text of a policy file as the command line does, and compares it with the policy in force. No file is read: a name leads nowhere else. */
export function policyFileChecker({ shipped, deployed }: Known): PolicyFileChecker {
  // Beside a shipped file, `default.yaml` is the same as `default`.
  const baseOf: BaseReader = (file) => {
    const name = file.replace(/\.yaml$/, '');
    return { file, text: Object.hasOwn(shipped, name) ? shipped[name] : undefined };
  };
  const check: typeof checkPolicy = (policy, now, isShorter = false) =>
    checkPolicy(policy, now, isShorter && digestOf(policy) === deployed);
  return async ({ text, inForce, now }) => {
    const compiled = orFaults(() => compileText(text, FILE, { now, check, baseOf }));
    if ('faults' in compiled) return compiled;
    const { policy, digest, json } = compiled;
    if (json.length > LONGEST_POLICY)
      return whole(`compiled, it has ${json.length} characters; at most ${LONGEST_POLICY} can be adopted`);
    const before = inForce === null ? null : await policyOfText(inForce);
    if (before !== null && 'problem' in before) throw new Error(`the policy in force ${before.problem}`);
    const adopting = { before, after: { ...policy, digest }, now };
    const compared = comparedFor(adopting);
    if (compared > MOST_AT_ADOPTION)
      return whole(`tells ${compared} requests apart; at most ${MOST_AT_ADOPTION} can be compared at an adoption`);
    return {
      faults: null,
      policy: { name: policy.name, digest, text: json },
      difference: differenceOf(adopting),
    };
  };
}

/** A problem of the file as a whole. */
const whole = (reason: string) => ({ faults: [{ file: FILE, line: 1, rule: null, reason }] });

function orFaults(compile: () => CompiledPolicy): CompiledPolicy | { readonly faults: readonly PolicyFault[] } {
  try {
    return compile();
  } catch (error) {
    if (error instanceof PolicyInvalid) return { faults: error.faults };
    // The parser descends into itself.
    if (error instanceof RangeError) return whole('is nested too deeply');
    throw error;
  }
}
