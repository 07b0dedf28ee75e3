import { randomBytes } from 'node:crypto';
import { arnOf } from '../arns.ts';
import { Late } from '../late.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type StateDirectory, StateFile } from '../state-file.ts';
import type { StoredSecret } from './secret.ts';

/** The secrets, in memory and in the data directory. Code that changes one must call `save`. */
export class SecretStore {
  readonly #file: StateFile<readonly StoredSecret[]>;
  readonly #now: () => number;
  readonly #secrets: Map<string, StoredSecret>;
  readonly #late: Late<StoredSecret> | undefined;

  constructor(directory: StateDirectory | undefined, now: () => number, lagMs: number) {
    this.#file = new StateFile(directory, 'secrets-manager');
    this.#now = now;
    this.#secrets = new Map((this.#file.load() ?? []).map((secret) => [secret.name, secret]));
    this.#late = lagMs > 0 ? new Late(lagMs, now) : undefined;
    this.#late?.compare(this.#secrets);
  }

  save(): void {
    this.#file.save([...this.#secrets.values()]);
    this.#late?.compare(this.#secrets);
  }

  /**
   * As a reader sees it who asks by its name or for a label: every operation of Secrets Manager is eventually consistent
   * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html). Throws `ResourceNotFoundException`.
   */
  shown(id: string): StoredSecret {
    const current = this.peek(id);
    const secret = this.#late === undefined ? current : this.#late.shown(current?.name ?? id, current);
    return secret ?? this.#missing();
  }

  /** All, as a list shows them. */
  listed(): readonly StoredSecret[] {
    const late = this.#late;
    if (late === undefined) return this.all();
    const names = new Set([...this.#secrets.keys(), ...late.keys]);
    return [...names].flatMap((name) => late.shown(name, this.#secrets.get(name)) ?? []);
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
    return this.peek(id) ?? this.#missing();
  }

  #missing(): never {
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
