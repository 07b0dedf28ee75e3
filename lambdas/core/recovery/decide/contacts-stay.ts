import { type AccountProfile, yieldsCredential } from '../../registry/account.ts';
import { reliedChanges } from '../../registry/changes.ts';
import type { Instant } from '../../values/instant.ts';
import { refuse } from '../state/decision.ts';
import type { Refused } from '../state/situation.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/**
 * No reset and change of contacts at once (rule 15): whoever was just given access to an account does not also decide where its codes go. Undefined
 * for a record that leaves the contacts alone, and once no grant may still give access.
 */
export function whyContactsStay(
  { profile: { current }, recoveries }: StreamState,
  wanted: AccountProfile | undefined,
  now: Instant,
): Refused | undefined {
  if (wanted === undefined || !reliedChanges(current, wanted, now).includes('contacts')) return undefined;
  const giving = Object.values(recoveries).find(mayGive);
  return giving === undefined ? undefined : refuse('grant-lasts', { recovery: giving.id, status: giving.status });
}

/** Whether somebody has, or is about to get, a credential of the account by this recovery. */
const mayGive = ({ action, status }: Recovery): boolean =>
  yieldsCredential(action) && ['executing', 'granted', 'revoking', 'revocation-overdue'].includes(status);
