import { type Authenticator, isDeviceBound } from '../../proofing/authenticator.ts';
import { asksOf, METHOD_NAMES, METHODS, type MethodName } from '../../proofing/methods.ts';
import type { Relation } from '../../registry/account.ts';
import { type Contact, type ContactKind, isSameReach, isTelephone, wayTo } from '../../registry/contact.ts';
import { unanswered } from '../../values/family.ts';
import type { StreamState } from './state.ts';

/** A way in which the owner or a custodian of an account could prove themselves, if everybody concerned took part. */
export interface Means {
  readonly method: MethodName;
  /** The way of the proof, as a proof records it. */
  readonly channel: string;
  readonly deviceBound?: true;
}

/** The kinds of contacts that the deployment can reach, and its identity-verification vendors. */
export interface Reachable {
  readonly ways: readonly ContactKind[];
  readonly vendors: readonly string[];
}

/**
 * Every way in which somebody could prove themselves for this account. Ages are left out: what is too new today counts later. A sighting
 * is always possible; the caller knows whether there is a verifier.
 */
export const meansOf = (state: StreamState, reachable: Reachable): readonly Means[] =>
  METHOD_NAMES.flatMap((method) =>
    channelsOf(method, state, reachable).map(
      (channel): Means =>
        method === 'passkey' && state.authenticators.some(isDeviceBound)
          ? { method, channel, deviceBound: true }
          : { method, channel },
    ),
  );

/** Whether somebody who has lost their telephone has lost this way too. An app and a passkey may be on it, so they count as lost. */
export function needsTelephone({ method, channel }: Means): boolean {
  const asks = asksOf(method);
  switch (asks.for) {
    case 'code':
    case 'code-read-back':
      return asks.for === 'code-read-back' || channel !== 'email';
    case 'passkey':
    case 'one-time-password':
      return true;
    case 'code-passed-on':
    case 'saved-code':
    case 'vendor':
    case 'sighting':
    case 'word':
      return false;
    default:
      return unanswered(asks);
  }
}

/** One channel for each independent way of a method. */
function channelsOf(method: MethodName, state: StreamState, { ways, vendors }: Reachable): readonly string[] {
  const { authenticators, recoveryContacts, profile } = state;
  const contacts = profile.current?.contacts ?? [];
  const asks = asksOf(method);
  const own = METHODS[method].channel;
  switch (asks.for) {
    case 'code':
      return channelsTo(
        contacts.filter(({ kind }) => kind === asks.to && ways.includes(kind)),
        contacts,
      );
    case 'code-read-back':
      return channelsTo(
        contacts.filter((one) => one.kind !== 'postal' && ways.includes(one.kind) && isCalledElsewhere(one, contacts)),
        contacts,
      );
    case 'code-passed-on':
      return ways.includes('email') ? recoveryContacts.map(({ person }) => person) : [];
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
      return isEnrolled(authenticators, method) ? [own] : [];
    case 'vendor':
      return vendors.length > 0 ? [own] : [];
    case 'sighting':
      return [own];
    case 'word':
      return attestersOf(state, asks.of);
    default:
      return unanswered(asks);
  }
}

const isEnrolled = (authenticators: readonly Authenticator[], method: MethodName): boolean =>
  authenticators.some((one) => one.method === method);

const channelsTo = (some: readonly Contact[], all: readonly Contact[]): readonly string[] => [
  ...new Set(some.map((one) => wayTo(one, all))),
];

/** A call-back sends its code to one contact and calls another. */
const isCalledElsewhere = (contact: Contact, contacts: readonly Contact[]): boolean =>
  contacts.some((one) => isTelephone(one.kind) && !isSameReach(one, contact));

/** The people whose word counts. Nobody vouches for themselves: without an owner, a custodian asks and another one vouches. */
function attestersOf({ profile: { current } }: StreamState, of: Relation): readonly string[] {
  if (current === null) return [];
  const { manager, custodians, owner } = current;
  if (of === 'manager') return manager === null || manager === owner ? [] : [manager];
  const others = [...new Set(custodians)].filter((one) => one !== owner);
  return owner === null ? others.slice(1) : others;
}
