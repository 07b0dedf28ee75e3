import type * as z from 'zod/mini';
import type { PeopleCommand } from '../core/recovery/commands.ts';
import * as api from '../runtime/api/recoveries.ts';
import { callerServices } from '../runtime/compose/people.ts';
import { planningServices } from '../runtime/compose/planning.ts';
import { command, type Operation } from '../runtime/http/operation.ts';
import { recordAtApi } from '../runtime/http/record.ts';
import { httpHandler } from '../runtime/http/stack.ts';
import { giveCommand, given } from '../runtime/people-command.ts';

const gives = <Schema extends z.ZodMiniType>(
  schema: Schema,
  toCommand: (input: z.output<Schema>) => PeopleCommand,
): Operation =>
  command(schema, async ({ actor, parameter, input, commandId }) => {
    const services = planningServices();
    const recovery = parameter('id');
    const id = commandId(services.surroundings);
    const order = { recovery, id, actor, via: 'recoveryCommands', command: toCommand(input) } as const;
    return given(recovery, await giveCommand(services, order));
  });

/** HTTP API: what people do to a recovery. */
export const handler = httpHandler({
  callers: callerServices,
  record: recordAtApi(planningServices, 'recoveryCommands'),
  routes: {
    'POST /recoveries/{id}/proofs': gives(api.recordProof, ({ reference = null, ...proof }) => ({
      type: 'RecordProof',
      ...proof,
      reference,
    })),
    'POST /recoveries/{id}/countersignatures': gives(api.countersignPlan, (input) => ({
      type: 'CountersignPlan',
      ...input,
    })),
    'POST /recoveries/{id}/rejections': gives(api.rejectPlan, (input) => ({ type: 'RejectPlan', ...input })),
    'POST /recoveries/{id}/revisions': gives(api.reviseRequest, (input) => ({ type: 'ReviseRequest', ...input })),
    'POST /recoveries/{id}/stops': gives(api.stopRecovery, (input) => ({ type: 'StopRecovery', ...input })),
    'POST /recoveries/{id}/reviews': gives(api.reviewRecovery, (input) => ({ type: 'ReviewRecovery', ...input })),
  },
});
