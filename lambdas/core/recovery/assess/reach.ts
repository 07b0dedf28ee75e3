import { minAgesOf } from '../../policy/policy.ts';
import type { Challenge } from '../../proofing/challenge.ts';
import { asksOf } from '../../proofing/methods.ts';
import { type Contact, type ContactKind, isSameReach, isSettled, isTelephone, wayOf } from '../../registry/contact.ts';
import { unanswered } from '../../values/family.ts';
import { refuse } from '../state/decision.ts';
import { conflictingPart, type Refused, type Situation } from '../state/situation.ts';

/** The method of a challenge, and its recipient. */
export type Reach = Pick<Challenge, 'method' | 'contact' | 'called'>;

/**
 * Why a challenge cannot be issued in this way; undefined if it can. Contacts are named by their ids in the registry, so a number from a
 * ticket, a caller or an agent cannot even be given (rule 8).
 */
export function whyNotReached(situation: Situation, reach: Reach): Refused | undefined {
  const { method, contact, called } = reach;
  const asks = asksOf(method);
  if (asks.for !== 'code-read-back' && called !== null) return refuse('contact-unknown', { contact: called });
  switch (asks.for) {
    case 'code':
      return whyNotThatContact(situation, contact, asks.to);
    case 'code-read-back':
      return whyNotThatContact(situation, contact) ?? whyNotCalled(situation, contact, called);
    case 'code-passed-on':
      return whyNotThatPerson(situation, contact);
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
      return whyNowhere(contact) ?? whyNothingEnrolled(situation, method);
    case 'vendor':
    case 'sighting':
    case 'word':
      return whyNowhere(contact);
    default:
      return unanswered(asks);
  }
}

/** A method that sends nothing must name no contact. */
const whyNowhere = (contact: string | null): Refused | undefined =>
  contact === null ? undefined : refuse('contact-unknown', { contact });

/** Why no code can be delivered there. Checked only when issuing: a delivered code can be answered whatever changes later. */
export function whyNotBrought(situation: Situation, { method, contact }: Reach): Refused | undefined {
  const kind = asksOf(method).for === 'code-passed-on' ? 'email' : contactOf(situation, contact)?.kind;
  return kind === undefined || situation.context.ways.includes(kind)
    ? undefined
    : refuse('contact-unreachable', { contact });
}

/** Why a code cannot go to this contact: it must be of this kind, or of any kind if none is given. */
function whyNotThatContact(situation: Situation, contact: string | null, kind?: ContactKind): Refused | undefined {
  const target = contactOf(situation, contact);
  // INVARIANT: no proof goes by post.
  const isOther = target?.kind === 'postal' || (kind !== undefined && target?.kind !== kind);
  if (target === undefined || isOther) return refuse('contact-unknown', { contact });
  if (wayOf(target.kind) === wayOf(situation.recovery.channel)) return refuse('contact-not-independent', { contact });
  return whyTooNew(situation, target);
}

/**
 * Why this number cannot be called. In a call-back the code is the proof, and its way differs from the request's, so the registered number
 * may be called even after a request by telephone. The code never goes to the called telephone.
 */
function whyNotCalled(situation: Situation, contact: string | null, called: string | null): Refused | undefined {
  const target = contactOf(situation, contact);
  const line = contactOf(situation, called);
  if (line === undefined || !isTelephone(line.kind)) return refuse('contact-unknown', { contact: called });
  if (target !== undefined && isSameReach(line, target)) return refuse('contact-not-independent', { contact: called });
  return whyTooNew(situation, line);
}

const contactOf = ({ state }: Situation, id: string | null): Contact | undefined =>
  state.profile.current?.contacts.find((one) => one.id === id);

function whyTooNew({ context }: Situation, contact: Contact): Refused | undefined {
  return isSettled(contact, context.now, minAgesOf(context.policy).contact)
    ? undefined
    : refuse('contact-too-new', { contact: contact.id, since: contact.since });
}

function whyNotThatPerson({ state, context, recovery }: Situation, id: string | null): Refused | undefined {
  const named = state.recoveryContacts.find((one) => one.id === id);
  if (named === undefined) return refuse('contact-unknown', { contact: id });
  if (!isSettled(named, context.now, minAgesOf(context.policy).authenticator))
    return refuse('contact-too-new', { contact: named.id, since: named.since });
  const holds = conflictingPart(recovery, { person: named.person, aliases: [] }, 'verifier');
  return holds === undefined ? undefined : refuse('conflicting-part', { holds, wants: 'verifier' });
}

function whyNothingEnrolled({ state, context }: Situation, method: string): Refused | undefined {
  const enrolled = state.authenticators.filter((one) => one.method === method);
  if (enrolled.length === 0) return refuse('authenticator-unknown', { method });
  const { authenticator } = minAgesOf(context.policy);
  const isOld = enrolled.some(({ enrolledAt }) => isSettled({ since: enrolledAt }, context.now, authenticator));
  return isOld ? undefined : refuse('authenticator-too-new', { method });
}
