import { type AuthenticatorData, MOST_AUTHENTICATORS, MOST_RECOVERY_CONTACTS } from '../../proofing/authenticator.ts';
import { type AccountProfile, assuranceOf, subjectOf } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { canonical } from '../../values/hash.ts';
import type { EnrolmentCommand, Envelope, PersonActor } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { StreamState } from '../state/state.ts';

/**
 * Decides what the signed-in owner enrols and removes. Nothing counts before its minimum age, so a stolen session gains nothing at once; a
 * frozen account allows only removal. Adding needs a session as strong as the account is used with (SP 800-63B-4 section 4.1.2.1); removing
 * needs one factor.
 */
export function decideEnrolment(
  state: StreamState,
  { actor, command, id }: Envelope<EnrolmentCommand>,
  { now }: DecisionContext,
): Decision {
  const profile = state.profile.current;
  if (profile === null) return refuse('account-unknown');
  const owner = subjectOf(profile);
  const isOwner = actor.by === 'person' && actor.nature === 'human' && actor.person === owner;
  if (owner === null || !isOwner) return refuse('not-the-owner');
  const weak = whyTooWeak(profile, actor);
  switch (command.type) {
    case 'EnrolAuthenticator':
      return (
        weak ??
        whyNotEnrolled(state, command.data) ??
        accept({ type: 'AuthenticatorEnrolled', authenticator: { ...command.data, id, enrolledAt: now } })
      );
    case 'RemoveAuthenticator':
      return state.authenticators.some((one) => one.id === command.authenticator)
        ? accept({ type: 'AuthenticatorRemoved', authenticator: command.authenticator })
        : refuse('authenticator-unknown');
    case 'NameRecoveryContact': {
      const { person } = command;
      return (
        weak ??
        whyNotNamed(state, person, owner) ??
        accept({ type: 'RecoveryContactNamed', contact: { id, person, since: now } })
      );
    }
    case 'RemoveRecoveryContact':
      return state.recoveryContacts.some((one) => one.id === command.contact)
        ? accept({ type: 'RecoveryContactRemoved', contact: command.contact })
        : refuse('contact-unknown', { contact: command.contact });
  }
}

function whyTooWeak(profile: AccountProfile, { assurance }: Pick<PersonActor, 'assurance'>): Decision | undefined {
  const needed = assuranceOf(profile);
  return assurance < needed ? refuse('assurance-too-low', { needed, signedIn: assurance }) : undefined;
}

function whyNotEnrolled({ freeze, authenticators }: StreamState, data: AuthenticatorData): Decision | undefined {
  if (freeze !== null) return refuse('account-frozen', { since: freeze.at });
  if (authenticators.length >= MOST_AUTHENTICATORS)
    return refuse('too-many-authenticators', { enrolled: authenticators.length });
  const isTwin = authenticators.some((one) => one.method === data.method && identityOf(one) === identityOf(data));
  return isTwin ? refuse('authenticator-duplicate', { method: data.method }) : undefined;
}

function identityOf(data: AuthenticatorData): string {
  if (data.method === 'passkey') return data.credentialId;
  return data.method === 'totp' ? data.box : canonical([data.hash, data.salt]);
}

function whyNotNamed(
  { freeze, recoveryContacts }: StreamState,
  person: PersonId,
  owner: PersonId,
): Decision | undefined {
  if (freeze !== null) return refuse('account-frozen', { since: freeze.at });
  if (person === owner) return refuse('conflicting-part', { holds: 'owner', wants: 'verifier' });
  if (recoveryContacts.length >= MOST_RECOVERY_CONTACTS)
    return refuse('too-many-authenticators', { enrolled: recoveryContacts.length });
  return recoveryContacts.some((one) => one.person === person) ? refuse('authenticator-duplicate') : undefined;
}
