import * as z from 'zod/mini';

/** The name that AWS's own console gives to this policy of a role (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html). */
export const CUT_OFF = 'AWSRevokeOlderSessions';

/** IAM's console writes lists, its documentation single texts: they say the same. */
const every = z.union([z.literal('*'), z.tuple([z.literal('*')])]);
const statement = z.strictObject({
  Effect: z.literal('Deny'),
  Action: every,
  Resource: every,
  Condition: z.strictObject({ DateLessThan: z.strictObject({ 'aws:TokenIssueTime': z.iso.datetime() }) }),
});
const documentShape = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.union([statement, z.tuple([statement])]),
});

/** Denies everything to sessions that began before this time; who signs in after it is not concerned. */
export const cutOffAt = (before: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
      },
    ],
  });

/** The time in such a policy, to the second; undefined for a policy that says something else. IAM gives policies with `%` escapes. */
export function timeOfCutOff(escaped: string): string | undefined {
  const parsed = documentShape.safeParse(parsedOf(escaped));
  if (!parsed.success) return undefined;
  const { Statement: said } = parsed.data;
  const [only] = Array.isArray(said) ? said : [said];
  return secondsOf(Date.parse(only.Condition.DateLessThan['aws:TokenIssueTime']));
}

/** To the second, as IAM compares it. */
export const secondsOf = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

function parsedOf(escaped: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(escaped));
  } catch {
    return undefined;
  }
}
