import { EntraAppSecrets } from '../adapters/connectors/entra/app-secrets.ts';
import { OktaAppSecrets } from '../adapters/connectors/okta/app-secrets.ts';
import { APP_SCOPES, Okta } from '../adapters/connectors/okta/okta.ts';
import type { ApiKeySystem } from '../app/workflow/api-key.ts';
import { ENV } from '../contract/environment.ts';
import { environment } from './clients/environment.ts';
import { deploymentKeyOf } from './clients/secrets-manager.ts';
import { entraRotator } from './entra-rotator.ts';
import { issuedKeySystem } from './issued-keys.ts';

// Makes and removes secrets of applications of a tenant and an org. `rotation.ts` loads this file with the first of their secrets.

export function entraAppSystem(app: string, secret: string): ApiKeySystem {
  const { tenant, graph } = entraRotator();
  return issuedKeySystem(new EntraAppSecrets({ tenant, app, secret, graph }), secret);
}

export function oktaAppSystem(app: string, secret: string): ApiKeySystem {
  const [org, clientId, own] = [environment(ENV.oktaOrg), environment(ENV.oktaClient), environment(ENV.oktaSecret)];
  const key = deploymentKeyOf(own);
  const okta = new Okta({
    ...{ org, scopes: APP_SCOPES },
    application: async () => ({ clientId, privateKey: (await key.versions())[0] }),
  });
  return issuedKeySystem(new OktaAppSecrets({ org, app, secret, okta }), secret);
}
