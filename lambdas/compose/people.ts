import { DynamoDbPeople } from '../adapters/dynamodb/people.ts';
import { OidcTokenVerifier } from '../adapters/oidc/token-verifier.ts';
import { ENV } from '../contract/environment.ts';
import type { SignIn } from '../contract/sign-in.ts';
import { ASSURANCES, type Assurance } from '../core/registry/account.ts';
import type { CallerServices } from '../http/actor.ts';
import type { People, TokenVerifier } from '../ports/workspace.ts';
import { dynamo } from './clients.ts';
import { environment, once, optionalEnvironment } from './environment.ts';

/** Finds people who sign in or are named in a ticket. */
export const people = /* @__PURE__ */ once((): People => new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)));

/** Cognito's claim for the groups of a user. */
const COGNITO_GROUPS = 'cognito:groups';

/** One factor when nothing valid is set. */
function issuerAssurance(): Assurance {
  const level = Number(optionalEnvironment(ENV.issuerAssurance) ?? 1);
  return ASSURANCES.find((one) => one === level) ?? 1;
}

/** How people sign in here. */
export const signIn = /* @__PURE__ */ once(
  (): SignIn => ({
    issuer: environment(ENV.issuer),
    clientId: environment(ENV.signInClient),
    scopes: environment(ENV.signInScopes),
    assurance: issuerAssurance(),
    origins: environment(ENV.signInOrigins).split(' '),
  }),
);

/** Verifies tokens of the deployment's issuer; its keys are read once and cached. */
export const tokens = /* @__PURE__ */ once(
  (): TokenVerifier =>
    new OidcTokenVerifier({
      issuer: environment(ENV.issuer),
      audience: environment(ENV.audience).split(' '),
    }),
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
