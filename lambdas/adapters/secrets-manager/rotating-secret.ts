import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { GRACE_TAG, ROLLED_BACK, type SecretSystem, SOURCE_OF_TRUTH_TAG, SYSTEM_TAGS } from '../../contract/tags.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { RotatingSecret, RotationLabel, RotationState, RotationToken } from '../../ports/rotating-secret.ts';
import { Secret } from '../../ports/secret.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';

const PASSWORD_LENGTH = 40;

/** All punctuation except `-_.~`: the unreserved characters of RFC 3986 need no escape in any address, shell, header or settings file. */
const EXCLUDED = '!"#$%&\'()*+,/:;<=>?@[\\]^`{|}';

const UNRESERVED = new RegExp(`^[A-Za-z0-9._~-]{${PASSWORD_LENGTH}}$`);

const SYSTEMS = Object.entries(SYSTEM_TAGS) as readonly (readonly [SecretSystem, string])[];

/** Secrets Manager, as a rotation function uses it. */
export class SecretsManagerRotatingSecret implements RotatingSecret {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  async describe(secretId: string): Promise<RotationState> {
    const answer = await answerOf(this.#client.send(new DescribeSecretCommand({ SecretId: secretId })));
    const tags = new Map((answer.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    const graceMinutes = tags.get(GRACE_TAG);
    return {
      name: answer.Name ?? '',
      isRotationConfigured: answer.RotationEnabled === true,
      isSourceOfTruth: tags.get(SOURCE_OF_TRUTH_TAG.key) === SOURCE_OF_TRUTH_TAG.value,
      systems: SYSTEMS.flatMap(([kind, key]) => {
        const name = tags.get(key);
        return name === undefined ? [] : [{ kind, name }];
      }),
      ...(graceMinutes === undefined ? {} : { graceMinutes }),
      labels: answer.VersionIdsToStages ?? {},
    };
  }

  /** Throws `binary-secret` for a value that is not text. */
  async read(
    secretId: string,
    { label, version }: { readonly label: RotationLabel; readonly version?: string },
  ): Promise<Secret | undefined> {
    const command = new GetSecretValueCommand({
      SecretId: secretId,
      VersionStage: label,
      ...(version === undefined ? {} : { VersionId: version }),
    });
    const answer = await answerUnless(this.#client.send(command), ['ResourceNotFoundException']);
    if (answer?.SecretBinary !== undefined) throw new AdapterError('binary-secret', { retryable: false });
    return answer?.SecretString === undefined ? undefined : new Secret(answer.SecretString);
  }

  async putPending(secretId: string, value: Secret, { version, rotationToken }: RotationToken): Promise<void> {
    const command = new PutSecretValueCommand({
      SecretId: secretId,
      ClientRequestToken: version,
      SecretString: value.reveal(),
      VersionStages: ['AWSPENDING'],
      ...(rotationToken === undefined ? {} : { RotationToken: rotationToken.reveal() }),
    });
    await answerUnless(this.#client.send(command), ['ResourceExistsException']);
  }

  promote(secretId: string, versions: { readonly to: string; readonly from: string }): Promise<void> {
    return this.#move(secretId, 'AWSCURRENT', versions);
  }

  markRolledBack(
    secretId: string,
    versions: { readonly to: string; readonly from: string | undefined },
  ): Promise<void> {
    return this.#move(secretId, ROLLED_BACK, versions);
  }

  giveUp(secretId: string, version: string): Promise<void> {
    return this.#move(secretId, 'AWSPENDING', { to: undefined, from: version });
  }

  async #move(
    secretId: string,
    label: RotationLabel,
    { to, from }: { readonly to: string | undefined; readonly from: string | undefined },
  ): Promise<void> {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: label,
      ...(to === undefined ? {} : { MoveToVersionId: to }),
      ...(from === undefined ? {} : { RemoveFromVersionId: from }),
    });
    await answerOf(this.#client.send(command));
  }

  async randomPassword(): Promise<Secret> {
    const command = new GetRandomPasswordCommand({
      PasswordLength: PASSWORD_LENGTH,
      ExcludeCharacters: EXCLUDED,
      RequireEachIncludedType: true,
    });
    const { RandomPassword } = await answerOf(this.#client.send(command));
    if (RandomPassword === undefined || !UNRESERVED.test(RandomPassword))
      throw new AdapterError('password-malformed', { retryable: true });
    return new Secret(RandomPassword);
  }
}
