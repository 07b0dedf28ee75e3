import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';

/** What a user or a device is in: a group, a role or a unit. */
export const membershipShape = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.optional(z.nullable(z.string())),
});
export type Membership = z.output<typeof membershipShape>;

export const isGroup = (one: Membership): boolean => one['@odata.type'] === '#microsoft.graph.group';

/** Without the right to read groups Graph lists them without names: such a list says nothing of a tier. */
export function nameOf({ displayName }: Pick<Membership, 'displayName'>): string {
  if (typeof displayName === 'string') return displayName;
  throw new AdapterError('access-denied', {
    retryable: false,
    message: 'Graph lists groups without names: the application may not read them',
  });
}
