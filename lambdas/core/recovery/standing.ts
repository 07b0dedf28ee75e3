import { asksOf } from '../proofing/methods.ts';
import type { Proof } from '../proofing/proof.ts';
import { type AccountProfile, relationsOf } from '../registry/account.ts';
import { unanswered } from '../values/family.ts';
import type { StreamState } from './state.ts';

type Registered = Pick<StreamState, 'authenticators' | 'recoveryContacts'>;

/**
 * Whether a proof still stands by what is registered today: who vouched must still be related to the account, and what the proof relied on
 * must still be there, unchanged since (rule 8).
 */
export function stands(proof: Proof, profile: AccountProfile, registered: Registered): boolean {
  const asks = asksOf(proof.method);
  const isThere = (contact: string | null) =>
    profile.contacts.some(({ id, since }) => id === contact && since < proof.at);
  switch (asks.for) {
    case 'code':
    case 'code-read-back':
      return isThere(proof.contact) && (proof.called === null || isThere(proof.called));
    case 'code-passed-on':
      return registered.recoveryContacts.some(({ id }) => id === proof.contact);
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
      return registered.authenticators.some(({ id }) => id === proof.contact);
    case 'word':
      return proof.verifier !== null && relationsOf(profile, proof.verifier).includes(asks.of);
    case 'vendor':
    case 'sighting':
      return true;
    default:
      return unanswered(asks);
  }
}
