import { z } from 'zod';
import { AUDIENCE } from '../lambdas/contract/chats.ts';

const secret = (holds: string) =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
      'is no whole ARN of a secret',
    )
    .describe(`ARN of the secret whose value is ${holds}`);

const audience = z
  .string()
  .regex(AUDIENCE, 'is no audience: `verifier`, `reviewer`, `approver:GROUP`, `manager`, `custodian` or `owner`');

const time = (what: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time as `HH:MM`')
    .describe(what);

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The settings of chats, and of when staff are left alone. */
export const CHAT_SETTINGS = {
  quietHours: z
    .strictObject({
      zone: z
        .string()
        .refine(isZone, 'is no time zone, such as `Europe/Berlin`')
        .describe('time zone, `Europe/Berlin`'),
      windows: z
        .array(
          z
            .strictObject({
              days: z.array(z.int().min(1).max(7)).min(1).describe('days on which it begins; 1 is Monday'),
              from: time('beginning, `HH:MM`'),
              to: time('end, `HH:MM`; before `from` it is on the next day'),
            })
            .refine(({ from, to }) => from !== to, 'begins when it ends'),
        )
        .min(1)
        .describe('the windows of a week'),
    })
    .describe(
      'when staff are left alone with what can wait: reviews, and countersignatures with four hours left afterwards; never',
    )
    .optional(),
  slack: z
    .strictObject({
      secret: secret('the bot token'),
      workspace: z
        .string()
        .regex(/^T[A-Z0-9]{2,20}$/, 'is no id of a workspace')
        .describe('id of the workspace, `T…`'),
      channels: z
        .record(audience, z.string().regex(/^[CG][A-Z0-9]{2,20}$/, 'is no id of a channel'))
        .describe('ids of the channels (`C…`) in which audiences are told, by audience'),
      direct: z
        .boolean()
        .describe('whether people of an audience without a channel are each written to; they are')
        .optional(),
    })
    .describe('the Slack workspace in which staff hear what waits for them; none')
    .optional(),
  teams: z
    .strictObject({
      secret: secret('JSON: the address of a workflow by audience'),
      audiences: z.array(audience).min(1).describe('the audiences that have a workflow'),
    })
    .describe('Microsoft Teams, in which staff hear what waits for them; none')
    .optional(),
};
