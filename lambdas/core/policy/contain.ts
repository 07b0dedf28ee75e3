import type { Kind, Tier } from '../registry/account.ts';
import { CONTAINMENTS, type Containing, type Policy, type PolicyProblem } from './policy.ts';

/** What this policy has done about such a change on an account: the strictest that applies; null: it rings, and nothing else. */
export function containingOf(
  { contain = [] }: Pick<Policy, 'contain'>,
  { kind, tier }: { readonly kind: Kind; readonly tier: Tier },
): Containing | null {
  const applying = contain.filter((one) => (one.kind?.includes(kind) ?? true) && (one.tier?.includes(tier) ?? true));
  return CONTAINMENTS.findLast((by) => applying.some((one) => one.by === by)) ?? null;
}

/** The problems of what is contained: a list that is empty applies to nothing, and says so nowhere. */
export function checkContain({ contain }: Policy): readonly PolicyProblem[] {
  if (contain === undefined) return [];
  if (contain.length === 0) return [{ path: ['contain'], reason: '`contain` has no entry; leave it out' }];
  return contain.flatMap((one, index) =>
    (['kind', 'tier'] as const).flatMap((name) =>
      one[name]?.length === 0
        ? [{ path: ['contain', index, name], reason: `\`${name}\` is empty, so this applies to no account` }]
        : [],
    ),
  );
}
