import * as z from 'zod/mini';
import { PUSHED_SIGNALS } from '../../core/risk/facts.ts';
import { accountId } from './fields.ts';

/** `POST /signals/{source}`: what was seen, of which account, and until when it says something. */
export const reportSignal = z.strictObject({
  account: z.union([accountId, z.literal('*')]).check(z.describe('an account, or `*` for everybody')),
  name: z.enum(PUSHED_SIGNALS),
  until: z.iso.datetime({ offset: true }).check(z.describe('in the future, by 30 days at most')),
});

export type SignalReport = z.output<typeof reportSignal>;

export const reported = z.object({
  account: z.string(),
  name: z.enum(PUSHED_SIGNALS),
  until: z.string(),
  /** The same report came before, and was taken then. */
  repeated: z.boolean(),
});
