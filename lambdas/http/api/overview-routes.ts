import { incidentsNow } from '../../app/people/break-glass.ts';
import { type DelegationServices, delegationsOf } from '../../app/people/delegations.ts';
import { readPolicy } from '../../app/people/policy-text.ts';
import { type FindingsServices, populationFindings, proposedRecords } from '../../app/people/population.ts';
import { type PutAsideServices, putAside } from '../../app/people/put-aside.ts';
import { assertRole, assertStaff, type ReadingServices } from '../../app/people/reading.ts';
import { type ReceiptServices, receiptsOf } from '../../app/people/receipts.ts';
import { assertReadsAll, type SearchServices, searchRecoveries } from '../../app/people/searching.ts';
import { signingOfOwn } from '../../app/people/signing.ts';
import { frozenAccounts, openProposals, type ProposalServices, proposalsOf } from '../../app/people/standing.ts';
import { historyOf, type WaitingServices, waitingFor } from '../../app/people/waiting.ts';
import { threatsNow } from '../../app/people/warnings.ts';
import { type Operation, reading } from '../operation.ts';
import { searchQuery } from './overviews.ts';
import { receiptsQuery } from './receipts.ts';
import { listQuery, pageOf, readStream } from './records.ts';
import { nothing } from './recoveries.ts';
import { threatsQuery } from './warnings.ts';

type Services = ReadingServices &
  SearchServices &
  WaitingServices &
  DelegationServices &
  ProposalServices &
  PutAsideServices &
  ReceiptServices &
  FindingsServices;

/** The routes that show many recoveries together, or what counts for many, with their services. */
export const overviewRoutes = (services: () => Services): Readonly<Record<string, Operation>> => ({
  'GET /me/parts': reading(nothing, async ({ actor }) => {
    const { person, nature, assurance, roles, groups, desks } = actor;
    return { person, nature, assurance, roles, groups, desks };
  }),
  'GET /me/signing': reading(nothing, ({ actor }) => signingOfOwn(services(), actor)),
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
  'GET /delegations': reading(nothing, ({ actor }) => delegationsOf(services(), actor)),
  'GET /waiting': reading(nothing, ({ actor }) => waitingFor(services(), actor)),
  'GET /recoveries/{id}/history': reading(nothing, ({ actor, parameter }) =>
    historyOf(services(), actor, parameter('id')),
  ),
  'GET /alerts': reading(listQuery, ({ actor, input }) => {
    assertReadsAll(actor);
    return services().views.alerts(pageOf(input));
  }),
  'GET /receipts': reading(receiptsQuery, ({ actor, input }) =>
    receiptsOf(services(), actor, { ...pageOf(input), ...(input.month === undefined ? {} : { month: input.month }) }),
  ),
  'GET /put-aside': reading(nothing, ({ actor }) => putAside(services(), actor)),
  'GET /freezes': reading(listQuery, ({ actor, input }) => frozenAccounts(services(), actor, pageOf(input))),
  'GET /registry/findings': reading(nothing, ({ actor }) => populationFindings(services(), actor)),
  'GET /registry/findings/{source}/records': reading(readStream, ({ actor, parameter, input }) =>
    proposedRecords(services(), actor, { source: parameter('source'), ...input }),
  ),
  'GET /registry/proposals': reading(listQuery, ({ actor, input }) => openProposals(services(), actor, pageOf(input))),
  'GET /registry/proposals/{stream+}': reading(nothing, ({ actor, parameter }) =>
    proposalsOf(services(), actor, parameter('stream')),
  ),
});
