import * as z from 'zod/mini';
import { type ApprovalLeaf, RELATIONS } from '../core/approvals/countersignature.ts';
import { type Policy, SEVERITIES } from '../core/policy/policy.ts';
import type { Requirement } from '../core/policy/requirement.ts';
import { METHOD_NAMES, PROOF_CLASSES } from '../core/proofing/methods.ts';
import type { ProofLeaf } from '../core/proofing/proof.ts';
import { ACTIONS, KINDS, TIERS } from '../core/recovery/account.ts';

/** How a file spells what has two spellings: one for people in YAML, one for machines in the compiled JSON. */
export interface Spelling {
  readonly seconds: z.ZodMiniType<number>;
  readonly proofs: z.ZodMiniType<Requirement<ProofLeaf>>;
  readonly approvals: z.ZodMiniType<Requirement<ApprovalLeaf>>;
}

/** Lower-case words with dashes: the spelling of everything that a policy names. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const name = z.string().check(z.regex(NAME), z.maxLength(64));
const text = z.string().check(z.minLength(1), z.maxLength(500));

/** The shape of a policy in some spelling; nothing that it does not know is let in. */
export const policySchema = ({ seconds, proofs, approvals }: Spelling) =>
  z.strictObject({
    name,
    groups: z.array(name),
    controls: z.array(z.strictObject({ id: name, title: text, owner: z.string(), maps: z.array(text) })),
    rules: z.array(
      z.strictObject({
        id: name,
        control: name,
        when: z.strictObject({
          kind: z.exactOptional(z.array(z.enum(KINDS))),
          tier: z.exactOptional(z.array(z.enum(TIERS))),
          environment: z.exactOptional(z.array(name)),
          action: z.exactOptional(z.array(z.enum(ACTIONS))),
          channel: z.exactOptional(z.array(name)),
        }),
        deny: z.exactOptional(text),
        require: z.exactOptional(
          z.strictObject({
            proofs: z.exactOptional(proofs),
            approvals: z.exactOptional(approvals),
            coolingOff: z.exactOptional(seconds),
            proofWindow: z.exactOptional(seconds),
            approvalWindow: z.exactOptional(seconds),
            grant: z.exactOptional(seconds),
            reviewWithin: z.exactOptional(seconds),
            alert: z.exactOptional(z.enum(SEVERITIES)),
          }),
        ),
      }),
    ),
  });

/** The leaves of a requirement, by the member that says which one it is. */
export type Leaves<Leaf> = Readonly<Record<string, z.ZodMiniType<Leaf>>>;

/** What one proof, or some, must be. */
export const PROOF_LEAVES: Leaves<ProofLeaf> = {
  method: z.strictObject({ method: z.enum(METHOD_NAMES) }),
  class: z.strictObject({ class: z.enum(PROOF_CLASSES) }),
  classes: z.strictObject({ classes: z.int().check(z.positive(), z.maximum(PROOF_CLASSES.length)) }),
};

/** What one approver, or some, must be. */
export const APPROVAL_LEAVES: Leaves<ApprovalLeaf> = {
  group: z.strictObject({ group: name, count: z.exactOptional(z.int().check(z.positive())) }),
  groups: z.strictObject({ groups: z.int().check(z.positive()) }),
  relation: z.strictObject({ relation: z.enum(RELATIONS) }),
};

const requirementOf = <Leaf>(leaves: Leaves<Leaf>): z.ZodMiniType<Requirement<Leaf>> => {
  const leaf = z.union(Object.values(leaves));
  const requirement: z.ZodMiniType<Requirement<Leaf>> = z.lazy(() =>
    z.union([
      z.strictObject({ leaf }),
      z.strictObject({ all: z.array(requirement) }),
      z.strictObject({ any: z.array(requirement), of: z.int() }),
    ]),
  );
  return requirement;
};

/** The compiled spelling: times in seconds, requirements as the core reads them. */
export const compiledPolicy: z.ZodMiniType<Policy> = policySchema({
  seconds: z.int(),
  proofs: requirementOf(PROOF_LEAVES),
  approvals: requirementOf(APPROVAL_LEAVES),
});
