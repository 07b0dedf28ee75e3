import { giveIncident } from '../app/people/break-glass.ts';
import { takeLowering, takeSuspicion, takeThreat } from '../app/people/warnings.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { signingServices, submitServices } from '../compose/ledger.ts';
import { callerServices } from '../compose/people.ts';
import { incidentBody, incidentEnd } from '../http/api/break-glass.ts';
import * as api from '../http/api/warnings.ts';
import { command } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** HTTP API: staff and machines suspect a caller; people on duty raise and lower the threat level, and declare incidents. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(submitServices, 'warnings'),
  routes: {
    'POST /suspicions': command(api.suspicionBody, ({ actor, input, commandId }) => {
      const services = submitServices();
      const { recovery = null, account = null, reason } = input;
      const id = commandId(services.surroundings);
      return takeSuspicion(services, { actor, id }, { recovery, account, reason });
    }),
    'POST /threats': command(api.threatBody, ({ actor, input, commandId }) => {
      const services = signingServices();
      const { account = null, desk = null, drain = false, until, reason, signed } = input;
      const threat = { account, desk, drain, until, reason, signed };
      return takeThreat(services, { actor, id: commandId(services.surroundings) }, threat);
    }),
    'POST /threats/lowerings': command(api.loweringBody, ({ actor, input, commandId }) => {
      const services = signingServices();
      const { threat, account = null, signed } = input;
      return takeLowering(services, { actor, id: commandId(services.surroundings) }, { threat, account, signed });
    }),
    'POST /incidents': command(incidentBody, ({ actor, input, commandId }) => {
      const services = signingServices();
      return giveIncident(
        services,
        { actor, id: commandId(services.surroundings) },
        { type: 'DeclareIncident', ...input },
      );
    }),
    'POST /incidents/ends': command(incidentEnd, ({ actor, input, commandId }) => {
      const services = signingServices();
      return giveIncident(services, { actor, id: commandId(services.surroundings) }, { type: 'EndIncident', ...input });
    }),
  },
});
