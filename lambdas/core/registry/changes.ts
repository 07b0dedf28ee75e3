import { isSame } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { type AccountProfile, TIERS } from './account.ts';
import { datedContacts } from './contact.ts';

/** Registry changes that matter to open recoveries: a lower tier, another target, owner or manager, other contacts. */
export const RELIED_CHANGES = ['tier-lowered', 'target', 'owner', 'manager', 'contacts'] as const;
export type ReliedChange = (typeof RELIED_CHANGES)[number];

/** The relied-on changes that a new record makes, confirmed at this moment. A first record makes none. */
export function reliedChanges(
  before: AccountProfile | null,
  after: AccountProfile,
  at: Instant,
): readonly ReliedChange[] {
  if (before === null) return [];
  const changed: Readonly<Record<ReliedChange, boolean>> = {
    'tier-lowered': TIERS.indexOf(after.tier) < TIERS.indexOf(before.tier),
    target: (['connector', 'target', 'directoryId'] as const).some((member) => !isSameMember(before, after, member)),
    owner: (['owner', 'custodians'] as const).some((member) => !isSameMember(before, after, member)),
    manager: !isSameMember(before, after, 'manager'),
    contacts: !isSame(before.contacts, datedContacts(before.contacts, after.contacts, at)),
  };
  return RELIED_CHANGES.filter((change) => changed[change]);
}

const isSameMember = (one: AccountProfile, other: AccountProfile, member: keyof AccountProfile): boolean =>
  isSame(one[member], other[member]);
