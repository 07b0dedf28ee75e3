import { contactsToTell, type Occasion, recoveredAt } from '../../../core/proofing/notified.ts';
import { findRecovery, type StreamState } from '../../../core/recovery/state/state.ts';
import { type AccountProfile, relatedPeople } from '../../../core/registry/account.ts';
import { type Contact, type ContactKind, isSameReach, isSpelledAlike } from '../../../core/registry/contact.ts';
import type { Person, PersonId } from '../../../core/registry/person.ts';
import type { Recipient } from '../../../ports/delivery.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { loadAll } from '../../ledger/load.ts';
import { ENDING_NOTICES } from '../../messages/ending-texts.ts';
import type { NoticeKind } from '../../messages/texts.ts';
import { reachOf } from '../../proving/issue-challenge.ts';
import type { Telling } from './telling.ts';

/** A recipient of a notice. */
export interface Reached {
  /** The recipient's name in the marker; the same at every delivery of the commit. */
  readonly id: string;
  readonly to: Recipient;
  /** Neither owner nor custodian: notified only because the plan names them. */
  readonly isRelated?: true;
}

export interface RecipientServices {
  readonly ledger: Ledger;
  /** Kinds of contacts that can be reached. */
  readonly ways: readonly ContactKind[];
}

/**
 * Every registered contact, including a postal one when a letter is due. After a change also the earlier contacts: the owner still reads a
 * removed one (rule 8). Also the owner, or the custodians where nobody owns the account, by their registered mailboxes, when the account's
 * record changed, when the recovery used every contact, or when there is none: somebody must be notified in a way that the recovery has not
 * used. Plus the people the plan names, such as the manager, but for whoever did it; only they are told that a plan was made. The owner hears also
 * of what was done in their own name (rule 11): somebody else may have had their session.
 */
export async function recipientsOf(services: RecipientServices, telling: Telling): Promise<readonly Reached[]> {
  const { kind, after, before } = telling;
  if (kind === 'link-sent') return linkedIn(telling);
  if (kind === 'person-changed') return together(mailboxesOf(after.person.current), mailboxesOf(before.person.current));
  const own = kind === 'planned' ? [] : await ownersOf(services, telling);
  const profile = after.profile.current;
  const named = profile === null ? [] : relatedPeople(profile, telling.notify);
  const related = await reachedAt(
    services,
    named.filter((person) => !isWhoDidIt(telling, person)),
  );
  return [...own, ...besides(own, related).map((one) => ({ ...one, isRelated: true as const }))];
}

const isWhoDidIt = ({ commit: { actor } }: Telling, person: PersonId): boolean =>
  actor.by === 'person' && actor.person === person;

/** The one contact that a link was sent to, if it is still registered. */
const linkedIn = ({ commit: { events }, now }: Telling): readonly Reached[] =>
  (now.profile.current?.contacts ?? [])
    .filter(({ id }) => events.some((event) => event.type === 'LinkSent' && event.contact === id))
    .map((contact) => ({ id: contact.id, to: reachOf(contact) }));

async function ownersOf(services: RecipientServices, telling: Telling): Promise<readonly Reached[]> {
  const { after, before } = telling;
  const [now, then] = [contactsOf(services, telling, after), contactsOf(services, telling, before)];
  const contacts = together(now, then);
  return [...contacts, ...besides(contacts, await reachedAt(services, peopleOf(services, telling)))];
}

const besides = (those: readonly Reached[], others: readonly Reached[]): readonly Reached[] =>
  others.filter(({ to }) => !those.some((one) => isSameReach(one.to, to)));

async function reachedAt({ ledger }: RecipientServices, people: readonly PersonId[]): Promise<readonly Reached[]> {
  const states = await loadAll(ledger, people);
  return states.flatMap(({ person: { current } }) => mailboxesOf(current));
}

function contactsOf(
  { ways }: RecipientServices,
  telling: Telling,
  { profile: { current: profile } }: StreamState,
): readonly Reached[] {
  const told = profile === null ? [] : contactsToTell(profile.contacts, occasionOf(telling, profile), ways);
  return told.map((contact) => ({ id: contact.id, to: reachOf(contact) }));
}

/** Steps that are over before a letter arrives; a later letter tells the result. */
const STEPS: readonly NoticeKind[] = ['proof-given', 'approved', 'revoked', 'undone', 'finished', 'replaced'];
const OF_RECOVERY: readonly NoticeKind[] = ['opened', 'proof-wrong', 'granted', 'ended', ...ENDING_NOTICES];

function occasionOf(telling: Telling, profile: AccountProfile): Occasion {
  const { kind } = telling;
  if (kind === 'contacts-changed') return { of: 'contacts' };
  if (STEPS.includes(kind)) return { of: 'step' };
  if (!OF_RECOVERY.includes(kind)) return { of: 'account' };
  return { of: 'recovery', level: recoveredAt(profile), used: usedBy(telling) };
}

const mailboxesOf = (person: Person | null): readonly Reached[] =>
  (person?.addresses ?? []).map((address, index) => ({
    id: `${person?.person}#${index}`,
    to: { kind: 'email', address },
  }));

/** Current recipients, plus former ones that were removed (an id may be reused for another address). */
function together(now: readonly Reached[], before: readonly Reached[]): readonly Reached[] {
  const isThere = ({ to }: Reached) => now.some((one) => one.to.kind === to.kind && isSpelledAlike(one.to, to));
  const gone = before.filter((one) => !isThere(one));
  return [...now, ...gone.map(({ id, to }) => ({ id: `before:${id}`, to }))];
}

function peopleOf(services: RecipientServices, telling: Telling): readonly PersonId[] {
  const { kind, after, before } = telling;
  const profiles = [after.profile.current, before.profile.current].filter((profile) => profile !== null);
  const isChange = kind === 'record-changed' || kind === 'contacts-changed';
  return isChange || hasUsedAll(services, telling, profiles) ? [...new Set(profiles.flatMap(accountable))] : [];
}

const accountable = ({ owner, custodians }: AccountProfile): readonly PersonId[] =>
  owner === null ? custodians : [owner];

function hasUsedAll({ ways }: RecipientServices, telling: Telling, profiles: readonly AccountProfile[]): boolean {
  const used = usedBy(telling);
  // Letters arrive too late, and contacts of other kinds cannot be reached at all.
  const isReached = ({ kind }: Contact) => kind !== 'postal' && ways.includes(kind);
  const contacts = profiles.flatMap((profile) => profile.contacts).filter(isReached);
  const reached = contacts.filter(({ id }) => used.includes(id));
  return contacts.every((contact) => reached.some((one) => isSameReach(one, contact)));
}

/** Contacts that this commit's recovery has used for proofs. */
function usedBy({ commit: { recovery: id, events }, now, recovery: then }: Telling): readonly Contact['id'][] {
  const recovery = (id === null ? undefined : findRecovery(now, id)) ?? then;
  const asked = recovery?.challenges.flatMap(({ contact, called }) => [contact, called]) ?? [];
  const proofs = events.flatMap((event) => (event.type === 'ProofRecorded' ? [event.proof] : []));
  const relied = [...(recovery?.proofs ?? []), ...proofs].map(({ contact }) => contact);
  return [...asked, ...relied].filter((contact) => contact !== null);
}
