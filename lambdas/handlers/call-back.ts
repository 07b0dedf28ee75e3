import { callBack, readBack } from '../app/proving/call-back.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { callerServices } from '../compose/people.ts';
import { callBackServices } from '../compose/proving.ts';
import * as api from '../http/api/proofing.ts';
import { type CheckedRequest, command } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** The actor, the recovery and the command's name. */
const visitOf = ({ actor, parameter, commandId }: Omit<CheckedRequest<unknown>, 'input'>) => ({
  ...{ actor, recovery: parameter('id'), via: 'callBack' },
  id: commandId(callBackServices().surroundings),
});

/** HTTP API: a verifier calls a registered number back. The only function with signed-in callers that sends codes. */
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
  },
});
