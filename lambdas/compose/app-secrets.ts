import { EntraAppSecrets } from '../adapters/connectors/entra/app-secrets.ts';
import { GoogleAccountKeys } from '../adapters/connectors/google-workspace/account-keys.ts';
import { OktaAppKeys } from '../adapters/connectors/okta/app-keys.ts';
import { OktaAppSecrets } from '../adapters/connectors/okta/app-secrets.ts';
import type { ApiKeySystem } from '../app/workflow/api-key.ts';
import { issuedKeySystem } from './issued-keys.ts';
import { entraRotator, googleRotator, oktaRotator } from './rotators.ts';

// Makes and removes secrets and keys of applications and service accounts. `rotation.ts` loads this file with the first of their secrets.

export const entraAppSystem = (app: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new EntraAppSecrets({ app, secret, ...entraRotator() }), secret);

export const oktaAppSystem = (app: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new OktaAppSecrets({ app, secret, ...oktaRotator() }), secret);

export const oktaAppKeySystem = (app: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new OktaAppKeys({ app, secret, ...oktaRotator() }), secret);

export const googleAccountSystem = (account: string, secret: string): ApiKeySystem =>
  issuedKeySystem(new GoogleAccountKeys({ account, secret, google: googleRotator() }), secret);
