import { canonical } from './hash.ts';

/**
 * The inline policy with which AWS ends sessions of a user or a role: it denies everything to those that were issued before a time
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html). AWS's console gives it this name.
 */
export const SESSION_CUT_OFF = 'AWSRevokeOlderSessions';

const policyAt = (before: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
      Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
    },
  ],
});

/** The text of the policy; who signs in after the time is not concerned. */
export const sessionCutOff = (before: string): string => JSON.stringify(policyAt(before));

/** The time in such a policy, to the second (`2026-01-05T09:00:00Z`); undefined for a policy that says anything else. */
export function timeOfSessionCutOff(text: string): string | undefined {
  const policy = parsed(text);
  const statements = listOf(memberOf(policy, 'Statement')).map((one) => ({
    ...(one as object),
    Action: listOf(memberOf(one, 'Action')),
    Resource: listOf(memberOf(one, 'Resource')),
  }));
  const time = memberOf(memberOf(memberOf(statements[0], 'Condition'), 'DateLessThan'), 'aws:TokenIssueTime');
  if (typeof time !== 'string' || !MOMENT.test(time) || Number.isNaN(Date.parse(time))) return undefined;
  const said = { ...(policy as object), Statement: statements };
  return spelled(said) === canonical(policyAt(time)) ? toTheSecond(Date.parse(time)) : undefined;
}

/** `2026-01-05T09:00:00Z`: as IAM compares it. */
export const toTheSecond = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** AWS's documentation writes single texts where its console writes lists: they say the same. */
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** Undefined for what the ledger could not spell, such as a broken number. */
function spelled(value: unknown): string | undefined {
  try {
    return canonical(value);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
