import type { Context } from 'aws-lambda';
import { type Swept, sweepDueGrants } from '../app/workflow/sweep.ts';
import { executionServices } from '../compose/workflow.ts';

/** Schedule: revokes grants past their end that are not confirmed gone, as many as its time allows; the next run takes the rest. */
export const handler = (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Swept> =>
  sweepDueGrants(executionServices(), () => context.getRemainingTimeInMillis());
