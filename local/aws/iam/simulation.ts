import { z } from 'zod';
import { Marker, MaxItems, operation, pageOf } from './shapes.ts';

/** One right of a role, as a simulation is asked for it. */
export interface Simulated {
  readonly principal: string;
  /** `service:Action`. */
  readonly action: string;
  /** ARN, or `*` for an action that names no resource. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** What decides here: the policies of the template. `by` names statements, and is empty where none allows it. */
export type Simulate = (asked: Simulated) => Promise<{ readonly allowed: boolean; readonly by: readonly string[] }>;

/**
 * What a role may do, without doing it (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html): one result for each
 * action, which says the strictest decision of all resources. There is no organization here, and no role has a permissions boundary.
 */
export const simulationOperations = (simulate: () => Simulate) => ({
  SimulatePrincipalPolicy: operation(asked, async ({ PolicySourceArn: principal, ...given }) => {
    const entries = Object.values(given.ContextEntries?.member ?? {});
    const context = Object.fromEntries(
      entries.map(({ ContextKeyName: key, ContextKeyValues: { member } }) => [key, member[1]]),
    );
    const resources = given.ResourceArns === undefined ? ['*'] : Object.values(given.ResourceArns.member);
    const judged = Object.values(given.ActionNames.member).map(async (action) => {
      const verdicts = await Promise.all(
        resources.map((resource) => simulate()({ principal, action, resource, context })),
      );
      return { EvalActionName: action, EvalResourceName: resources[0], EvalDecision: strictest(verdicts) };
    });
    const { member, page } = pageOf(await Promise.all(judged), given);
    return { EvaluationResults: { member }, ...page };
  }),
});

type Verdict = Awaited<ReturnType<Simulate>>;

function strictest(verdicts: readonly Verdict[]): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const denied = verdicts.filter(({ allowed }) => !allowed);
  if (denied.length === 0) return 'allowed';
  return denied.some(({ by }) => by.length > 0) ? 'explicitDeny' : 'implicitDeny';
}

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ member: z.record(z.string().regex(/^\d+$/), item) });

const asked = z.strictObject({
  PolicySourceArn: z.string().min(20).max(2_048),
  ActionNames: listOf(z.string().min(3).max(128)),
  ResourceArns: listOf(z.string().min(1).max(2_048)).optional(),
  ContextEntries: listOf(
    z.strictObject({
      ContextKeyName: z.string().min(5).max(256),
      ContextKeyValues: z.strictObject({ member: z.strictObject({ 1: z.string() }) }),
      ContextKeyType: z.literal('string'),
    }),
  ).optional(),
  ...{ Marker, MaxItems },
});
