import * as z from 'zod/mini';
import type { ApprovalLeaf } from '../../core/approvals/countersignature.ts';
import type { Window } from '../../core/policy/hours.ts';
import { CONTAINMENTS, type Policy, REQUESTER_RELATIONS, SEVERITIES, STATEMENTS_OF } from '../../core/policy/policy.ts';
import { METHOD_NAMES, PROOF_CLASSES } from '../../core/proofing/methods.ts';
import type { ProofLeaf } from '../../core/proofing/proof.ts';
import { ACTIONS, isAccountId, KINDS, RELATIONS, TIERS } from '../../core/registry/account.ts';
import { ALONE } from '../../core/registry/population.ts';
import type { Requirement } from '../../core/values/requirement.ts';

/** The parts with two spellings: one for people in YAML, one for machines in the compiled JSON. */
export interface Spelling {
  readonly seconds: z.ZodMiniType<number>;
  readonly until: z.ZodMiniType<string>;
  readonly days: z.ZodMiniType<Window['days']>;
  readonly proofs: z.ZodMiniType<Requirement<ProofLeaf>>;
  readonly approvals: z.ZodMiniType<Requirement<ApprovalLeaf>>;
}

/** Lower-case words with dashes: the spelling of every name in a policy. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const name = z.string().check(z.regex(NAME), z.maxLength(64));
const text = z.string().check(z.minLength(1), z.maxLength(500));

/** A moment in UTC with milliseconds: the one spelling that the core compares. */
export const instant = z.iso.datetime({ precision: 3 });

/** The attributes of conditions and of exceptions' scopes. */
const attributes = {
  kind: z.exactOptional(z.array(z.enum(KINDS))),
  tier: z.exactOptional(z.array(z.enum(TIERS))),
  environment: z.exactOptional(z.array(name)),
  label: z.exactOptional(z.array(name)),
  action: z.exactOptional(z.array(z.enum(ACTIONS))),
  channel: z.exactOptional(z.array(name)),
  desk: z.exactOptional(z.array(name)),
  requester: z.exactOptional(z.array(z.enum(REQUESTER_RELATIONS))),
  hours: z.exactOptional(z.array(z.enum(['in', 'out']))),
};

const accounts = z.array(z.string().check(z.refine(isAccountId, 'is not an account such as `cognito:jane`')));

const methodName = z.enum(METHOD_NAMES);

const demandsSchema = ({ seconds, proofs, approvals }: Spelling) =>
  z.strictObject({
    methods: z.exactOptional(
      z.strictObject({ only: z.exactOptional(z.array(methodName)), not: z.exactOptional(z.array(methodName)) }),
    ),
    proofs: z.exactOptional(proofs),
    approvals: z.exactOptional(approvals),
    coolingOff: z.exactOptional(seconds),
    proofWindow: z.exactOptional(seconds),
    approvalWindow: z.exactOptional(seconds),
    workWindow: z.exactOptional(seconds),
    grant: z.exactOptional(seconds),
    reviewWithin: z.exactOptional(seconds),
    alert: z.exactOptional(z.enum(SEVERITIES)),
    notify: z.exactOptional(z.array(z.enum(RELATIONS))),
  });

const ruleSchema = (spelling: Spelling) =>
  z.strictObject({
    id: name,
    control: name,
    when: z.strictObject({ ...attributes, riskAtLeast: z.exactOptional(z.int().check(z.positive())) }),
    deny: z.exactOptional(text),
    require: z.exactOptional(demandsSchema(spelling)),
  });

/** One exception in either spelling; also used alone, for a described recovery with its own exceptions. */
export const exceptionSchema = (spelling: Spelling) =>
  z.strictObject({
    ...{ id: name, control: name, owner: z.string(), reason: text, until: spelling.until },
    scope: z.strictObject({ ...attributes, account: z.exactOptional(accounts) }),
    waives: z.array(name),
    replaces: z.exactOptional(demandsSchema(spelling)),
  });

/** Working hours in either spelling. */
export function hoursSchema({ days }: Spelling) {
  const window = { days, from: z.string(), to: z.string() };
  return z.strictObject({
    zone: z.string(),
    days: z.exactOptional(days),
    from: z.exactOptional(z.string()),
    to: z.exactOptional(z.string()),
    windows: z.exactOptional(z.array(z.strictObject(window))),
  });
}

/** A policy in either spelling; unknown members are refused. */
export const policySchema = (spelling: Spelling) =>
  z.strictObject({
    name,
    groups: z.array(name),
    environments: z.exactOptional(z.array(name)),
    labels: z.exactOptional(z.array(name)),
    channels: z.exactOptional(z.array(name)),
    desks: z.exactOptional(z.array(name)),
    hours: z.exactOptional(hoursSchema(spelling)),
    contactMinAge: z.exactOptional(spelling.seconds),
    authenticatorMinAge: z.exactOptional(spelling.seconds),
    sightingsReviewed: z.exactOptional(z.int()),
    statements: z.exactOptional(z.enum(STATEMENTS_OF)),
    directory: z.exactOptional(z.strictObject({ alone: z.array(z.enum(ALONE)), atMost: z.int() })),
    contain: z.exactOptional(
      z.array(z.strictObject({ kind: attributes.kind, tier: attributes.tier, by: z.enum(CONTAINMENTS) })),
    ),
    standards: z.exactOptional(z.array(z.strictObject({ name: text, title: text, ids: z.array(text) }))),
    controls: z.array(z.strictObject({ id: name, title: text, owner: z.string(), maps: z.array(text) })),
    rules: z.array(ruleSchema(spelling)),
    exceptions: z.exactOptional(z.array(exceptionSchema(spelling))),
  });

/** The leaves of a requirement, by their distinguishing member. */
export type Leaves<Leaf> = Readonly<Record<string, z.ZodMiniType<Leaf>>>;

/** The demands for one or more proofs. */
export const PROOF_LEAVES: Leaves<ProofLeaf> = {
  method: z.strictObject({ method: methodName }),
  class: z.strictObject({ class: z.enum(PROOF_CLASSES) }),
  classes: z.strictObject({ classes: z.int().check(z.positive(), z.maximum(PROOF_CLASSES.length)) }),
  strength: z.strictObject({ strength: z.literal([1, 2, 3]) }),
  passkey: z.strictObject({ passkey: z.literal('device-bound') }),
};

const escalation = { escalateTo: z.exactOptional(name) };

/** The demands for one or more approvers. */
export const APPROVAL_LEAVES: Leaves<ApprovalLeaf> = {
  group: z.strictObject({ group: name, count: z.exactOptional(z.int().check(z.positive())), ...escalation }),
  groups: z.strictObject({ groups: z.int().check(z.positive()) }),
  relation: z.strictObject({ relation: z.enum(RELATIONS), ...escalation }),
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
  until: instant,
  days: z.array(z.int()),
  proofs: requirementOf(PROOF_LEAVES),
  approvals: requirementOf(APPROVAL_LEAVES),
});
