import * as z from 'zod/mini';
import type { RedeliveryOf } from '../../core/recovery/state/events.ts';

const time = () => z.iso.datetime({ precision: 3 });

/** `POST /ledger/redeliver`: one commit, the commits of a time range, or the dead letters. */
export const redelivery = () =>
  z
    .strictObject({
      stream: z.optional(z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}:[\x21-\x7e]{1,128}$/))),
      seq: z.optional(z.int().check(z.minimum(1))),
      since: z.optional(time()),
      until: z.optional(time()),
      deadLetters: z.optional(z.literal(true)),
    })
    .check(
      z.refine(({ stream, seq }) => (stream === undefined) === (seq === undefined)),
      z.refine(({ since, until }) => (since === undefined) === (until === undefined)),
      z.refine(({ since = '', until = '' }) => since <= until),
      z.refine(({ stream, since, deadLetters }) => [stream, since, deadLetters].filter(isGiven).length === 1),
      z.describe('exactly one of `stream` with `seq`, `since` with `until`, and `deadLetters`'),
    );

const isGiven = (member: unknown): boolean => member !== undefined;

/** The work that a checked body asks for. */
export function redeliveryOf({ stream, seq, since, until }: z.output<ReturnType<typeof redelivery>>): RedeliveryOf {
  if (stream !== undefined && seq !== undefined) return { stream, seq };
  return since !== undefined && until !== undefined ? { since, until } : 'dead-letters';
}

/** Answer to `POST /ledger/redeliver`. */
export const redelivered = () =>
  z.object({
    commits: z.int(),
    times: z.int().check(z.describe('time ranges whose every commit is worked again')),
    notices: z.int(),
    unreadable: z.int().check(z.describe('letters that name neither a commit nor a time: they stay')),
    more: z.boolean().check(z.describe('there may be more letters: repeat the request')),
  });
