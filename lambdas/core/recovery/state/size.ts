import { type AccountProfile, type Action, isContainment } from '../../registry/account.ts';
import { directoryIdentity } from '../../registry/identity.ts';
import type { Plan } from './plan.ts';
import type { Recovery, StreamState } from './state.ts';

/*
 * The folded state of a stream is stored with each commit, in one item. Its parts have bounds of their own, and the whole has three: from the
 * first on nothing is begun, from the second on nothing is added to what is under way, and from the third on no more access is taken away by
 * new recoveries. Ends, refusals, stops and adverse proofs are always taken.
 */

/** What DynamoDB takes for one item, names and all other attributes included. */
export const ITEM_BYTES = 400 * 1024;

/** Bytes of a state from which on nothing is opened and nothing is asked any more. */
export const FULL_BYTES = 200 * 1024;

/** Bytes of a state from which on no plan is made, nothing is proved and nothing is countersigned. */
export const TIGHT_BYTES = 260 * 1024;

/** The same for recoveries that only take access away: what lies between is theirs alone (rule 10). */
export const LAST_BYTES = 320 * 1024;

/** Bytes of a plan: several times the largest plan of the shipped policies. */
export const PLAN_BYTES = 24 * 1024;

/** Most proofs, and most countersignatures, that one recovery keeps. An adverse proof ends the recovery, so it is always taken. */
export const MOST_RECORDS = 32;

/** Most directory identities that one account governs in its life. */
export const MOST_GOVERNED = 32;

/** The canonical spelling has the same members in another order, so it is as long. */
const bytesOf = (value: object): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** Size of a state as it is stored, in UTF-8. */
export const sizeOf = (state: StreamState): number => bytesOf(state);

/** Whether an account has so much under way that this action is not begun. */
export const isFull = (state: StreamState, action: Action): boolean =>
  sizeOf(state) >= (isContainment(action) ? LAST_BYTES : FULL_BYTES);

/** Whether an account has so much under way that nothing is added to a recovery of this action. */
export const isTight = (state: StreamState, action: Action): boolean =>
  sizeOf(state) >= (isContainment(action) ? LAST_BYTES : TIGHT_BYTES);

export const isPlanTooLarge = (plan: Plan): boolean => bytesOf(plan) > PLAN_BYTES;

/** Whether a recovery with these proofs, or these countersignatures, takes one more. */
export const hasRoom = (state: StreamState, { action }: Recovery, records: readonly unknown[]): boolean =>
  records.length < MOST_RECORDS && !isTight(state, action);

/** Whether the record would make the account govern one more directory identity than a state holds. */
export const isOneIdentityTooMany = ({ governed }: StreamState, profile: AccountProfile): boolean =>
  !Object.hasOwn(governed, directoryIdentity(profile)) && Object.keys(governed).length >= MOST_GOVERNED;
