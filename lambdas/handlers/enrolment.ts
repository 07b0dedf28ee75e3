import { enrolAuthenticator, offerAuthenticator } from '../app/enrolment/enrol.ts';
import { listMine } from '../app/enrolment/mine.ts';
import * as manage from '../app/enrolment/owner.ts';
import { callerIn } from '../app/intake/open-recovery.ts';
import { callsTo, reportAsOwner } from '../app/proving/calls.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { pseudonyms } from '../compose/intake.ts';
import { callerServices } from '../compose/people.ts';
import { enrolmentServices, mineServices } from '../compose/proving.ts';
import * as calls from '../http/api/calls.ts';
import * as api from '../http/api/enrolment.ts';
import { nothing } from '../http/api/recoveries.ts';
import { command, reading, removing } from '../http/operation.ts';
import { recordAtApi } from '../http/record.ts';

/** HTTP API: an account's owner, signed in, enrols authenticators for the day when they cannot sign in. */
export const handler = apiHandler({
  callers: callerServices,
  record: recordAtApi(enrolmentServices, 'enrolment'),
  routes: {
    'GET /me/accounts': reading(nothing, ({ actor }) => listMine(mineServices(), actor)),
    'GET /me/calls': reading(nothing, ({ actor }) => callsTo(enrolmentServices(), actor)),
    'POST /me/calls/reports': command(calls.ownReport, ({ actor, input, commandId }) => {
      const services = { ...enrolmentServices(), members: mineServices().members, pseudonyms: pseudonyms() };
      const { call, caller } = input;
      const order = { actor, id: commandId(services.surroundings) };
      return reportAsOwner(services, order, { call, number: callerIn(caller) });
    }),
    'GET /me/authenticators': reading(api.ofAccount, ({ actor, input }) =>
      manage.listEnrolled(enrolmentServices(), { actor, ...input }),
    ),
    'POST /me/authenticators/offers': command(api.offer, ({ actor, input }) =>
      offerAuthenticator(enrolmentServices(), { actor, ...input }),
    ),
    'POST /me/authenticators': command(api.enrol, ({ actor, input, commandId }) => {
      const services = enrolmentServices();
      return enrolAuthenticator(
        services,
        { actor, account: input.account, id: commandId(services.surroundings) },
        input,
      );
    }),
    'DELETE /me/authenticators/{id}': removing(api.ofAccount, ({ actor, input, parameter, commandId }) => {
      const services = enrolmentServices();
      const owner = { actor, account: input.account, id: commandId(services.surroundings) };
      return manage.removeAuthenticator(services, owner, parameter('id'));
    }),
    'POST /me/recovery-contacts': command(api.nameContact, ({ actor, input, commandId }) => {
      const services = { ...enrolmentServices(), people: callerServices().people };
      const owner = { actor, account: input.account, id: commandId(services.surroundings) };
      return manage.nameRecoveryContact(services, owner, input.person);
    }),
    'DELETE /me/recovery-contacts/{id}': removing(api.ofAccount, ({ actor, input, parameter, commandId }) => {
      const services = enrolmentServices();
      const owner = { actor, account: input.account, id: commandId(services.surroundings) };
      return manage.removeRecoveryContact(services, owner, parameter('id'));
    }),
  },
});
