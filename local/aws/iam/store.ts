import { Late } from '../late.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type StateDirectory, StateFile } from '../state-file.ts';
import { madeRole, madeUser, noSuch, type StoredIdentity, type StoredRole, type StoredUser } from './user.ts';

export interface IamOptions {
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Milliseconds for which what is read, and which key opens something, may be from before a change; by default none. */
  readonly lagMs?: number;
}

/** Users or roles by name, eventually consistent, as IAM is. */
export class Identities<Stored extends StoredIdentity> {
  readonly #what: string;
  readonly #file: StateFile<readonly Stored[]>;
  readonly #stored: Map<string, Stored>;
  readonly #late: Late<Stored>;

  constructor(what: 'user' | 'role', { directory, now, lagMs = 0 }: IamOptions, filled: (one: Stored) => Stored) {
    this.#what = what;
    this.#file = new StateFile(directory, what === 'user' ? 'iam' : 'iam-roles');
    this.#stored = new Map((this.#file.load() ?? []).map((one) => [one.name, filled(one)]));
    this.#late = new Late(lagMs, now);
    this.#late.compare(this.#stored);
  }

  get all(): readonly Stored[] {
    return [...this.#stored.values()];
  }

  /** Names of those that are shown, also where they are gone since. */
  get names(): ReadonlySet<string> {
    return new Set([...this.#stored.keys(), ...this.#late.keys]);
  }

  peek(name: string): Stored | undefined {
    return this.#stored.get(name);
  }

  /** As it is stored. Throws `NoSuchEntity`. */
  get(name: string): Stored {
    return this.#stored.get(name) ?? this.#missing(name);
  }

  /** As a reader sees it, a little late. */
  shown(name: string): Stored | undefined {
    return this.#late.shown(name, this.#stored.get(name));
  }

  /** The same. Throws `NoSuchEntity`. */
  read(name: string): Stored {
    return this.shown(name) ?? this.#missing(name);
  }

  add(one: Stored): void {
    // Names are unique without regard to case.
    if (this.all.some(({ name }) => name.toLowerCase() === one.name.toLowerCase()))
      throw new AwsError('EntityAlreadyExists', `${this.#what} with name ${one.name} already exists.`, { status: 409 });
    this.#stored.set(one.name, one);
    this.#save();
  }

  remove(name: string): void {
    this.#stored.delete(name);
    this.#save();
  }

  change<Result>(name: string, change: (one: Stored) => Result): Result {
    const result = change(this.get(name));
    this.#save();
    return result;
  }

  #save(): void {
    this.#late.compare(this.#stored);
    this.#file.save(this.all);
  }

  #missing(name: string): never {
    throw noSuch(`The ${this.#what} with name ${name} cannot be found.`);
  }
}

/** The account: users, roles and groups, and the ARNs of virtual devices that belong to nobody. */
export class IamStore {
  readonly now: () => number;
  readonly users: Identities<StoredUser>;
  readonly roles: Identities<StoredRole>;
  /** ARNs of the managed policies of each group, by name. */
  readonly groups = new Map<string, readonly string[]>();
  readonly unassigned = new Set<string>();

  constructor(options: IamOptions) {
    this.now = options.now;
    // An earlier state has users without a password, and nobody with a boundary.
    this.users = new Identities('user', options, (user) => ({ ...madeUser(user.name, user.path ?? '/', []), ...user }));
    this.roles = new Identities('role', options, (role) => ({ ...madeRole(role.name, role.path, []), ...role }));
  }

  userOf(keyId: string): StoredUser | undefined {
    return this.users.all.find(({ keys }) => keys.some(({ id }) => id === keyId));
  }
}

/** To the second, as IAM writes it. */
export const dateOf = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
