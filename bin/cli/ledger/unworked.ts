import { type Commit, stateWith } from '../../../lambdas/core/audit/commit.ts';
import { isByHand, workAt } from '../../../lambdas/core/recovery/state/by-hand.ts';
import { findRecovery, INITIAL, type Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import type { WorkStage } from '../../../lambdas/core/recovery/state/work.ts';
import type { Unsigned } from './statements.ts';

const ENDS: Readonly<Record<string, WorkStage>> = { GrantIssued: 'perform', RevocationConfirmed: 'revoke' };

/**
 * The numbers of the commits by which a grant began, or ended, that people give and take by hand, although no two operators had signed for it: a
 * captured function of the workflow or of the timers writes either. Statements that do not hold count for nothing.
 */
export function unworkedIn(counting: readonly Commit[], unsigned: readonly Unsigned[]): readonly number[] {
  const spoilt = new Set(unsigned.flatMap(({ seq, flaw }) => (flaw === 'record-missing' ? [] : [seq])));
  const found: number[] = [];
  let state = INITIAL;
  for (const commit of counting) {
    const recovery = commit.recovery === null ? undefined : findRecovery(state, commit.recovery);
    const stages = commit.events.flatMap(({ type }) => ENDS[type] ?? []);
    if (recovery !== undefined && stages.some((stage) => !isWorked(recovery, stage, spoilt))) found.push(commit.seq);
    state = stateWith(state, commit);
  }
  return found;
}

/** Whether two people signed for it; a grant that a newer one replaced leaves nothing to end. */
function isWorked(recovery: Recovery, stage: WorkStage, spoilt: ReadonlySet<number>): boolean {
  if (!isByHand(recovery) || (stage === 'revoke' && recovery.grant?.supersededBy != null)) return true;
  const { operator, earlier = [], signedIn, confirmation = null } = workAt(recovery, stage) ?? {};
  if (operator === undefined || confirmation === null || [operator, ...earlier].includes(confirmation.by)) return false;
  return [signedIn, confirmation.signedIn].every((seq) => seq !== undefined && !spoilt.has(seq));
}

export const unworkedInWords = (account: string, seq: number): string =>
  `  commit ${seq} of \`${account}\`: nothing shows that two operators did this by hand (unworked). Suspect the functions of the workflow’s and the timers’ families.\n`;
