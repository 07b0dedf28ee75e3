import { isSame } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { type AccountProfile, TIERS } from './account.ts';
import { datedContacts } from './contact.ts';

/** What recoveries rely on and two administrators can change: a fall of the tier, whom it acts on, who may ask, how they are reached. */
export const RELIED_CHANGES = ['tier-lowered', 'target', 'owner', 'contacts'] as const;
export type ReliedChange = (typeof RELIED_CHANGES)[number];

/** What of that another record changes, confirmed at this moment. A first record changes nothing that anybody relies on. */
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
    contacts: !isSame(before.contacts, datedContacts(before.contacts, after.contacts, at)),
  };
  return RELIED_CHANGES.filter((change) => changed[change]);
}

const isSameMember = (one: AccountProfile, other: AccountProfile, member: keyof AccountProfile): boolean =>
  isSame(one[member], other[member]);
