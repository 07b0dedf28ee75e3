import { IamDirectory } from '../adapters/connectors/iam/directory.ts';
import { SecretsManagerDirectory } from '../adapters/connectors/secrets-manager/directory.ts';
import { IamApi } from '../adapters/iam/api.ts';
import type { IdentityOf } from '../app/intake/iam-trail.ts';
import { SECRET_TAG } from '../contract/tags.ts';
import { iamQuery } from './clients/iam.ts';
import { secretsManager } from './clients/secrets-manager.ts';

// Asks IAM who has a name. `directory-logs.ts` loads this file with the first of its calls.

export const identityOf: IdentityOf = async (target) => {
  const found = await new IamDirectory(new IamApi(iamQuery())).named(target);
  if (found === undefined) return undefined;
  const secret = found.tags.get(SECRET_TAG);
  if (secret === undefined) return { id: found.id, keysOf: null };
  return { id: found.id, keysOf: (await new SecretsManagerDirectory(secretsManager()).identityOf(secret)) ?? null };
};
