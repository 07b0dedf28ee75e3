import { askedOfEntraRotator } from '../adapters/connectors/entra/health.ts';
import { askedOfGoogleRotator } from '../adapters/connectors/google-workspace/health.ts';
import { askedOfOktaRotator } from '../adapters/connectors/okta/health.ts';
import { SCOPES } from '../adapters/connectors/okta/okta.ts';
import { RotatorHealth } from '../adapters/connectors/rotator-health.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import { entraRotator, googleRotator, oktaRotator } from './rotators.ts';

// For the doctor. `rotation.ts` loads this file when it is asked to look at what it calls.

export const rotatorHealth = {
  entra: () => new RotatorHealth(askedOfEntraRotator(entraRotator().graph)),
  okta: () => new RotatorHealth(askedOfOktaRotator(oktaRotator().okta, oktaRotator(SCOPES).okta)),
  'google-workspace': () => new RotatorHealth(askedOfGoogleRotator(googleRotator())),
} as const satisfies Readonly<Record<string, () => DirectoryHealth>>;
