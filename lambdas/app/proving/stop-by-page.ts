import type { StopWarrant } from '../../core/proofing/challenge.ts';
import type { Secret } from '../../ports/secret.ts';
import type { StopTokens } from '../../ports/stop-tokens.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { findIn, standingAfter, submitFor, type Visit } from './visit.ts';

/** By the token of a notice, or by a challenge that was answered rightly. */
export type StopBy = { readonly token: Secret } | { readonly challenge: string };

export interface StopServices extends SubmitServices {
  readonly stopTokens: StopTokens;
}

/** What the ledger says of a stop by somebody who is not signed in: theirs are no words that anybody could have written. */
const REASON = 'the person who was told of it says that it was not them';

/**
 * Stops a recovery for somebody who was told of it (rule 11). Throws `stop-unproved`, recorded, for a token that is not of this recovery, and
 * `recovery-ended` of one that has ended, whatever the token: nobody finds out by it that there was one.
 */
export async function stopByPage(services: StopServices, visit: Visit & { readonly by: StopBy }) {
  const { stream, recovery } = await findIn(services, visit.recovery);
  const warrant = await warrantOf(services, visit);
  if (recovery === undefined) throw refusalProblem({ code: 'recovery-ended', facts: {} }, { recorded: true });
  if (warrant === undefined) throw refusalProblem({ code: 'stop-unproved', facts: {} }, { stream });
  const command = { type: 'StopRecovery', reason: REASON, warrant } as const;
  return standingAfter(visit.recovery, await submitFor(services, visit, { stream, command }));
}

async function warrantOf(
  { stopTokens }: StopServices,
  { recovery, by }: Visit & { readonly by: StopBy },
): Promise<StopWarrant | undefined> {
  if ('challenge' in by) return { by: 'challenge', challenge: by.challenge };
  return (await stopTokens.isOf(by.token, recovery)) ? { by: 'stop-token' } : undefined;
}
