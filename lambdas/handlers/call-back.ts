import { callBack, readBack } from '../app/proving/call-back.ts';
import { answerCall, callsBy, openCall } from '../app/proving/calls.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { callerServices } from '../compose/people.ts';
import { callBackServices } from '../compose/proving.ts';
import * as calls from '../http/api/calls.ts';
import * as api from '../http/api/proofing.ts';
import { nothing } from '../http/api/recoveries.ts';
import { type CheckedRequest, command, reading } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** The actor, the recovery and the command's name. */
const visitOf = ({ actor, parameter, commandId }: Omit<CheckedRequest<unknown>, 'input'>) => ({
  ...{ actor, recovery: parameter('id'), via: 'callBack' },
  id: commandId(callBackServices().surroundings),
});

/** HTTP API: a verifier calls a registered number back, and an agent calls an owner. The only function with signed-in callers that sends codes. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(callBackServices, 'callBack'),
  routes: {
    'POST /recoveries/{id}/challenges': command(api.callBackOrder, ({ input, ...request }) =>
      callBack(callBackServices(), { ...visitOf(request), ...input }),
    ),
    'POST /recoveries/{id}/answers': command(api.readBackOrder, ({ input, ...request }) =>
      readBack(callBackServices(), { ...visitOf(request), ...input }),
    ),
    'GET /calls': reading(nothing, ({ actor }) => callsBy(callBackServices(), actor)),
    'POST /calls': command(calls.opening, ({ actor, input, commandId }) =>
      openCall(callBackServices(), { actor, id: commandId(callBackServices().surroundings) }, input),
    ),
    'POST /calls/{id}/answers': command(calls.answer, ({ actor, input, parameter, commandId }) => {
      const id = commandId(callBackServices().surroundings);
      return answerCall(callBackServices(), { actor, id }, { call: parameter('id'), ...input });
    }),
  },
});
