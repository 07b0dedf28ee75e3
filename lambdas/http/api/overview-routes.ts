import { incidentsNow } from '../../app/people/break-glass.ts';
import { readPolicy } from '../../app/people/policy-text.ts';
import { assertRole, assertStaff, type ReadingServices } from '../../app/people/reading.ts';
import { type SearchServices, searchRecoveries } from '../../app/people/searching.ts';
import { threatsNow } from '../../app/people/warnings.ts';
import { type Operation, reading } from '../operation.ts';
import { searchQuery } from './overviews.ts';
import { nothing } from './recoveries.ts';
import { threatsQuery } from './warnings.ts';

type Services = ReadingServices & SearchServices;

/** The routes that show many recoveries together, or what counts for many, with their services. */
export const overviewRoutes = (services: () => Services): Readonly<Record<string, Operation>> => ({
  'GET /me/parts': reading(nothing, async ({ actor }) => {
    const { person, nature, assurance, roles, groups, desks } = actor;
    return { person, nature, assurance, roles, groups, desks };
  }),
  'GET /search': reading(searchQuery, ({ actor, input }) => searchRecoveries(services(), actor, input)),
  'GET /policies/{digest}': reading(nothing, ({ actor, parameter }) => {
    assertRole(actor, 'auditor', 'admin', 'on-duty');
    return readPolicy(services(), parameter('digest'));
  }),
  'GET /threats': reading(threatsQuery, ({ actor, input }) => {
    assertStaff(actor);
    const { ledger, surroundings } = services();
    return threatsNow({ ledger }, input.account ?? null, surroundings.now());
  }),
  'GET /incidents': reading(nothing, ({ actor }) => {
    assertStaff(actor);
    const { ledger, surroundings } = services();
    return incidentsNow({ ledger }, surroundings.now());
  }),
});
