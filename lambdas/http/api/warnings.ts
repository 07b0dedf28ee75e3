import * as z from 'zod/mini';
import { accountId, freeText, token, word } from '../../app/untrusted/fields.ts';
import { maySign } from './statements.ts';

/** `POST /suspicions`: a caller is an impostor, in a recovery, or for an account without one. */
export const suspicionBody = () =>
  z
    .strictObject({
      recovery: z.optional(token()),
      account: z.optional(accountId()),
      reason: freeText(),
    })
    .check(
      z.refine(({ recovery, account }) => (recovery === undefined) !== (account === undefined)),
      z.describe('either `recovery` or `account`'),
    );

export const suspicionRaised = () =>
  z.object({
    account: z.string(),
    recovery: z.nullable(z.string()),
    /** Whether this suspicion of the same recovery was already reported. */
    repeated: z.boolean(),
  });

/** `POST /threats`: for an account, for a desk, or for everybody; a drain is for everybody. */
export const threatBody = () =>
  z
    .strictObject({
      account: z.optional(accountId()),
      desk: z.optional(word()),
      until: z.iso.datetime({ precision: 3 }).check(z.describe('in the future, by 30 days at most')),
      reason: freeText(),
      drain: z
        .optional(z.boolean())
        .check(z.describe('nothing is granted until then, because the deployment is to be taken away')),
      ...maySign(),
    })
    .check(
      z.refine(({ account, desk }) => account === undefined || desk === undefined),
      z.describe('`account`, `desk`, or neither for everybody'),
    );

export const threatRaised = () =>
  z.object({
    threat: z.string(),
    account: z.nullable(z.string()),
    desk: z.nullable(z.string()),
    until: z.string(),
    drain: z.boolean(),
  });

/** `POST /threats/lowerings`: takes effect when a second person asks too. */
export const loweringBody = () => z.strictObject({ threat: token(), account: z.optional(accountId()), ...maySign() });

export const threatLowered = () => z.object({ threat: z.string(), lowered: z.boolean() });

/** `GET /threats`. */
export const threatsQuery = () => z.strictObject({ account: z.optional(accountId()) });

export const threatList = () =>
  z.object({
    threats: z.array(
      z.object({
        id: z.string(),
        account: z.nullable(z.string()),
        desk: z.nullable(z.string()),
        until: z.string(),
        reason: z.string(),
        drain: z.boolean(),
        by: z.string(),
        at: z.string(),
        loweredBy: z.nullable(z.string()),
      }),
    ),
  });

/** The threat levels that count for one recovery. */
export const raisedThreats = () =>
  z
    .array(z.object({ desk: z.nullable(z.string()), until: z.string(), reason: z.string(), drain: z.boolean() }))
    .check(z.describe('threat levels that count for this recovery: while there is one, plans may ask for more'));
