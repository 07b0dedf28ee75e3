import * as z from 'zod/mini';

export const vendorAnswer = z.object({ recovery: z.string(), status: z.string(), repeated: z.boolean() });
