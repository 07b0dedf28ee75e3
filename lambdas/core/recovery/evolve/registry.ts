import type { AccountProfile, Tier } from '../../registry/account.ts';
import { namedBy, type PolicyVersion } from '../../registry/adoption.ts';
import { datedContacts } from '../../registry/contact.ts';
import { directoryIdentity, higherTier } from '../../registry/identity.ts';
import { type Person, replacing } from '../../registry/person.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import type { FoundingEvent, RegistryEvent } from '../state/events.ts';
import type { PopulationEvent } from '../state/population.ts';
import type { Governed, StreamState } from '../state/state.ts';
import { evolvePopulation } from './population.ts';

/** Time and number of the commit of a change. */
export interface RegistryPlace {
  readonly at: Instant;
  readonly seq: number;
}

/** The records after a proposal or a confirmation in this commit. */
export function evolveRegistry(state: StreamState, event: RegistryEvent, { at, seq }: RegistryPlace): StreamState {
  if (event.type === 'FirstPasskeyRecorded') return state;
  if (isPopulationEvent(event)) return evolvePopulation(state, event, at);
  switch (event.type) {
    case 'ProfileProposed':
      return { ...state, profile: proposed(state.profile, event.profile, { by: event.by, digest: event.digest, at }) };
    case 'PersonProposed':
      return { ...state, person: proposed(state.person, event.person, { by: event.by, digest: event.digest, at }) };
    case 'PolicyProposed':
      return {
        ...state,
        policy: proposed(state.policy, versionOf(event, seq), { by: event.by, digest: event.digest, at }),
      };
    case 'LiftProposed':
      return { ...state, lift: proposed(state.lift, event.lift, { by: event.by, digest: event.digest, at }) };
    case 'FreezeLifted':
      return { ...state, freeze: null, lift: { current: null, proposal: null } };
    case 'ProfileConfirmed':
      return {
        ...state,
        profile: confirmed(dated(state.profile, at), seq),
        governed: governing(state),
        changedAt: event.changes.some((change) => change !== 'manager') ? at : state.changedAt,
        managerChangedAt: event.changes.includes('manager') ? at : state.managerChangedAt,
        recordedAt: at,
      };
    case 'TierRaised':
      return { ...withTierRaised(state, event.to), recordedAt: at };
    case 'PersonConfirmed':
      return { ...state, person: confirmed(kept(state.person), seq), recordedAt: at };
    case 'PolicyAdopted':
      return { ...state, policy: confirmed(state.policy, seq) };
    case 'VoidingProposed':
      return { ...state, voiding: proposed(state.voiding, event.voiding, { by: event.by, digest: event.digest, at }) };
    case 'VoidingConfirmed':
      return voided(state, event.by, at);
    case 'SigningKeyProposed': {
      const { by, digest, signingKey } = event;
      return { ...state, signingKey: proposed(state.signingKey, signingKey, { by, digest, at }) };
    }
    case 'SigningKeyAdopted':
      return keyAdopted(state, event.by, at);
    case 'StreamResumed':
      return { ...state, skipped: [...state.skipped, ...event.skipped] };
  }
}

/** The state after the bootstrap of the registry, or after the claim of an identity. */
export function evolveFounding(state: StreamState, event: FoundingEvent, { at, seq }: RegistryPlace): StreamState {
  switch (event.type) {
    case 'RegistryBootstrapped':
      return { ...state, bootstrap: event.administrators };
    case 'AdministratorAdmitted':
      return { ...state, person: { current: event.person, proposal: null, confirmedIn: seq }, recordedAt: at };
    case 'IdentityClaimed':
      return { ...state, claim: event.claim };
  }
}

const versionOf = (
  { adoption, difference }: Extract<RegistryEvent, { type: 'PolicyProposed' }>,
  seq: number,
): PolicyVersion => ({ ...namedBy(adoption), seq, difference });

function proposed<Value>(
  governed: Governed<Value>,
  value: Value,
  made: { readonly by: string; readonly digest: string; readonly at: Instant },
): Governed<Value> {
  return { ...governed, proposal: { value, ...made } };
}

function dated(governed: Governed<AccountProfile>, at: Instant): Governed<AccountProfile> {
  const { current, proposal } = governed;
  if (proposal === null) return governed;
  const contacts = datedContacts(current?.contacts, proposal.value.contacts, at);
  return { ...governed, proposal: { ...proposal, value: { ...proposal.value, contacts } } };
}

function kept(governed: Governed<Person>): Governed<Person> {
  const { current, proposal } = governed;
  if (proposal === null) return governed;
  return { ...governed, proposal: { ...proposal, value: replacing(current, proposal.value) } };
}

const confirmed = <Value>(governed: Governed<Value>, seq: number): Governed<Value> =>
  governed.proposal === null ? governed : { current: governed.proposal.value, proposal: null, confirmedIn: seq };

function voided(state: StreamState, confirmedBy: string, at: Instant): StreamState {
  const { proposal } = state.voiding;
  if (proposal === null) return state;
  const voiding = { ...proposal.value, proposedBy: proposal.by, confirmedBy, at };
  return { ...state, voiding: { current: null, proposal: null }, voidings: [...state.voidings, voiding] };
}

function keyAdopted(state: StreamState, confirmedBy: string, at: Instant): StreamState {
  const { proposal } = state.signingKey;
  if (proposal === null) return state;
  const adopted = { ...proposal.value, proposedBy: proposal.by, confirmedBy, at };
  return { ...state, signingKey: { current: null, proposal: null }, signingKeys: [...state.signingKeys, adopted] };
}

/**
 * The directory identities that the account has governed, once the proposal is its record. A directory's name may be any text, so only own
 * members are looked up.
 */
function governing({ governed, profile: { proposal } }: StreamState): StreamState['governed'] {
  if (proposal === null) return governed;
  const identity = directoryIdentity(proposal.value);
  const before = Object.hasOwn(governed, identity) ? (governed[identity] ?? null) : null;
  return { ...governed, [identity]: higherTier(proposal.value.tier, before) };
}

/** The record in force has at least this tier, and so does what a later record of the same directory identity inherits. */
export function withTierRaised(state: StreamState, to: Tier): StreamState {
  const { current } = state.profile;
  if (current === null) return state;
  const raised = { ...current, tier: higherTier(current.tier, to) };
  const governed = { ...state.governed, [directoryIdentity(current)]: raised.tier };
  return { ...state, profile: { ...state.profile, current: raised }, governed };
}

const isPopulationEvent = isOneOf<PopulationEvent>({
  ProfileSynced: true,
  PopulationReported: true,
  ChangesCounted: true,
});

export const isRegistryEvent = isOneOf<RegistryEvent>({
  ProfileProposed: true,
  ProfileConfirmed: true,
  ProfileSynced: true,
  PopulationReported: true,
  ChangesCounted: true,
  TierRaised: true,
  PersonProposed: true,
  PersonConfirmed: true,
  FirstPasskeyRecorded: true,
  PolicyProposed: true,
  PolicyAdopted: true,
  LiftProposed: true,
  FreezeLifted: true,
  VoidingProposed: true,
  VoidingConfirmed: true,
  SigningKeyProposed: true,
  SigningKeyAdopted: true,
  StreamResumed: true,
});
export const isFoundingEvent = isOneOf<FoundingEvent>({
  RegistryBootstrapped: true,
  AdministratorAdmitted: true,
  IdentityClaimed: true,
});
