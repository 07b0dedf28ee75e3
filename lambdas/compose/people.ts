import { DynamoDbLookAlikes } from '../adapters/dynamodb/look-alikes.ts';
import { DynamoDbMembers } from '../adapters/dynamodb/members.ts';
import { DynamoDbPeople } from '../adapters/dynamodb/people.ts';
import { DynamoDbPopulationPlaces } from '../adapters/dynamodb/population-places.ts';
import { DynamoDbStoppedStreams, DynamoDbUnsentNotices } from '../adapters/dynamodb/put-aside.ts';
import { DynamoDbReceipts } from '../adapters/dynamodb/receipts.ts';
import { OidcTokenVerifier } from '../adapters/oidc/token-verifier.ts';
import type { FindingServices } from '../app/people/finding.ts';
import type { PutAsideServices } from '../app/people/put-aside.ts';
import type { ReceiptServices } from '../app/people/receipts.ts';
import { ENV } from '../contract/environment.ts';
import type { CallerServices } from '../http/actor.ts';
import type { PopulationPlaces } from '../ports/population.ts';
import type { People, TokenVerifier } from '../ports/workspace.ts';
import { dynamo } from './clients/clients.ts';
import { environment, once, optionalEnvironment } from './clients/environment.ts';
import { verifiedLedger } from './ledger.ts';
import { issuerAssurance } from './sign-in.ts';

/** Finds people who sign in or are named in a ticket. */
export const people = /* @__PURE__ */ once((): People => new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)));

/** Cognito's claim for the groups of a user. */
const COGNITO_GROUPS = 'cognito:groups';

/** Verifies tokens of the deployment's issuer; its keys are read once and cached. */
export const tokens = /* @__PURE__ */ once(
  (): TokenVerifier =>
    new OidcTokenVerifier({
      issuer: environment(ENV.issuer),
      audience: environment(ENV.audience).split(' '),
    }),
);

/** For agents who look for whoever called. */
export const findingServices = /* @__PURE__ */ once(
  (): FindingServices => ({
    ledger: verifiedLedger(),
    lookAlikes: new DynamoDbLookAlikes(dynamo(), environment(ENV.workspaceTable)),
    members: new DynamoDbMembers(dynamo(), environment(ENV.workspaceTable)),
  }),
);

/** For people on duty and auditors who look for what was put aside. */
export const putAsideServices = /* @__PURE__ */ once((): PutAsideServices & Pick<ReceiptServices, 'receipts'> => ({
  receipts: new DynamoDbReceipts(dynamo(), environment(ENV.workspaceTable)),
  stoppedStreams: new DynamoDbStoppedStreams(dynamo(), environment(ENV.workspaceTable)),
  unsentNotices: new DynamoDbUnsentNotices(dynamo(), environment(ENV.workspaceTable)),
}));

/** For administrators who look at what directories of record say. */
export const populationPlaces = /* @__PURE__ */ once(
  (): PopulationPlaces => new DynamoDbPopulationPlaces(dynamo(), environment(ENV.workspaceTable)),
);

/** For every function that people call. */
export const callerServices = /* @__PURE__ */ once(
  (): CallerServices => ({
    tokens: tokens(),
    people: people(),
    groupsClaim: optionalEnvironment(ENV.groupsClaim) ?? COGNITO_GROUPS,
    issuerAssurance: issuerAssurance(),
  }),
);
