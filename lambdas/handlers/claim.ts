import { claimGrant } from '../runtime/api/recoveries.ts';
import { claimCredential } from '../runtime/claim.ts';
import { claimServices } from '../runtime/compose/claim.ts';
import { callerServices } from '../runtime/compose/people.ts';
import { command } from '../runtime/http/operation.ts';
import { recordAtApi } from '../runtime/http/record.ts';
import { httpHandler } from '../runtime/http/stack.ts';

/** HTTP API: hands a sealed credential to the requester, once. */
export const handler = httpHandler({
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
