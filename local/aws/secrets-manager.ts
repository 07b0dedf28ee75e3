import type { LocalFunctions } from './functions.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import { randomPassword, SETS } from './secrets/random-password.ts';
import { type Rotated, Rotations } from './secrets/rotations.ts';
import { CURRENT, holderOf, moveLabel, putValue, type StoredSecret, type Tag, versionOf } from './secrets/secret.ts';
import { SecretStore } from './secrets/secret-store.ts';
import * as shapes from './secrets/shapes.ts';
import type { StateDirectory } from './state-file.ts';

export interface SecretsManagerOptions {
  readonly functions: LocalFunctions;
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Attempts for each step of a rotation, and the pause before the second attempt, which doubles from there. */
  readonly rotation?: { readonly attempts: number; readonly pauseMs: number };
  readonly onRotated?: (rotated: Rotated) => void;
  /** Milliseconds for which descriptions, lists and labels may be from before a change; by default none. */
  readonly lagMs?: number;
}

const operation = operationsOf('InvalidParameterException');

/**
 * Secrets Manager: versions, labels and rotation by a function. There is no schedule: only RotateSecret rotates. `RotateImmediately: false`
 * stores the function and, unlike the service, tests nothing.
 */
export class LocalSecretsManager implements JsonService {
  readonly target = 'secretsmanager';
  readonly version = '1.1';
  readonly rotations: Rotations;
  readonly #store: SecretStore;
  readonly #options: SecretsManagerOptions;

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
    this.#store = new SecretStore(options.directory, options.now, options.lagMs ?? 0);
    const { functions, now, rotation = { attempts: 5, pauseMs: 200 }, onRotated = () => {} } = options;
    this.rotations = new Rotations({ store: this.#store, functions, now, ...rotation, onRotated });
  }

  readonly operations = {
    CreateSecret: operation(shapes.create, (input) => this.#create(input)),
    PutSecretValue: operation(shapes.put, (input) => this.#put(input)),
    GetSecretValue: operation(shapes.get, (input) => this.#get(input)),
    DescribeSecret: operation(shapes.byId, ({ SecretId }) => describe(this.#store.shown(SecretId))),
    ListSecrets: operation(shapes.list, (input) => this.#list(input)),
    ListSecretVersionIds: operation(shapes.listVersions, (input) => this.#listVersions(input)),
    UpdateSecretVersionStage: operation(shapes.updateStage, (input) => this.#updateStage(input)),
    DeleteSecret: operation(shapes.remove, (input) => this.#delete(input)),
    RotateSecret: operation(shapes.rotate, (input) => this.#rotate(input)),
    GetRandomPassword: operation(shapes.password, (input) => password(input)),
    TagResource: operation(shapes.tag, ({ SecretId, Tags }) => {
      const secret = this.#store.live(SecretId);
      secret.tags = merged(secret.tags, Tags);
      this.#store.save();
    }),
    UntagResource: operation(shapes.untag, ({ SecretId, TagKeys }) => {
      const secret = this.#store.live(SecretId);
      secret.tags = secret.tags.filter(({ Key }) => !TagKeys.includes(Key));
      this.#store.save();
    }),
  };

  /** A secret as stored, deleted or not. */
  peek(id: string): StoredSecret | undefined {
    return this.#store.peek(id);
  }

  #create({ Name, ClientRequestToken: id, SecretString: value, Description, KmsKeyId, Tags }: shapes.Create) {
    const standing = this.#store.peek(Name);
    if (standing !== undefined) {
      this.#store.live(Name);
      if (value !== undefined && versionOf(standing, id)?.value === value) return named(standing, id);
      throw new AwsError('ResourceExistsException', `a secret \`${Name}\` exists already`);
    }
    const about = { description: Description ?? null, kmsKeyId: KmsKeyId ?? null, tags: merged([], Tags) };
    const secret = this.#store.add(Name, about);
    if (value !== undefined) putValue(secret, { id, value, labels: [CURRENT] }, this.#options.now());
    this.#store.save();
    return named(secret, value === undefined ? undefined : id);
  }

  #put({ SecretId, ClientRequestToken: id, SecretString: value, VersionStages }: shapes.Put) {
    const secret = this.#store.live(SecretId);
    putValue(secret, { id, value, labels: VersionStages }, this.#options.now());
    this.#store.save();
    return { ...named(secret, id), VersionStages: versionOf(secret, id)?.labels };
  }

  #get({ SecretId, VersionId, VersionStage }: shapes.Get) {
    const secret = this.#store.live(SecretId);
    const label = VersionStage ?? CURRENT;
    // A version's value never changes; which version has a label does.
    const read = VersionId === undefined ? this.#store.shown(SecretId) : secret;
    const found = VersionId === undefined ? holderOf(read, label) : versionOf(secret, VersionId);
    if (found === undefined || found.value === null) {
      const which = VersionId === undefined ? `staging label: ${label}` : `VersionId: ${VersionId}`;
      const message = `Secrets Manager can't find the specified secret value for ${which}`;
      throw new AwsError('ResourceNotFoundException', message);
    }
    if (VersionStage !== undefined && !found.labels.includes(VersionStage))
      throw new AwsError('InvalidRequestException', 'the version does not have this staging label');
    const { id, value, labels, createdAt } = found;
    return { ...named(secret, id), SecretString: value, VersionStages: labels, CreatedDate: createdAt / 1000 };
  }

  #list({ Filters: [{ Values }], MaxResults: most, NextToken: after = '' }: shapes.List) {
    const prefix = Values[0].toLowerCase();
    const found = this.#store
      .listed()
      .filter(({ name, deletion }) => deletion === null && name.toLowerCase().startsWith(prefix) && name > after)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const SecretList = found.slice(0, most).map(describe);
    return { SecretList, NextToken: found.length > most ? SecretList.at(-1)?.Name : undefined };
  }

  #listVersions({ SecretId, IncludeDeprecated }: shapes.ListVersions) {
    const secret = this.#store.shown(SecretId);
    const shown = secret.versions.filter(({ labels }) => IncludeDeprecated || labels.length > 0);
    const Versions = shown.map(({ id, labels, createdAt }) => ({
      VersionId: id,
      VersionStages: labels,
      CreatedDate: createdAt / 1000,
    }));
    return { ...named(secret), Versions };
  }

  #updateStage({ SecretId, VersionStage, MoveToVersionId: to, RemoveFromVersionId: from }: shapes.UpdateStage) {
    const secret = this.#store.live(SecretId);
    moveLabel(secret, VersionStage, { to, from });
    secret.changedAt = this.#options.now();
    this.#store.save();
    return named(secret);
  }

  #delete({ SecretId, ForceDeleteWithoutRecovery: force, RecoveryWindowInDays: days }: shapes.Remove) {
    if (force && days !== undefined)
      throw new AwsError('InvalidParameterException', 'a forced deletion has no recovery window');
    const at = this.#options.now();
    const goneAt = force ? at : at + (days ?? 30) * 86_400_000;
    const secret = force ? this.#store.peek(SecretId) : this.#store.live(SecretId);
    // Like the service: forcing the deletion of a missing secret is a success.
    if (secret === undefined) return { Name: SecretId, DeletionDate: at / 1000 };
    secret.deletion = { at, goneAt };
    if (force) this.#store.remove(secret);
    this.#store.save();
    return { ...named(secret), DeletionDate: goneAt / 1000 };
  }

  #rotate({ SecretId, ClientRequestToken, RotationLambdaARN, RotateImmediately }: shapes.Rotate) {
    const secret = this.#store.live(SecretId);
    const rotator = RotationLambdaARN ?? secret.rotationFunction;
    if (rotator === null) throw new AwsError('InvalidRequestException', 'no rotation function is known');
    if (!this.#options.functions.has(rotator))
      throw new AwsError('AccessDeniedException', 'Secrets Manager cannot invoke the rotation function');
    secret.rotationFunction = rotator;
    if (RotateImmediately) this.rotations.request(secret, ClientRequestToken);
    this.#store.save();
    return named(secret, RotateImmediately ? ClientRequestToken : undefined);
  }
}

const named = ({ arn, name }: StoredSecret, id?: string) => ({ ARN: arn, Name: name, VersionId: id });

const describe = (secret: StoredSecret) => ({
  ...named(secret),
  Description: secret.description ?? undefined,
  KmsKeyId: secret.kmsKeyId ?? undefined,
  RotationEnabled: secret.rotationFunction !== null,
  RotationLambdaARN: secret.rotationFunction ?? undefined,
  LastRotatedDate: secret.rotatedAt === null ? undefined : secret.rotatedAt / 1000,
  LastChangedDate: secret.changedAt / 1000,
  CreatedDate: secret.createdAt / 1000,
  DeletedDate: secret.deletion === null ? undefined : secret.deletion.at / 1000,
  Tags: secret.tags,
  VersionIdsToStages: Object.fromEntries(
    secret.versions.filter(({ labels }) => labels.length > 0).map(({ id, labels }) => [id, labels]),
  ),
});

const merged = (tags: readonly Tag[], more: readonly Tag[]): readonly Tag[] => [
  ...tags.filter(({ Key }) => !more.some((tag) => tag.Key === Key)),
  ...more,
];

function password(rules: shapes.Password) {
  const sets = [
    ...(rules.ExcludeLowercase ? [] : [SETS.lower]),
    ...(rules.ExcludeUppercase ? [] : [SETS.upper]),
    ...(rules.ExcludeNumbers ? [] : [SETS.digits]),
    ...(rules.ExcludePunctuation ? [] : [SETS.punctuation]),
    ...(rules.IncludeSpace ? [SETS.space] : []),
  ];
  const { PasswordLength: length, ExcludeCharacters: exclude, RequireEachIncludedType: each } = rules;
  return { RandomPassword: randomPassword({ length, exclude, sets, each }) };
}
