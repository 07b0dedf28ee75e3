import { LIMITS } from '../../contract/limits.ts';
import { comparedFor, differenceOf, MOST_AT_ADOPTION, summaryOf } from '../../core/policy/adopting.ts';
import { checkPolicy } from '../../core/policy/check.ts';
import type { PolicyProblem, VersionedPolicy } from '../../core/policy/policy.ts';
import type { PolicyReading } from '../../core/registry/adoption.ts';
import { canonical, digestOf, sha256 } from '../../core/values/hash.ts';
import { partsOf } from '../../core/values/json-text.ts';
import type { PolicyComparer, PolicyReader, PolicySource, ProposedPolicy } from '../../ports/ledger.ts';

/** Most problems that an answer lists, and most characters of each. */
const MOST_PROBLEMS = 10;
const LONGEST_PROBLEM = 300;

/**
 * Reads the text of proposed policies as a deployed function would, and checks all that the compiler checks. The policy that this deployment was
 * made with is sound, with times shortened for a trial or not: it was compiled when the stack was made, and comes as the code comes. Only its
 * exceptions end with time.
 */
export function policyReader(deployed: PolicySource): PolicyReader {
  // What is proposed is decided again where others were faster, and when it is confirmed.
  const known = new Map<string, PolicyReading>();
  return async (proposed) => {
    const { adoption, inForce, now } = proposed;
    const { digest } = await deployed.current();
    const { name, text } = adoption;
    // Exceptions end with time; without any, the time changes nothing.
    const when = [text, inForce].some((one) => one?.includes(EXCEPTED)) ? now : null;
    const asked = digestOf([name, text, inForce, digest, when]);
    const reading = known.get(asked) ?? (await read(proposed, digest));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(asked, reading);
    return reading;
  };
}

/** The beginning of a list of exceptions, as canonical JSON spells it. */
const EXCEPTED = '"exceptions":[{';

/** Most readings that are remembered: some hundred bytes each. */
const MOST_KNOWN = 50;

async function read({ adoption, inForce, now }: ProposedPolicy, deployed: string): Promise<PolicyReading> {
  const after = await policyOfText(adoption.text);
  if ('problem' in after) return { problems: [after.problem] };
  if (after.name !== adoption.name) return { problems: [`its name is \`${after.name}\`, not \`${adoption.name}\``] };
  const before = inForce === null ? null : await policyOfText(inForce);
  if (before !== null && 'problem' in before) return { problems: [`the policy in force ${before.problem}`] };
  const adopting = { before, after, now };
  const compared = comparedFor(adopting);
  if (compared > MOST_AT_ADOPTION)
    return {
      problems: [`tells ${compared} requests apart; at most ${MOST_AT_ADOPTION} can be compared at an adoption`],
    };
  const isDeployed = after.digest === deployed;
  const isSound = isDeployed && (after.exceptions ?? []).length === 0;
  const problems = isSound ? [] : checkPolicy(after, now, isDeployed);
  if (problems.length > 0) return { problems: inWords(problems) };
  return { problems: null, difference: summaryOf(differenceOf(adopting)) };
}

/** Compares texts that were read when they were proposed; one that this release cannot read any more throws. */
export const comparePolicyTexts: PolicyComparer = async ({ before, after, now }) => {
  const adopting = { before: before === null ? null : await read(before), after: await read(after), now };
  if (comparedFor(adopting) > MOST_AT_ADOPTION) throw new Error('the policies tell too many requests apart');
  return differenceOf(adopting);

  async function read(text: string): Promise<VersionedPolicy> {
    const policy = await policyOfText(text);
    if ('problem' in policy) throw new Error(`a proposed policy ${policy.problem}`);
    return policy;
  }
};

/** The policy of a compiled text, with the digest of that text; or the reason why it is none. Its demands are not checked. */
export async function policyOfText(text: string): Promise<VersionedPolicy | { readonly problem: string }> {
  const value = parsedFrom(text);
  if (value === undefined) return { problem: 'is not JSON, or is nested too deeply' };
  // The schema is built only when a policy is read.
  const { compiledPolicy } = await import('./schema.ts');
  const parsed = compiledPolicy.safeParse(value);
  if (!parsed.success) return { problem: 'is not a compiled policy' };
  if (canonical(parsed.data) !== text) return { problem: 'is not in its canonical spelling' };
  return { ...parsed.data, digest: sha256(text) };
}

/** Undefined for no JSON. The depth is bounded before the schema descends into the value. */
function parsedFrom(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return [...partsOf(text)].some(({ depth }) => depth > LIMITS.jsonDepth) ? undefined : parsed;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function inWords(problems: readonly PolicyProblem[]): readonly string[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ path, reason }) => {
    const words = path.length === 0 ? reason : `${path.join('.')}: ${reason}`;
    return words.length > LONGEST_PROBLEM ? `${words.slice(0, LONGEST_PROBLEM)}…` : words;
  });
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, `${more} more`] : shown;
}
