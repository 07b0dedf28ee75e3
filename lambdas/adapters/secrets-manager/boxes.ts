import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AdapterError } from '../../ports/errors.ts';
import { type Boxes, Secret } from '../../ports/secret.ts';
import { answerUnless } from '../aws/errors.ts';

export interface SecretsManagerBoxesOptions {
  /** First part of the name of every box, e.g. `countersign/boxes/`; the grant is the second part. */
  readonly prefix: string;
  /** The customer-managed key. */
  readonly keyId: string;
}

const EXISTS = ['ResourceExistsException'];
const MISSING = ['ResourceNotFoundException'];
/** Missing, or marked for deletion: then reading and writing answer with `InvalidRequestException`. */
const NO_MORE = [...MISSING, 'InvalidRequestException'];

/** Secrets Manager: one secret for each grant, deleted when it is claimed or the grant ends. */
export class SecretsManagerBoxes implements Boxes {
  readonly #client: SecretsManagerClient;
  readonly #options: SecretsManagerBoxesOptions;

  constructor(client: SecretsManagerClient, options: SecretsManagerBoxesOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Throws `box-being-destroyed`, retryable, while an earlier box of this grant is being deleted. */
  async put(grant: string, credential: Secret): Promise<void> {
    const SecretString = credential.reveal();
    const create = new CreateSecretCommand({
      Name: this.#nameOf(grant),
      Description: 'credential that waits for its requester',
      KmsKeyId: this.#options.keyId,
      SecretString,
      Tags: [
        { Key: 'countersign:purpose', Value: 'boxed-credential' },
        { Key: 'countersign:grant', Value: grant },
      ],
    });
    const created = await answerUnless(this.#client.send(create), [...EXISTS, 'InvalidRequestException']);
    if (created !== undefined) return;
    const replace = new PutSecretValueCommand({ SecretId: this.#nameOf(grant), SecretString });
    const replaced = await answerUnless(this.#client.send(replace), NO_MORE);
    if (replaced === undefined) throw new AdapterError('box-being-destroyed', { retryable: true });
  }

  async open(grant: string): Promise<Secret | undefined> {
    const command = new GetSecretValueCommand({ SecretId: this.#nameOf(grant) });
    const answer = await answerUnless(this.#client.send(command), NO_MORE);
    return answer?.SecretString === undefined ? undefined : new Secret(answer.SecretString);
  }

  async destroy(grant: string): Promise<void> {
    const command = new DeleteSecretCommand({ SecretId: this.#nameOf(grant), ForceDeleteWithoutRecovery: true });
    await answerUnless(this.#client.send(command), MISSING);
  }

  #nameOf(grant: string): string {
    return `${this.#options.prefix}${grant}`;
  }
}
