import { EntraAppSecrets } from '../adapters/connectors/entra/app-secrets.ts';
import { GoogleAccountKeys } from '../adapters/connectors/google-workspace/account-keys.ts';
import { GOOGLE_IAM_API, Google } from '../adapters/connectors/google-workspace/google.ts';
import { OktaAppKeys } from '../adapters/connectors/okta/app-keys.ts';
import { OktaAppSecrets } from '../adapters/connectors/okta/app-secrets.ts';
import { APP_SCOPES, Okta } from '../adapters/connectors/okta/okta.ts';
import type { ApiKeySystem } from '../app/workflow/api-key.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { entraRotator } from './entra-rotator.ts';
import { googleAccount, googleAccountOf } from './google-account.ts';
import { issuedKeySystem } from './issued-keys.ts';
import { oktaApplication, oktaApplicationOf } from './okta-application.ts';
import { pendingOf } from './pending.ts';

// Makes and removes secrets and keys of applications and service accounts. `rotation.ts` loads this file with the first of their secrets.

export function entraAppSystem(app: string, secret: string): ApiKeySystem {
  const { tenant, graph } = entraRotator();
  return issuedKeySystem(new EntraAppSecrets({ tenant, app, secret, graph }), secret);
}

export const oktaAppSystem = (app: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new OktaAppSecrets({ app, secret, ...oktaRotator() }), secret);

export const oktaAppKeySystem = (app: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new OktaAppKeys({ app, secret, ...oktaRotator() }), secret);

export function googleAccountSystem(account: string, secret: string): ApiKeySystem {
  const own = environment(ENV.googleSecret);
  const signsIn = {
    account: googleAccount({ secret: own }),
    successor: pendingOf(own, (value) => googleAccountOf(value)),
  };
  const google = new Google({ api: GOOGLE_IAM_API, ...signsIn });
  return issuedKeySystem(new GoogleAccountKeys({ account, secret, google }), secret);
}

/** The org, as the service app that changes credentials of others, and its own. */
function oktaRotator(): { readonly org: string; readonly okta: Okta } {
  const [org, clientId, secret] = [environment(ENV.oktaOrg), environment(ENV.oktaClient), environment(ENV.oktaSecret)];
  const signsIn = {
    application: oktaApplication({ clientId, secret }),
    successor: pendingOf(secret, (value) => oktaApplicationOf(clientId, value)),
  };
  return { org, okta: new Okta({ org, scopes: APP_SCOPES, ...signsIn }) };
}
