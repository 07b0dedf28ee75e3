import { step, TaskError } from '../app/workflow/workflow-step.ts';
import { submitServices } from '../compose/ledger.ts';
import type { RecoveryRef } from '../contract/workflow.ts';

/** Workflow task: closes a recovery whose grant is gone and whose review is done. An ended recovery counts as closed. */
export async function handler(input: RecoveryRef): Promise<void> {
  const { refusal } = await step(submitServices(), input, { type: 'CloseRecovery' });
  if (refusal !== null && refusal.code !== 'recovery-ended') throw new TaskError('notDue', `refused: ${refusal.code}`);
}
