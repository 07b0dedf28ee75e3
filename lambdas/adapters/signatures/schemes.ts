import type { SchemeName } from '../../core/intake/sources.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import { jira } from './jira.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { zendesk } from './zendesk.ts';

/** Every signature scheme by its name. */
export const SIGNATURES: Readonly<Record<SchemeName, SignatureScheme>> = {
  'standard-webhooks': standardWebhooks,
  jira,
  zendesk,
};
