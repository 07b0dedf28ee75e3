import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import { Secret, type SweptBoxes } from '../../ports/secret.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';

export interface SecretsManagerBoxesOptions {
  /** First part of the name of every box, e.g. `countersign/boxes/`; the grant is the second part. */
  readonly prefix: string;
  /** The customer-managed key. */
  readonly keyId: string;
  /** After how many milliseconds a box that is missing is looked for once more; by default a second. */
  readonly settleMs?: number;
}

/** Tag with the moment from which nobody may open the box. */
const ENDS_AT = 'countersign:ends-at';

/** Boxes of one answer of `endedBefore`. */
const MOST = 100;

const EXISTS = ['ResourceExistsException'];
const MISSING = ['ResourceNotFoundException'];
const SETTLE_MS = 1_000;
/** Missing, or marked for deletion: then reading and writing answer with `InvalidRequestException`. */
const NO_MORE = [...MISSING, 'InvalidRequestException'];

/** Secrets Manager: one secret for each grant, deleted when it is claimed or the grant ends. */
export class SecretsManagerBoxes implements SweptBoxes {
  readonly #client: SecretsManagerClient;
  readonly #options: SecretsManagerBoxesOptions;

  constructor(client: SecretsManagerClient, options: SecretsManagerBoxesOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Throws `box-being-destroyed`, retryable, while an earlier box of this grant is being deleted. */
  async put(grant: string, credential: Secret, endsAt?: Instant): Promise<void> {
    const SecretString = credential.reveal();
    const create = new CreateSecretCommand({
      Name: this.#nameOf(grant),
      Description: 'credential that waits for its requester',
      KmsKeyId: this.#options.keyId,
      SecretString,
      Tags: [
        { Key: 'countersign:purpose', Value: 'boxed-credential' },
        { Key: 'countersign:grant', Value: grant },
        ...(endsAt === undefined ? [] : [{ Key: ENDS_AT, Value: endsAt }]),
      ],
    });
    const created = await answerUnless(this.#client.send(create), [...EXISTS, 'InvalidRequestException']);
    if (created !== undefined) return;
    const replace = new PutSecretValueCommand({ SecretId: this.#nameOf(grant), SecretString });
    const replaced = await answerUnless(this.#client.send(replace), NO_MORE);
    if (replaced === undefined) throw new AdapterError('box-being-destroyed', { retryable: true });
  }

  /** Secrets Manager is eventually consistent: a box that was put a moment ago is looked for twice (ADR 45). */
  async open(grant: string): Promise<Secret | undefined> {
    const { settleMs = SETTLE_MS } = this.#options;
    const first = await this.#opened(grant);
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return this.#opened(grant);
  }

  async #opened(grant: string): Promise<Secret | undefined> {
    const command = new GetSecretValueCommand({ SecretId: this.#nameOf(grant) });
    const answer = await answerUnless(this.#client.send(command), NO_MORE);
    return answer?.SecretString === undefined ? undefined : new Secret(answer.SecretString);
  }

  async destroy(grant: string): Promise<void> {
    const command = new DeleteSecretCommand({ SecretId: this.#nameOf(grant), ForceDeleteWithoutRecovery: true });
    await answerUnless(this.#client.send(command), MISSING);
  }

  /** Looks at the whole list: the service cannot filter by a moment. */
  async endedBefore(moment: Instant): Promise<readonly string[]> {
    const { prefix } = this.#options;
    const ended: string[] = [];
    let NextToken: string | undefined;
    do {
      const Filters = [{ Key: 'name' as const, Values: [prefix] }];
      const page = await answerOf(this.#client.send(new ListSecretsCommand({ Filters, MaxResults: 100, NextToken })));
      for (const { Name: name = '', Tags: tags = [] } of page.SecretList ?? []) {
        const endsAt = tags.find(({ Key }) => Key === ENDS_AT)?.Value;
        // The filter ignores the case of letters.
        if (name.startsWith(prefix) && endsAt !== undefined && endsAt < moment) ended.push(name.slice(prefix.length));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined && ended.length < MOST);
    return ended.slice(0, MOST);
  }

  #nameOf(grant: string): string {
    return `${this.#options.prefix}${grant}`;
  }
}
