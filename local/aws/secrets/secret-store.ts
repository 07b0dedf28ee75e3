import { randomBytes } from 'node:crypto';
import { arnOf } from '../arns.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type StateDirectory, StateFile } from '../state-file.ts';
import type { StoredSecret } from './secret.ts';

/** The secrets, in memory and in the data directory. Code that changes one must call `save`. */
export class SecretStore {
  readonly #file: StateFile<readonly StoredSecret[]>;
  readonly #now: () => number;
  readonly #secrets: Map<string, StoredSecret>;

  constructor(directory: StateDirectory | undefined, now: () => number) {
    this.#file = new StateFile(directory, 'secrets-manager');
    this.#now = now;
    this.#secrets = new Map((this.#file.load() ?? []).map((secret) => [secret.name, secret]));
  }

  save(): void {
    this.#file.save([...this.#secrets.values()]);
  }

  all(): readonly StoredSecret[] {
    return [...this.#secrets.values()];
  }

  /** By name, ARN, or ARN without its random suffix, deleted or not. */
  peek(id: string): StoredSecret | undefined {
    this.#forgetTheGone();
    const byName = this.#secrets.get(id);
    if (byName !== undefined || !id.startsWith('arn:')) return byName;
    return this.all().find(({ arn }) => arn === id || arn.replace(/-\w{6}$/, '') === id);
  }

  /** Throws `ResourceNotFoundException`. */
  find(id: string): StoredSecret {
    const secret = this.peek(id);
    if (secret !== undefined) return secret;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret");
  }

  /** Also throws `InvalidRequestException` for a deleted one. */
  live(id: string): StoredSecret {
    const secret = this.find(id);
    if (secret.deletion === null) return secret;
    throw new AwsError('InvalidRequestException', 'the secret was marked for deletion');
  }

  add(name: string, about: Pick<StoredSecret, 'description' | 'kmsKeyId' | 'tags'>): StoredSecret {
    const now = this.#now();
    const secret: StoredSecret = {
      ...about,
      arn: arnOf('secretsmanager', `secret:${name}-${randomBytes(3).toString('hex')}`),
      name,
      createdAt: now,
      changedAt: now,
      rotatedAt: null,
      deletion: null,
      rotationFunction: null,
      rotating: null,
      versions: [],
    };
    this.#secrets.set(name, secret);
    return secret;
  }

  remove(secret: StoredSecret): void {
    this.#secrets.delete(secret.name);
  }

  #forgetTheGone(): void {
    const gone = this.all().filter(({ deletion }) => deletion !== null && deletion.goneAt <= this.#now());
    for (const secret of gone) this.remove(secret);
    if (gone.length > 0) this.save();
  }
}
