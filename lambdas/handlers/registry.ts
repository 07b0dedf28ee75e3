import { policyDifference } from '../app/people/policy-difference.ts';
import { checkPolicyText } from '../app/people/policy-file.ts';
import { confirm, propose } from '../app/people/registry.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { submitServices } from '../compose/ledger.ts';
import { callerServices } from '../compose/people.ts';
import { differenceServices, policyFileServices, registryServices } from '../compose/registry.ts';
import { policyFile } from '../http/api/differences.ts';
import { nothing } from '../http/api/recoveries.ts';
import * as api from '../http/api/registry.ts';
import { command, reading } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/**
 * HTTP API: registers accounts, people and the policy in force, under dual control. Strangers are refused: the bootstrap function names the
 * first two administrators.
 */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(submitServices, 'registry'),
  routes: {
    'GET /registry/differences/{digest}': reading(nothing, ({ actor, parameter }) =>
      policyDifference(differenceServices(), actor, parameter('digest')),
    ),
    'POST /registry/policy-checks': command(policyFile, ({ actor, input }) =>
      checkPolicyText(policyFileServices(), actor, input.text),
    ),
    'POST /registry/proposals': command(api.proposeChange, ({ actor, input, commandId }) => {
      const services = registryServices();
      return propose(services, { actor, id: commandId(services.surroundings) }, input);
    }),
    'POST /registry/confirmations': command(api.confirmChange, ({ actor, input, commandId }) => {
      const services = registryServices();
      return confirm(services, { actor, id: commandId(services.surroundings) }, input);
    }),
  },
});
