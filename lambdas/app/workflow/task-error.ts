import { TASK_ERRORS } from '../../contract/workflow.ts';

/** An error that the state machine retries or catches by its name. */
export class TaskError extends Error {
  constructor(kind: keyof typeof TASK_ERRORS, message: string) {
    super(message);
    this.name = TASK_ERRORS[kind];
  }
}
