import { type Instant, plusSeconds } from '../values/instant.ts';
import type { Recovery } from './state.ts';

/** How long a claim may be repeated under the same command, so that a lost answer is no lost credential. */
export const REPEAT_SECONDS = 300;

/**
 * Whether the credential of a recovery goes to whoever gave this claim. The ledger says so before anything is opened: granted, not
 * stopped, not past its end, and claimed by exactly this command, just now.
 */
export function mayHandOver({ status, stopped, grant }: Recovery, commandId: string, now: Instant): boolean {
  if (status !== 'granted' || stopped || grant === null || grant.claim === null) return false;
  const isInTime = now < grant.expiresAt && now <= plusSeconds(grant.claim.at, REPEAT_SECONDS);
  return isInTime && grant.claim.command === commandId;
}
