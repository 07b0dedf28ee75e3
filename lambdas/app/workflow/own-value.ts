import type { RotatingSecret } from '../../ports/rotating-secret.ts';
import { assertSuccessor, type ValueRules, withPassword } from './rotatable-value.ts';
import type { RotatedSystem } from './rotated-system.ts';

/**
 * A secret without a system behind it: consumers ask the store itself, so no other place must learn of the new value, and the old one ends
 * with the label.
 */
export const ownValue = (secret: Pick<RotatingSecret, 'randomPassword'>, rules: ValueRules): RotatedSystem => ({
  next: async (current) => withPassword(current, await secret.randomPassword(), rules),
  assertSuccessor: ({ replaced, pending }) => assertSuccessor(replaced, pending, rules),
  enable: async () => {},
  accepts: async () => true,
  end: async () => {},
  endAt: async () => {},
  restore: async () => {},
});
