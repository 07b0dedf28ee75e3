import { METHODS } from '../proofing/methods.ts';
import type { Proof } from '../proofing/proof.ts';
import { type AccountProfile, relationsOf } from '../registry/account.ts';
import type { StreamState } from './state.ts';

type Registered = Pick<StreamState, 'authenticators' | 'recoveryContacts'>;

/**
 * Whether a proof still stands by what is registered today: who vouched must still be related to the account, and what the proof relied on
 * must still be there, unchanged since (rule 8).
 */
export function stands(proof: Proof, profile: AccountProfile, registered: Registered): boolean {
  const { confirmedBy, class: group } = METHODS[proof.method];
  const isThere = (contact: string | null) =>
    profile.contacts.some(({ id, since }) => id === contact && since < proof.at);
  if (confirmedBy === 'manager' || confirmedBy === 'custodian')
    return proof.verifier !== null && relationsOf(profile, proof.verifier).includes(confirmedBy);
  if (proof.method === 'recovery-contact') return registered.recoveryContacts.some(({ id }) => id === proof.contact);
  if (group === 'issued-code') return isThere(proof.contact) && (proof.called === null || isThere(proof.called));
  if (group === 'saved-code' || group === 'bound-authenticator')
    return registered.authenticators.some(({ id }) => id === proof.contact);
  return true;
}
