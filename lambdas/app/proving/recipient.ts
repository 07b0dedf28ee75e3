import type { StreamState } from '../../core/recovery/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import type { PersonId } from '../../core/registry/person.ts';
import type { Recipient } from '../../ports/delivery.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { load } from '../ledger/load.ts';

/**
 * Where a contact's messages go, by the registry: a registered contact of the account, or the mailbox of a person whom the owner has named.
 * Undefined for one that neither is.
 */
export async function recipientOf(
  { ledger }: { readonly ledger: Ledger },
  state: StreamState,
  contact: string,
): Promise<Recipient | undefined> {
  const own = state.profile.current?.contacts.find(({ id }) => id === contact);
  if (own !== undefined) return reachOf(own);
  const named = state.recoveryContacts.find(({ id }) => id === contact);
  if (named === undefined) return undefined;
  const address = (await load(ledger, named.person)).person.current?.addresses[0];
  return address === undefined ? undefined : { kind: 'email', address };
}

/**
 * Whether a mailbox of this recovery contact is one of the owner's, by the contacts of the account or by the registry: then what comes over
 * it is no word of somebody else. False for what is no recovery contact.
 */
export async function isOwnersMailbox(
  { ledger }: { readonly ledger: Ledger },
  { profile, recoveryContacts }: StreamState,
  contact: string | null,
): Promise<boolean> {
  const named = recoveryContacts.find(({ id }) => id === contact);
  if (named === undefined) return false;
  const owner = profile.current?.owner ?? null;
  const own = [...(profile.current?.contacts ?? []), ...(owner === null ? [] : await mailboxesOf(ledger, owner))];
  return (await mailboxesOf(ledger, named.person)).some((one) => own.some((other) => isSameReach(one, other)));
}

const mailboxesOf = async (ledger: Ledger, person: PersonId): Promise<readonly Recipient[]> =>
  ((await load(ledger, person)).person.current?.addresses ?? []).map((address) => ({ kind: 'email', address }));

export const reachOf = ({ kind, address }: AccountProfile['contacts'][number]): Recipient => ({ kind, address });
