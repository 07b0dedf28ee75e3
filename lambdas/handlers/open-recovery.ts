import { callerIn, openForPerson } from '../app/intake/open-recovery.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { pseudonyms } from '../compose/intake.ts';
import { submitServices } from '../compose/ledger.ts';
import { callerServices, people } from '../compose/people.ts';
import { openRecovery } from '../http/api/recoveries.ts';
import { command } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** HTTP API: opens a recovery for a signed-in person, or for somebody whom they help. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(submitServices, 'openRecovery'),
  routes: {
    'POST /recoveries': command(
      openRecovery,
      async ({ actor, input, network, commandId }) => {
        const services = { ...submitServices(), people: people(), pseudonyms: pseudonyms() };
        const { requester = null, desk = null, ticket = null, requestedSeconds = null } = input;
        const id = commandId(services.surroundings);
        const caller = callerIn(input.caller);
        const asked = { ...input, requester, desk, ticket, requestedSeconds, caller, network };
        return openForPerson(services, { ...asked, id, actor });
      },
      202,
    ),
  },
});
