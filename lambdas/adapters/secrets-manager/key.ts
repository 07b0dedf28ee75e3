import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AdapterError } from '../../ports/errors.ts';
import { type DeploymentKey, type KeyVersions, Secret } from '../../ports/secret.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';

/** A shorter key could be guessed. The stack generates 64 letters and digits. */
const SHORTEST_KEY = 32;

/** No such version; a secret that is being deleted is an error instead. */
const NO_SUCH_VERSION = ['ResourceNotFoundException'];

/** A secret of Secrets Manager by its name: `AWSCURRENT`, and `AWSPREVIOUS` until the label is removed or moves to a newer key. */
export class SecretsManagerKey implements DeploymentKey {
  readonly #client: SecretsManagerClient;
  readonly #name: string;

  constructor(client: SecretsManagerClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async versions(): Promise<KeyVersions> {
    try {
      const [current, previous] = await Promise.all([
        answerOf(this.#client.send(this.#reading('AWSCURRENT'))),
        answerUnless(this.#client.send(this.#reading('AWSPREVIOUS')), NO_SUCH_VERSION),
      ]);
      const [key, before] = [current, previous].map((version) => keyIn(version?.SecretString));
      if (key === undefined) throw new AdapterError('key-too-short', { retryable: false });
      return before === undefined ? [key] : [key, before];
    } catch (error) {
      throw new AdapterError('key-unreadable', { retryable: true, cause: error });
    }
  }

  #reading(VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS'): GetSecretValueCommand {
    return new GetSecretValueCommand({ SecretId: this.#name, VersionStage });
  }
}

/** A weak previous key counts as absent: nothing was ever made with a weak key. */
function keyIn(value = ''): Secret | undefined {
  const key = value.trim();
  return key.length < SHORTEST_KEY ? undefined : new Secret(key);
}
