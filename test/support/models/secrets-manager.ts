import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';

interface Version {
  value: string | undefined;
  readonly labels: Set<string>;
  readonly createdAt: Date;
}

interface ModelSecret {
  readonly arn: string;
  readonly versions: Map<string, Version>;
  isRotationConfigured: boolean;
  tags: { Key: string; Value: string }[];
  deletedAt: Date | undefined;
}

/** The tag without which Countersign may not rotate a secret. */
const GOVERNED = { Key: 'countersign:governed', Value: 'true' };

/** The service's input to the rotation function. */
export interface RotationCall {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/**
 * Secrets Manager by its API reference, as far as we use it: a label is on one version; moving AWSCURRENT moves AWSPREVIOUS; a value never
 * changes; rotating is asynchronous, and is refused and retried while another version is pending.
 */
export class ModelSecretsManager {
  readonly client = new SecretsManagerClient({});
  #made = 0;
  readonly secrets = new Map<string, ModelSecret>();
  /** The rotation function. */
  rotator: (call: RotationCall) => Promise<void> = async () => {};
  /** Errors of the rotation function, in order. */
  readonly failures: unknown[] = [];
  #queue: { readonly name: string; readonly token: string }[] = [];
  #passwords = 0;

  constructor() {
    const mock = mockClient(this.client);
    mock.on(CreateSecretCommand).callsFake(async (input) => this.#create(input));
    mock.on(PutSecretValueCommand).callsFake(async (input) => this.#put(input));
    mock.on(GetSecretValueCommand).callsFake(async (input) => this.#get(input));
    mock.on(DescribeSecretCommand).callsFake(async (input) => this.#describe(input));
    mock.on(ListSecretsCommand).callsFake(async (input) => this.#list(input));
    mock.on(DeleteSecretCommand).callsFake(async (input) => this.#delete(input));
    mock.on(RotateSecretCommand).callsFake(async (input) => this.#rotate(input));
    mock.on(UpdateSecretVersionStageCommand).callsFake(async (input) => this.#updateStage(input));
    mock.on(GetRandomPasswordCommand).callsFake(async () => ({ RandomPassword: this.#password() }));
  }

  /** A secret that is set up to rotate, with one version, `first`. */
  add(name: string, value: string): ModelSecret {
    const first = { value, labels: new Set(['AWSCURRENT']), createdAt: new Date() };
    const secret = {
      arn: this.#arnOf(name),
      versions: new Map([['first', first]]),
      isRotationConfigured: true,
      tags: [GOVERNED],
      deletedAt: undefined,
    };
    this.secrets.set(name, secret);
    return secret;
  }

  /** A different ARN for each created secret, even under an earlier name. */
  #arnOf(name: string): string {
    this.#made += 1;
    return `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-${this.#made}`;
  }

  labels(name: string): Record<string, string[]> {
    const labelled = [...this.#find(name).versions].filter(([, { labels }]) => labels.size > 0);
    return Object.fromEntries(labelled.map(([id, { labels }]) => [id, [...labels].sort()]));
  }

  /** The value with this label. */
  value(name: string, label = 'AWSCURRENT'): string | undefined {
    return this.#versionWith(this.#find(name), label)?.[1].value;
  }

  /** Moves a label as an operator would. */
  move(name: string, label: string, to: string): void {
    this.#move(this.#find(name), label, to);
  }

  /** Runs the requested rotations. A step that throws leaves its version pending. */
  async settle(): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    for (const { name, token } of queue) await this.#run(name, token);
  }

  async #run(name: string, token: string): Promise<void> {
    try {
      for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
        await this.rotator({ Step, SecretId: name, ClientRequestToken: token, RotationToken: 'canary-rotation-token' });
    } catch (error) {
      this.failures.push(error);
    }
  }

  #password(): string {
    this.#passwords += 1;
    return `canary-password-${this.#passwords}`.padEnd(40, '~');
  }

  #find(name: string | undefined): ModelSecret {
    const secret = this.secrets.get(name ?? '');
    if (secret === undefined) throw new ResourceNotFoundException(says("can't find the specified secret"));
    return secret;
  }

  /** A secret that can be read and changed. */
  #live(name: string | undefined): ModelSecret {
    const secret = this.#find(name);
    if (secret.deletedAt !== undefined) throw new InvalidRequestException(says('it was marked for deletion'));
    return secret;
  }

  #versionWith({ versions }: ModelSecret, label: string): [string, Version] | undefined {
    return [...versions].find(([, { labels }]) => labels.has(label));
  }

  #move(secret: ModelSecret, label: string, to: string): void {
    const holder = this.#versionWith(secret, label);
    holder?.[1].labels.delete(label);
    secret.versions.get(to)?.labels.add(label);
    if (label === 'AWSCURRENT' && holder !== undefined && holder[0] !== to)
      this.#move(secret, 'AWSPREVIOUS', holder[0]);
  }

  #create({ Name, SecretString, ClientRequestToken = `made-${Name}`, Tags = [] }: Input<CreateSecretCommand>): object {
    if (this.secrets.has(Name ?? '')) {
      this.#live(Name);
      throw new ResourceExistsException(says('already exists'));
    }
    const versions = new Map<string, Version>();
    const arn = this.#arnOf(Name ?? '');
    const secret = { arn, versions, isRotationConfigured: false, tags: Tags.map(spelled), deletedAt: undefined };
    this.secrets.set(Name ?? '', secret);
    secret.versions.set(ClientRequestToken, { value: SecretString, labels: new Set(), createdAt: new Date() });
    this.#move(secret, 'AWSCURRENT', ClientRequestToken);
    return { Name, VersionId: ClientRequestToken };
  }

  #put(input: Input<PutSecretValueCommand>): object {
    const secret = this.#live(input.SecretId);
    const { ClientRequestToken: id = `put-${secret.versions.size}`, SecretString, VersionStages } = input;
    const version = secret.versions.get(id);
    if (version?.value !== undefined && version.value !== SecretString)
      throw new ResourceExistsException(
        says(`you already have a version ${id} with another value than ${SecretString}`),
      );
    const labels = version?.labels ?? new Set<string>();
    secret.versions.set(id, { value: SecretString, labels, createdAt: version?.createdAt ?? new Date() });
    for (const label of VersionStages ?? ['AWSCURRENT']) this.#move(secret, label, id);
    return { VersionId: id };
  }

  #get({ SecretId, VersionId, VersionStage = 'AWSCURRENT' }: Input<GetSecretValueCommand>): object {
    const found = this.#versionWith(this.#live(SecretId), VersionStage);
    if (found === undefined || found[1].value === undefined || (VersionId !== undefined && found[0] !== VersionId))
      throw new ResourceNotFoundException(says(`can't find the specified secret value for ${VersionStage}`));
    return { Name: SecretId, VersionId: found[0], SecretString: found[1].value, CreatedDate: found[1].createdAt };
  }

  /** Two a page: nobody may take the first page for the list. */
  #list({ Filters = [], NextToken: after = '' }: Input<ListSecretsCommand>): object {
    const prefix = (Filters[0]?.Values?.[0] ?? '').toLowerCase();
    const found = [...this.secrets].filter(
      ([name, { deletedAt }]) => name.toLowerCase().startsWith(prefix) && name > after && deletedAt === undefined,
    );
    found.sort(([one], [other]) => (one < other ? -1 : 1));
    const SecretList = found.slice(0, 2).map(([Name, { arn, tags }]) => ({ Name, ARN: arn, Tags: tags }));
    return { SecretList, ...(found.length > 2 ? { NextToken: SecretList[1]?.Name } : {}) };
  }

  #describe({ SecretId = '' }: Input<DescribeSecretCommand>): object {
    const { arn, isRotationConfigured, tags, deletedAt } = this.#find(SecretId);
    return {
      ARN: arn,
      Name: SecretId,
      RotationEnabled: isRotationConfigured,
      Tags: tags,
      VersionIdsToStages: this.labels(SecretId),
      ...(deletedAt === undefined ? {} : { DeletedDate: deletedAt }),
    };
  }

  #delete({ SecretId, ForceDeleteWithoutRecovery }: Input<DeleteSecretCommand>): object {
    const secret = this.secrets.get(SecretId ?? '');
    if (ForceDeleteWithoutRecovery === true) this.secrets.delete(SecretId ?? '');
    else if (secret === undefined) throw new ResourceNotFoundException(says("can't find the specified secret"));
    else secret.deletedAt = new Date();
    return { Name: SecretId };
  }

  #rotate({ SecretId = '', ClientRequestToken: token = '' }: Input<RotateSecretCommand>): object {
    const secret = this.#live(SecretId);
    const pending = this.#versionWith(secret, 'AWSPENDING');
    if (pending !== undefined && !pending[1].labels.has('AWSCURRENT')) {
      this.#queue.push({ name: SecretId, token: pending[0] });
      throw new InvalidRequestException(says("A previous rotation isn't complete. That rotation will be reattempted."));
    }
    secret.isRotationConfigured = true;
    if (!secret.versions.has(token))
      secret.versions.set(token, { value: undefined, labels: new Set(), createdAt: new Date() });
    this.#move(secret, 'AWSPENDING', token);
    this.#queue.push({ name: SecretId, token });
    return { Name: SecretId, VersionId: token };
  }

  #updateStage(input: Input<UpdateSecretVersionStageCommand>): object {
    const { SecretId, VersionStage = '', MoveToVersionId: to, RemoveFromVersionId: from } = input;
    const secret = this.#live(SecretId);
    const holder = this.#versionWith(secret, VersionStage)?.[0];
    if (from !== holder) throw new InvalidParameterException(says(`${VersionStage} is attached to another version`));
    if (to === undefined) secret.versions.get(holder ?? '')?.labels.delete(VersionStage);
    else this.#move(secret, VersionStage, to);
    return { Name: SecretId };
  }
}

type Input<Command extends { readonly input: object }> = Partial<Command['input']>;

const spelled = ({
  Key = '',
  Value = '',
}: {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}) => ({ Key, Value });

const says = (message: string): { message: string; $metadata: { httpStatusCode: number } } => ({
  message,
  $metadata: { httpStatusCode: 400 },
});
