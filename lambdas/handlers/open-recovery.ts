import { openRecovery } from '../runtime/api/recoveries.ts';
import { callerServices, people } from '../runtime/compose/people.ts';
import { pseudonyms } from '../runtime/compose/pseudonyms.ts';
import { submitServices } from '../runtime/compose/submit.ts';
import { command } from '../runtime/http/operation.ts';
import { recordAtApi } from '../runtime/http/record.ts';
import { httpHandler } from '../runtime/http/stack.ts';
import { openForPerson } from '../runtime/open-recovery.ts';
import { callerIn } from '../runtime/traces.ts';

/** HTTP API: opens a recovery for somebody signed in, or for the person whom they help. */
export const handler = httpHandler({
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
