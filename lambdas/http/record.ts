import { API_STREAM, refuseIntake, refuseOnPage } from '../app/ledger/refuse-intake.ts';
import type { SubmitServices } from '../app/ledger/submit.ts';
import type { Problem } from '../app/problem.ts';
import type { FunctionName } from '../contract/functions.ts';
import type { Actor } from '../core/recovery/state/commands.ts';
import type { HttpEvent } from './event.ts';

/** Records a refusal by a function of the API: under the account that it concerns, or under `source:api`. */
export const recordAtApi =
  (services: () => SubmitServices, via: FunctionName) =>
  async ({ stream, code }: Problem, { caller, routeKey }: HttpEvent): Promise<void> => {
    // Without a valid token nobody is identified, so the API itself is the actor.
    const actor: Actor = caller?.actor ?? { by: 'ticket-system', source: 'api' };
    const origin = { via, channel: 'api', desk: null, ticket: null };
    await refuseIntake(services(), { stream: stream ?? API_STREAM, code, facts: { route: routeKey }, actor, origin });
  };

/** Records a refusal by a function of the requester's page: on the stream of its live recovery, or not at all (rule 17). */
export const recordAtPage =
  (services: () => SubmitServices, via: FunctionName) =>
  ({ code }: Problem, { pathParameters, routeKey }: HttpEvent): Promise<void> =>
    refuseOnPage(services(), { recovery: pathParameters?.['id'] ?? '', code, facts: { route: routeKey }, via });
