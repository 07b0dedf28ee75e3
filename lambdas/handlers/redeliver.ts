import { redeliver } from '../app/relay/redeliver.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { submitServices } from '../compose/ledger.ts';
import { callerServices } from '../compose/people.ts';
import { redeliveryServices } from '../compose/redeliver.ts';
import * as api from '../http/api/redeliver.ts';
import { command } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** HTTP API: people on duty repeat the effects of commits. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(submitServices, 'redeliver'),
  routes: {
    'POST /ledger/redeliver': command(
      api.redelivery,
      ({ actor, input, commandId }) => {
        const services = redeliveryServices();
        return redeliver(services, { actor, id: commandId(services.surroundings) }, api.redeliveryOf(input));
      },
      202,
    ),
  },
});
