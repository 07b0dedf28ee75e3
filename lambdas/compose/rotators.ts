import { Graph } from '../adapters/connectors/entra/graph.ts';
import { clientSecretIn } from '../adapters/connectors/entra/own-secret.ts';
import { GOOGLE_IAM_API, Google } from '../adapters/connectors/google-workspace/google.ts';
import { APP_SCOPES, Okta, type OktaOptions } from '../adapters/connectors/okta/okta.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { entraApplication } from './entra-application.ts';
import { googleAccount, googleAccountOf } from './google-account.ts';
import { oktaApplication, oktaApplicationOf } from './okta-application.ts';
import { pendingOf } from './pending.ts';

// Whoever replaces the credentials of others at a vendor, and its own. The rotation function alone signs in as one.

/** Graph, as the application that changes the secrets and certificates of others. */
export function entraRotator(): { readonly tenant: string; readonly graph: Graph } {
  const [tenant, clientId, secret] = [
    environment(ENV.entraTenant),
    environment(ENV.entraClient),
    environment(ENV.entraSecret),
  ];
  const successor = pendingOf(secret, (value) => ({ tenant, clientId, clientSecret: clientSecretIn(value) }));
  return { tenant, graph: new Graph({ application: entraApplication({ tenant, clientId, secret }), successor }) };
}

/** The org, as the service app that changes credentials of others. */
export function oktaRotator(scopes: OktaOptions['scopes'] = APP_SCOPES): { readonly org: string; readonly okta: Okta } {
  const [org, clientId, secret] = [environment(ENV.oktaOrg), environment(ENV.oktaClient), environment(ENV.oktaSecret)];
  const signsIn = {
    application: oktaApplication({ clientId, secret }),
    successor: pendingOf(secret, (value) => oktaApplicationOf(clientId, value)),
  };
  return { org, okta: new Okta({ org, scopes, ...signsIn }) };
}

/** IAM of Google Cloud, as the service account that changes keys of others. */
export function googleRotator(): Google {
  const secret = environment(ENV.googleSecret);
  const successor = pendingOf(secret, (value) => googleAccountOf(value));
  return new Google({ api: GOOGLE_IAM_API, account: googleAccount({ secret }), successor });
}
