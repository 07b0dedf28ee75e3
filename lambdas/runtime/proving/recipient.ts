import type { AccountProfile } from '../../core/recovery/account.ts';
import type { StreamState } from '../../core/recovery/state.ts';
import type { Recipient } from '../../ports/delivery.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { load } from '../load.ts';

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

export const reachOf = ({ kind, address }: AccountProfile['contacts'][number]): Recipient => ({ kind, address });
