import * as z from 'zod/mini';
import { ticketRef } from '../../app/untrusted/fields.ts';
import { opened } from './recoveries.ts';

/** Answer to a ticket: what became of each action that it asks for, or that an agent must look. Nothing of either: it asks for nothing. */
export const taken = z.object({
  recoveries: z.array(z.union([opened, z.object({ account: z.string(), action: z.string(), refused: z.string() })])),
  held: z.optional(z.object({ ticket: ticketRef, cause: z.string() })),
});
