import * as z from 'zod/mini';
import { accountId, caller, callWords, pageName, token, word } from '../../app/untrusted/fields.ts';
import { CALL_REASONS } from '../../core/recovery/state/calls.ts';

const reason = () => z.enum(CALL_REASONS);

/** `POST /calls`. */
export const opening = () => z.strictObject({ account: accountId(), desk: word(), reason: reason() });

export const openedCall = () =>
  z.object({
    ...{ call: z.string(), account: z.string(), until: z.string() },
    words: z.array(z.string()).check(z.describe('what the agent says, and whoever is called types')),
  });

/** `GET /calls`. */
export const ownCalls = () =>
  z.object({
    items: z.array(
      z.object({
        ...{ call: z.string(), account: z.string(), desk: z.string(), reason: reason(), at: z.string() },
        ...{ until: z.string(), words: z.array(z.string()) },
        answered: z.boolean().check(z.describe('whoever was called has said the words of their page')),
        reported: z.boolean().check(z.describe('whoever was called says that the call is false')),
      }),
    ),
  });

/** `POST /calls/{id}/answers`. */
export const answer = () => z.strictObject({ heard: pageName() });
export const answered = () => z.object({ call: z.string(), answered: z.boolean() });

/** `POST /calls/lookups` and `POST /calls/reports`. */
export const heard = () => z.strictObject({ heard: callWords() });

const shown = {
  call: z.string(),
  agent: z.nullable(z.string()),
  desk: z.string(),
  account: z.string().check(z.describe('masked: the directory and the first character')),
  reason: reason(),
  at: z.string(),
  until: z.string(),
} as const;

export const behind = () =>
  z.object({
    call: z
      .nullable(z.object({ ...shown, reply: z.array(z.string()).check(z.describe('the words to say back')) }))
      .check(z.describe('null when nobody makes such a call')),
  });

/** `GET /me/calls`. */
export const toMe = () => z.object({ items: z.array(z.object(shown)) });

/** `POST /me/calls/reports`. */
export const ownReport = () =>
  z.strictObject({
    call: z.nullable(token()).check(z.describe('null: somebody called of whom the service knows nothing')),
    caller: z.optional(caller('the number that called, as the telephone showed it, with its country')),
  });

export const reportTaken = () => z.object({ reported: z.literal(true), accounts: z.optional(z.int()) });
