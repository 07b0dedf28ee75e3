import * as z from 'zod/mini';
import { PUSHED_SIGNALS } from '../../core/risk/facts.ts';

export const reported = z.object({
  account: z.string(),
  name: z.enum(PUSHED_SIGNALS),
  until: z.string(),
  /** The same report came before, and was taken then. */
  repeated: z.boolean(),
});
