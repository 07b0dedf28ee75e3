import * as z from 'zod/mini';
import { token } from './fields.ts';

const id = z.string().check(z.regex(/^[a-z0-9-]{1,64}$/));

/** `POST /vendor/{source}`: what a vendor says of one session. Whatever else it sends is not read. */
export const vendorResult = z.object({
  recovery: id,
  /** As it was handed to the vendor when the session began. */
  challenge: token,
  result: z.string().check(z.maxLength(64)),
});

export const vendorAnswer = z.object({ recovery: z.string(), status: z.string(), repeated: z.boolean() });
