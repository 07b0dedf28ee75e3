import { METHODS } from '../../proofing/methods.ts';
import type { Proof } from '../../proofing/proof.ts';
import { type AccountProfile, type Action, TIERS } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { DAY, type Touch, type Witness } from '../../risk/facts.ts';
import { SEVERAL } from '../../risk/history.ts';
import { isSame } from '../../values/hash.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import type { Actor, Origin } from '../state/commands.ts';
import type { LedgerEvent } from '../state/events.ts';

/** Most touches that a state remembers: bounds its size, and exceeds any signal's window for an honest account. */
export const REMEMBERED_TOUCHES = 64;

/** Touches that stick to the account and, above a threshold, freeze it (rule 10). */
export const ADVERSE_TOUCHES: readonly Touch['what'][] = [
  ...(['proof-failed', 'guesses-failed', 'proof-repudiated', 'suspected'] as const),
];

/** Most adverse touches that are held: far more than freeze an account, for as long as any signal counts them. */
export const ADVERSE_HELD = 16;
const HELD_SECONDS = 30 * DAY;

/** Touches of which one signals as much as many: the newest of each action is held. */
const TELLING: readonly Touch['what'][] = [
  ...(['opened', 'granted', 'stopped', 'rejected', 'privilege-raised', 'contact-changed'] as const),
  ...(['authenticator-changed', 'changed-outside'] as const),
];
const TELLING_HELD = REMEMBERED_TOUCHES / 2;

/**
 * Adds a touch to the history. A full history drops the oldest attempt that was repeated twice since, then the oldest touch that is not
 * held: most of the history is for attempts.
 *
 * INVARIANT: only later adverse touches, and only beyond their bound, can remove an adverse touch of the last 30 days.
 */
export function remember(history: readonly Touch[], touch: Touch): readonly Touch[] {
  const all = [...history.filter((one) => !isSaidAgain(one, touch)), touch];
  if (all.length <= REMEMBERED_TOUCHES) return all;
  const held = heldOf(all, plusSeconds(touch.at, -HELD_SECONDS));
  const isRepeated = (one: Touch, index: number) => !held.has(one) && alike(one, all.slice(index + 1)) >= 2;
  const repeated = all.findIndex(isRepeated);
  const leaving = repeated >= 0 ? repeated : all.findIndex((one) => !held.has(one));
  return all.filter((_, index) => index !== leaving);
}

/**
 * The same statement by the same witness: the newer replaces the older, so nobody can push out others' statements by repeating one. For
 * people on duty, each recovery is a statement of its own.
 */
const isSaidAgain = (one: Touch, newer: Touch): boolean =>
  newer.what === 'suspected' &&
  one.what === 'suspected' &&
  newer.by !== undefined &&
  one.by?.id === newer.by.id &&
  (newer.by.as !== 'on-duty' || one.recovery === newer.recovery);

function heldOf(all: readonly Touch[], since: Instant): ReadonlySet<Touch> {
  const recent = all.filter(({ at }) => at >= since);
  const adverse = recent.filter(({ what }) => ADVERSE_TOUCHES.includes(what));
  const telling = recent.filter(({ what }) => TELLING.includes(what));
  const newest = new Map(telling.map((one) => [`${one.what} ${one.action}`, one]));
  const wrong = recent.filter(({ what }) => what === 'answer-wrong');
  return new Set([
    ...adverse.slice(-ADVERSE_HELD),
    ...[...newest.values()].slice(-TELLING_HELD),
    ...wrong.slice(-SEVERAL),
  ]);
}

const alike = ({ what, action, channel, desk }: Touch, others: readonly Touch[]): number =>
  others.filter((one) => one.what === what && one.action === action && one.channel === channel && one.desk === desk)
    .length;

/** The origin of an event, as far as a touch needs it. */
export interface TouchPlace {
  readonly at: Instant;
  readonly recovery: string | null;
  readonly origin: Pick<Origin, 'channel' | 'desk'>;
  readonly command: { readonly type: string };
  readonly actor: Actor;
}

/** The registered records before and after the event, and the recovery's action. */
export interface Touched {
  readonly before: AccountProfile | null;
  readonly after: AccountProfile | null;
  readonly action: Action | null;
  /** The agent who opened it, or else the requester; null without a live recovery. */
  readonly opener: PersonId | null;
}

/** The touches that an event leaves for the next request; usually none. */
export function touchesOf(event: LedgerEvent, place: TouchPlace, touched: Touched): readonly Touch[] {
  const { at, recovery, origin } = place;
  const action = event.type === 'RecoveryOpened' ? event.action : touched.action;
  const { channel, desk } = origin;
  return whatsOf(event, place, touched).map((what) => ({
    ...{ what, at, action, channel, desk, recovery },
    ...(ADVERSE_TOUCHES.includes(what) ? { by: witnessOf(place.actor) } : {}),
  }));
}

/** The witness of a command by this actor. */
export function witnessOf(actor: Actor): Witness {
  if (actor.by === 'ticket-system') return { id: actor.source, as: 'machine' };
  if (actor.by !== 'person') return { id: actor.by === 'visitor' ? 'page' : 'vendor', as: 'person' };
  if (actor.nature === 'machine') return { id: actor.person, as: 'machine' };
  return { id: actor.person, as: actor.roles.includes('on-duty') ? 'on-duty' : 'person' };
}

function whatsOf(event: LedgerEvent, place: TouchPlace, touched: Touched): readonly Touch['what'][] {
  if (event.type === 'CommandRefused') return place.command.type === 'OpenRecovery' ? ['refused'] : [];
  if (event.type === 'ProfileConfirmed' || event.type === 'ProfileSynced') return changesIn(touched);
  if (event.type === 'RecoveryStopped' || event.type === 'StopRequested') return stopTouches(event, touched);
  const what = event.type === 'ProofRecorded' ? adverseOf(event.proof) : SIMPLE[event.type];
  return what === undefined ? [] : [what];
}

/** A stop for suspected impersonation is adverse, whoever gives it; any other stop by the opener leaves no touch. */
function stopTouches(
  { by, cause }: { readonly by: PersonId | null; readonly cause: string },
  { opener }: Touched,
): readonly Touch['what'][] {
  if (cause === 'suspected-impersonation') return ['suspected'];
  return by === opener ? [] : ['stopped'];
}

/** The kind of touch of an adverse proof; undefined for every other proof. */
export function adverseOf({ outcome, method, session }: Proof): Touch['what'] | undefined {
  if (outcome === 'repudiated') return 'proof-repudiated';
  if (outcome !== 'failed') return undefined;
  const isGuess = session !== null && METHODS[method].confirmedBy === 'system';
  return isGuess ? 'guesses-failed' : 'proof-failed';
}

/** The touches of a changed record; a first record changes nothing. */
function changesIn({ before, after }: Touched): readonly Touch['what'][] {
  if (before === null || after === null) return [];
  const isRaised = TIERS.indexOf(after.tier) > TIERS.indexOf(before.tier);
  return [
    ...(isRaised ? (['privilege-raised'] as const) : []),
    ...(isSame(before.contacts, after.contacts) ? [] : (['contact-changed'] as const)),
  ];
}

const SIMPLE: Readonly<Partial<Record<LedgerEvent['type'], Touch['what']>>> = {
  RecoveryOpened: 'opened',
  RecoveryRejected: 'rejected',
  ChallengeFailed: 'answer-wrong',
  GrantIssued: 'granted',
  SuspicionRaised: 'suspected',
  FalseCallReported: 'suspected',
  UngovernedChangeSeen: 'changed-outside',
  AuthenticatorEnrolled: 'authenticator-changed',
  AuthenticatorRemoved: 'authenticator-changed',
  RecoveryContactNamed: 'authenticator-changed',
  RecoveryContactRemoved: 'authenticator-changed',
};
