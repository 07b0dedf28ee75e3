import { type AccountId, type AccountProfile, subjectOf } from './account.ts';
import type { PersonId } from './person.ts';
import type { KnownAccount } from './population.ts';

/** A record, and what the directory wants it to be. */
export interface Managed {
  readonly account: AccountId;
  readonly profile: AccountProfile;
  readonly wanted: AccountProfile;
  /** The change of the manager is not made now: people must agree first, and the earlier manager stays until then. */
  readonly waits: boolean;
}

/** Times that the remaining changes are looked at again. Whatever is not settled then is left as it is. */
const ROUNDS = 8;

/**
 * The accounts whose new manager would close a cycle of managers, over any number of people, each with that manager. What is left out keeps its
 * earlier manager, which may close a cycle with another change: so the rest is looked at again.
 */
export function closingManagers(
  known: readonly KnownAccount[],
  looks: readonly Managed[],
): ReadonlyMap<AccountId, PersonId> {
  const closing = new Map<AccountId, PersonId>();
  const changing = looks.filter(({ profile, wanted }) => wanted.manager !== null && wanted.manager !== profile.manager);
  for (let round = 0; ; round += 1) {
    const left = changing.filter(({ account }) => !closing.has(account));
    const above = managersBy(known, looks, closing);
    const found = left.filter(({ wanted }) => round === ROUNDS || isClosing(above, wanted));
    for (const { account, wanted } of found) if (wanted.manager !== null) closing.set(account, wanted.manager);
    if (found.length === 0) return closing;
  }
}

type Above = ReadonlyMap<PersonId, ReadonlySet<PersonId>>;

/** The managers of each person, once the changes are made that close no cycle; of one that waits, both. */
function managersBy(
  known: readonly KnownAccount[],
  looks: readonly Managed[],
  left: ReadonlyMap<AccountId, PersonId>,
): Above {
  const after = new Map(
    looks.map(({ account, profile, wanted, waits }) => {
      const managers = [
        ...(left.has(account) ? [] : [wanted.manager]),
        ...(left.has(account) || waits ? [profile.manager] : []),
      ];
      return [account, managers] as const;
    }),
  );
  const above = new Map<PersonId, Set<PersonId>>();
  for (const { profile } of known) {
    const owner = subjectOf(profile);
    if (owner === null) continue;
    for (const manager of after.get(profile.account) ?? [profile.manager])
      if (manager !== null) above.set(owner, (above.get(owner) ?? new Set()).add(manager));
  }
  return above;
}

/** Whether the owner is reached by going up from the manager. Each person is visited once. */
function isClosing(above: Above, wanted: AccountProfile): boolean {
  const owner = subjectOf(wanted);
  if (owner === null || wanted.manager === null) return false;
  const seen = new Set([wanted.manager]);
  for (const one of seen) {
    if (one === owner) return true;
    for (const next of above.get(one) ?? []) seen.add(next);
  }
  return false;
}
