import { findColleagues, findPeople } from '../app/people/finding.ts';
import { listReadable } from '../app/people/listing.ts';
import { assertRole, assertStaff, readCommits, readKeys, showRecovery } from '../app/people/reading.ts';
import { contactsFor } from '../app/proving/call-back.ts';
import { apiHandler } from '../compose/api-handler.ts';
import { spokenWords } from '../compose/clients/secrets.ts';
import { readingServices } from '../compose/ledger.ts';
import { callerServices, findingServices, people, populationPlaces, putAsideServices } from '../compose/people.ts';
import { searchBody } from '../http/api/help.ts';
import { overviewRoutes } from '../http/api/overview-routes.ts';
import { listQuery, pageOf, readStream, showQuery } from '../http/api/records.ts';
import { listRecoveries, nothing } from '../http/api/recoveries.ts';
import { command, reading } from '../http/operation.ts';

/** HTTP API: reads recoveries, held tickets and the ledger. Changes nothing, so refusals are not recorded. */
export const handler = apiHandler({
  callers: callerServices,
  routes: {
    ...overviewRoutes(() => ({
      ...{ ...readingServices(), ...findingServices(), ...putAsideServices() },
      ...{ people: people(), population: populationPlaces() },
    })),
    'POST /accounts/searches': command(searchBody, ({ actor, input }) =>
      findPeople(findingServices(), actor, input.words),
    ),
    'POST /people/searches': command(searchBody, ({ actor, input }) =>
      findColleagues(findingServices(), actor, input.words),
    ),
    'GET /recoveries': reading(listRecoveries, ({ actor, input }) => {
      assertStaff(actor);
      return listReadable(readingServices(), actor, { which: input.which, ...pageOf(input) });
    }),
    'GET /recoveries/{id}': reading(showQuery, ({ actor, parameter, input }) =>
      showRecovery({ ...readingServices(), ...findingServices(), words: spokenWords() }, actor, {
        id: parameter('id'),
        ...input,
      }),
    ),
    'GET /recoveries/{id}/contacts': reading(nothing, ({ actor, parameter }) =>
      contactsFor(readingServices(), actor, parameter('id')),
    ),
    'GET /tickets': reading(listQuery, ({ actor, input }) => {
      assertRole(actor, 'agent', 'admin');
      return readingServices().views.heldTickets(pageOf(input));
    }),
    'GET /keys': reading(nothing, ({ actor }) => {
      assertRole(actor, 'auditor', 'admin');
      return readKeys(readingServices());
    }),
    'GET /ledger': reading(listQuery, ({ actor, input }) => {
      assertRole(actor, 'auditor', 'admin');
      return readingServices().views.heads(pageOf(input));
    }),
    'GET /ledger/{account+}': reading(readStream, ({ actor, parameter, input }) => {
      assertRole(actor, 'auditor', 'admin');
      return readCommits(readingServices(), parameter('account'), input);
    }),
  },
});
