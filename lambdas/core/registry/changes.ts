import { isSame } from '../values/same.ts';
import type { AccountProfile } from './account.ts';

/** What of an account another record of it has changed: how people are reached, or anything else. */
export type ProfileChange = 'contacts' | 'record';

/** What people are told of when a record is confirmed; undefined where nothing is another. A first record changes nothing that anybody knows. */
export function changeOf(before: AccountProfile | null, after: AccountProfile | null): ProfileChange | undefined {
  if (before === null || after === null || isSame(before, after)) return undefined;
  return isSame(before.contacts, after.contacts) ? 'record' : 'contacts';
}
