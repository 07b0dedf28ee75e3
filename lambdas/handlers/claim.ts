import { claimCredential } from '../app/people/people-command.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { callerServices } from '../compose/people.ts';
import { claimServices } from '../compose/proving.ts';
import { claimGrant } from '../http/api/recoveries.ts';
import { command } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** HTTP API: hands a boxed credential to the requester, once. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(claimServices, 'claim'),
  routes: {
    'POST /recoveries/{id}/claims': command(claimGrant, async ({ actor, parameter, commandId }) => {
      const services = claimServices();
      const recovery = parameter('id');
      const credential = await claimCredential(services, { recovery, actor, id: commandId(services.surroundings) });
      return { recovery, credential: credential.reveal() };
    }),
  },
});
