import type { Relation } from '../registry/account.ts';
import type { CODE_KINDS } from '../registry/contact.ts';
import { unanswered } from '../values/family.ts';
import {
  AUTHENTICATOR_SECONDS,
  CONSECUTIVE_FAILURES,
  EMAIL_SECONDS,
  PROOF_SECONDS,
  RECOVERY_CONTACT_EXTRA_SECONDS,
  SMS_AND_VOICE_SECONDS,
  VENDOR_SECONDS,
  WRONG_ANSWERS,
} from './numbers.ts';

/** The recovery classes of NIST SP 800-63B-4 section 4.2.1, and the authenticator that is still bound (section 4.2.2.2). */
export const PROOF_CLASSES = [
  'saved-code',
  'issued-code',
  'recovery-contact',
  'repeated-proofing',
  'bound-authenticator',
] as const;
export type ProofClass = (typeof PROOF_CLASSES)[number];

/**
 * 1: a code that people can be talked into telling, or that can be intercepted. 2: needs something kept, or a person who knows the
 * requester. 3: has neither weakness.
 */
export type Strength = 1 | 2 | 3;

/** The input that a method needs. Every difference between methods is derived from this, by a `switch` at each place that needs it. */
export type Asks =
  /** A code sent to a registered contact of that kind, and typed on the requester's page. */
  | { readonly for: 'code'; readonly to: (typeof CODE_KINDS)[number] }
  /** A code sent to one registered contact, and read back to the verifier, who calls another. */
  | { readonly for: 'code-read-back' }
  /** A code mailed to a person whom the owner named in advance, who passes it on. */
  | { readonly for: 'code-passed-on' }
  | { readonly for: 'passkey' }
  | { readonly for: 'one-time-password' }
  /** A code that the owner has kept since enrolling it. */
  | { readonly for: 'saved-code' }
  /** A session at an identity-verification vendor, which sends a signed result. */
  | { readonly for: 'vendor' }
  /** A verifier looks at the requester and at evidence. The proof also names where the evidence is stored. */
  | { readonly for: 'sighting'; readonly over: 'in-person' | 'video' }
  /** A statement by a signed-in person who is related to the account. */
  | { readonly for: 'word'; readonly of: Exclude<Relation, 'owner'> };

/**
 * The way of a proof. `contact`: the way of the registered contact that the code went to; `person`: the person who vouches is a way of
 * their own.
 */
export type ProofWay =
  | 'email'
  | 'sms'
  | 'voice'
  | 'paper'
  | 'device'
  | 'in-person'
  | 'video'
  | 'vendor'
  | 'contact'
  | 'person';

/** The independent facts about a method; everything else is derived from them. */
interface Row {
  readonly asks: Asks;
  readonly strength: Strength;
}

/** One method of proving identity. */
export interface Method extends Row {
  readonly class: ProofClass;
  readonly channel: ProofWay;
  /** Who may confirm it: the product, a vendor's signed result, a verifier, or a person related to the account. */
  readonly confirmedBy: 'system' | 'vendor' | 'verifier' | Relation;
  /** Seconds that a verified proof counts. */
  readonly validSeconds: number;
  /** Seconds in which a challenge can be answered; null for methods without a challenge. */
  readonly window: number | null;
  /** Wrong answers allowed for one challenge, and in a row for the method on one account; null when nothing can be guessed. */
  readonly throttle: { readonly perChallenge: number; readonly inARow: number } | null;
}

/**
 * All methods of proving identity. Knowledge-based questions, typed personal data, and possession of the ticket, chat or mailbox that asked
 * are not methods (rule 7), so nothing can record them as a proof.
 */
const ROWS = {
  /** Seen in person with the evidence of the original proofing (SP 800-63B-4 section 4.2.1.4). */
  'in-person': { asks: { for: 'sighting', over: 'in-person' }, strength: 3 },
  /** Attended live video with a trusted referee (SP 800-63A-4 section 3.15). */
  'live-video': { asks: { for: 'sighting', over: 'video' }, strength: 3 },
  /** An identity-verification vendor repeats the proofing (SP 800-63B-4 section 4.2.1.4). */
  vendor: { asks: { for: 'vendor' }, strength: 3 },
  /** Hashed, used once, replaced on use (SP 800-63B-4 section 4.2.1.1). */
  'saved-code': { asks: { for: 'saved-code' }, strength: 2 },
  /** SP 800-63B-4 section 4.2.1.2. */
  'issued-code-email': { asks: { for: 'code', to: 'email' }, strength: 1 },
  /** SP 800-63B-4 section 4.2.1.2; restricted by section 3.2.9. */
  'issued-code-sms': { asks: { for: 'code', to: 'sms' }, strength: 1 },
  /** SP 800-63B-4 section 4.2.1.2; restricted by section 3.2.9. */
  'issued-code-voice': { asks: { for: 'code', to: 'voice' }, strength: 1 },
  /** Two registered contacts at once (SP 800-63B-4 section 4.2.1.2). */
  'call-back': { asks: { for: 'code-read-back' }, strength: 2 },
  /** User verified, bound to this recovery (SP 800-63B-4 section 4.2.2.2). */
  passkey: { asks: { for: 'passkey' }, strength: 3 },
  /** Each time step counts once (SP 800-63B-4 section 4.2.2.2). */
  totp: { asks: { for: 'one-time-password' }, strength: 2 },
  /** SP 800-63B-4 section 4.2.1.3. */
  'recovery-contact': { asks: { for: 'code-passed-on' }, strength: 2 },
  /** The attester has spoken with this person, who asked for this (SP 800-63B-4 section 4.2.1.3). */
  'manager-attestation': { asks: { for: 'word', of: 'manager' }, strength: 2 },
  /** A custodian other than the requester says that the account needs this. */
  'custodian-attestation': { asks: { for: 'word', of: 'custodian' }, strength: 2 },
} as const satisfies Record<string, Row>;

export type MethodName = keyof typeof ROWS;

export const METHOD_NAMES = Object.keys(ROWS) as readonly MethodName[];

/** One throttle for every method that can be guessed (NIST SP 800-63B-4 section 3.2.2). */
const THROTTLE = { perChallenge: WRONG_ANSWERS, inARow: CONSECUTIVE_FAILURES } as const;

const ISSUED = { class: 'issued-code', throttle: THROTTLE } as const;
const OWNED = { confirmedBy: 'system', window: AUTHENTICATOR_SECONDS, throttle: THROTTLE } as const;
const NOT_ASKED = { window: null, throttle: null } as const;

/** The facts that follow from the input of a method. */
function following(asks: Asks): Omit<Method, keyof Row | 'validSeconds'> {
  switch (asks.for) {
    case 'code': {
      const window = asks.to === 'email' ? EMAIL_SECONDS : SMS_AND_VOICE_SECONDS;
      return { ...ISSUED, channel: asks.to, confirmedBy: 'system', window };
    }
    case 'code-read-back':
      return { ...ISSUED, channel: 'contact', confirmedBy: 'verifier', window: SMS_AND_VOICE_SECONDS };
    case 'code-passed-on': {
      const window = EMAIL_SECONDS + RECOVERY_CONTACT_EXTRA_SECONDS;
      return { class: 'recovery-contact', channel: 'person', confirmedBy: 'system', window, throttle: THROTTLE };
    }
    case 'passkey':
    case 'one-time-password':
      return { ...OWNED, class: 'bound-authenticator', channel: 'device' };
    case 'saved-code':
      return { ...OWNED, class: 'saved-code', channel: 'paper' };
    case 'vendor': {
      const way = { channel: 'vendor', confirmedBy: 'vendor' } as const;
      return { ...way, class: 'repeated-proofing', window: VENDOR_SECONDS, throttle: null };
    }
    case 'sighting':
      return { ...NOT_ASKED, class: 'repeated-proofing', channel: asks.over, confirmedBy: 'verifier' };
    case 'word':
      return { ...NOT_ASKED, class: 'recovery-contact', channel: 'person', confirmedBy: asks.of };
    default:
      return unanswered(asks);
  }
}

const entryOf = (name: MethodName): readonly [MethodName, Method] => [
  name,
  { ...ROWS[name], ...following(ROWS[name].asks), validSeconds: PROOF_SECONDS },
];

/** All methods, with independent and derived facts. */
export const METHODS = Object.fromEntries(METHOD_NAMES.map(entryOf)) as Readonly<Record<MethodName, Method>>;

/** The input that a method needs. */
export const asksOf = (name: MethodName): Asks => METHODS[name].asks;

/** Whether a person proves it by their word alone, and so may have to sign it. */
export const isSaid = (method: MethodName): boolean => ['sighting', 'word'].includes(asksOf(method).for);

/** The methods with one of these inputs. */
export const methodsAsking = (...things: readonly Asks['for'][]): readonly MethodName[] =>
  METHOD_NAMES.filter((name) => things.includes(asksOf(name).for));
