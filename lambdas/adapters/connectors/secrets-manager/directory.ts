import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TIER_TAG } from '../../../contract/tags.ts';
import { TIERS, type Tier } from '../../../core/registry/account.ts';
import type { Directory } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerUnless } from '../../aws/errors.ts';

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
