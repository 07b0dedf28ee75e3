import type * as z from 'zod/mini';
import { offersTo } from '../app/people/offers.ts';
import { giveCommand, given } from '../app/people/people-command.ts';
import type { Shape } from '../app/untrusted/schema.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { spokenWords } from '../compose/clients/secrets.ts';
import { countingServices } from '../compose/ledger.ts';
import { callerServices } from '../compose/people.ts';
import type { PeopleCommand } from '../core/recovery/state/commands.ts';
import { emergencyRoutes } from '../http/api/break-glass.ts';
import { delegationRoutes, offersQuery } from '../http/api/delegations.ts';
import { handoverBody, linkBody, subjectBody } from '../http/api/help.ts';
import * as api from '../http/api/recoveries.ts';
import * as work from '../http/api/work.ts';
import { command, type Operation, reading } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

const gives = <Schema extends z.ZodMiniType>(
  shape: Shape<Schema>,
  toCommand: (input: z.output<Schema>) => PeopleCommand,
): Operation =>
  command(shape, async ({ actor, parameter, input, commandId }) => {
    const services = { ...countingServices(), words: spokenWords() };
    const recovery = parameter('id');
    const id = commandId(services.surroundings);
    const order = { recovery, id, actor, via: 'recoveryCommands', command: toCommand(input) } as const;
    return given(recovery, await giveCommand(services, order));
  });

/** HTTP API: people's commands on a recovery. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(countingServices, 'recoveryCommands'),
  routes: {
    ...delegationRoutes(countingServices),
    ...emergencyRoutes(countingServices),
    'GET /recoveries/{id}/offers': reading(offersQuery, ({ actor, parameter, input }) =>
      offersTo(countingServices(), actor, { id: parameter('id'), inPlaceOf: input.for }),
    ),
    'POST /recoveries/{id}/proofs': gives(api.recordProof, ({ reference = null, ...proof }) => ({
      type: 'RecordProof',
      ...proof,
      reference,
    })),
    'POST /recoveries/{id}/bindings': gives(api.proofBinding, (input) => ({ type: 'BindProof', ...input })),
    'POST /recoveries/{id}/countersignatures': gives(api.countersignPlan, (input) => ({
      type: 'CountersignPlan',
      ...input,
    })),
    'POST /recoveries/{id}/rejections': gives(api.rejectPlan, (input) => ({ type: 'RejectPlan', ...input })),
    'POST /recoveries/{id}/revisions': gives(api.reviseRequest, (input) => ({ type: 'ReviseRequest', ...input })),
    'POST /recoveries/{id}/links': gives(linkBody, (input) => ({ type: 'SendLink', ...input })),
    'POST /recoveries/{id}/handovers': gives(handoverBody, (input) => ({ type: 'HandOver', ...input })),
    'POST /recoveries/{id}/stops': gives(api.stopRecovery, (input) => ({ type: 'StopRecovery', ...input })),
    'POST /recoveries/{id}/subject-answers': gives(subjectBody, (input) => ({ type: 'AnswerAsSubject', ...input })),
    'POST /recoveries/{id}/work': gives(work.reportWork, (input) => ({ type: 'ReportWork', ...input })),
    'POST /recoveries/{id}/work-confirmations': gives(work.confirmWork, (input) => ({ type: 'ConfirmWork', ...input })),
    'POST /recoveries/{id}/reviews': gives(api.reviewRecovery, (input) => ({ type: 'ReviewRecovery', ...input })),
  },
});
