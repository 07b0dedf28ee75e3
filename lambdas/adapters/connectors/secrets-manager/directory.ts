import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CONSUMERS_TAG, type SecretSystem, SYSTEM_TAGS, TIER_TAG } from '../../../contract/tags.ts';
import { TIERS, type Tier } from '../../../core/registry/account.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerUnless } from '../../aws/errors.ts';

/** What the credential in a secret signs in as. */
const SIGNS_IN_AS: Readonly<Record<SecretSystem, string>> = {
  'postgres-role': 'PostgreSQL role',
  'key-api': 'key of the API',
  'iam-user': 'IAM user',
  'entra-app': 'Entra application',
  'entra-app-certificate': 'Entra application',
  'okta-app': 'Okta application',
  'okta-app-key': 'Okta application',
  'google-account': 'Google service account',
  'ldap-account': 'account of the directory',
};

/** The same, by the tag that says it. */
const SYSTEM_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(SIGNS_IN_AS).map(([kind, words]) => [SYSTEM_TAGS[kind as SecretSystem], words]),
);

/** What Secrets Manager says of its secrets: their names and tags, never a value. */
export class SecretsManagerDirectory implements Directory {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  /** The secret's ARN: a secret that is deleted and created again under its name has a different one. */
  async identityOf(target: string): Promise<string | undefined> {
    const command = new DescribeSecretCommand({ SecretId: target });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    if (answer !== undefined && answer.ARN === undefined)
      throw new AdapterError('identity-missing', { retryable: false, message: `secret \`${target}\` has no ARN` });
    return answer?.ARN;
  }

  /**
   * What is behind the secret, the systems that its owner's tag names, the regions that have a copy, and the day on which somebody read it last in
   * this region (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html). Without the tag
   * its consumers are unknown.
   */
  async scopeOf(target: string): Promise<Scope | undefined> {
    const command = new DescribeSecretCommand({ SecretId: target });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    if (answer === undefined) return undefined;
    const tags = answer.Tags ?? [];
    const named = tags.find(({ Key }) => Key === CONSUMERS_TAG)?.Value;
    const roles = tags.flatMap(({ Key = '', Value = '' }) => {
      const system = SYSTEM_OF.get(Key);
      return system === undefined ? [] : [`${system} ${Value}`];
    });
    const copies = (answer.ReplicationStatus ?? []).map(({ Region = '' }) => `copy in ${Region}`);
    const consumers = [...(named ?? '').split(' ').filter((name) => name !== ''), ...copies];
    return scopeOf({
      // Without such a tag nobody says what the value opens.
      ...(roles.length > 0 && { roles }),
      ...(named !== undefined && { consumers }),
      lastUsedAt: answer.LastAccessedDate?.toISOString() ?? 'never',
    });
  }

  /** By the tag for it. A tag that names no tier is a mistake of somebody who meant one, so it is never read as none. */
  async tierOf(target: string): Promise<Tier | null> {
    const command = new DescribeSecretCommand({ SecretId: target });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    const tag = answer?.Tags?.find(({ Key }) => Key === TIER_TAG);
    if (tag === undefined) return null;
    const tier = TIERS.find((one) => one === tag.Value);
    if (tier === undefined)
      throw new AdapterError('tier-tag-unknown', {
        retryable: false,
        message: `the tag \`${TIER_TAG}\` of \`${target}\` names no tier`,
      });
    return tier;
  }
}
