import { canonical } from '../values/hash.ts';
import type { StreamState } from './state.ts';

/**
 * Bytes of a state from which on nothing is opened and nothing is asked any more. What is under way goes on: it adds a plan and a few
 * records to each recovery, far less than what is left of the 400 KB of a DynamoDB item.
 */
export const FULL_BYTES = 200 * 1024;

/** What DynamoDB takes for one item, names and all other attributes included. */
export const ITEM_BYTES = 400 * 1024;

/** Size of a state as it is stored, in UTF-8. */
export const sizeOf = (state: StreamState): number => new TextEncoder().encode(canonical(state)).length;

/** Whether an account has so much under way that nothing more is begun. */
export const isFull = (state: StreamState): boolean => sizeOf(state) >= FULL_BYTES;
