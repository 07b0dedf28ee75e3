import { randomBytes } from 'node:crypto';
import { REGION } from '../arns.ts';
import type { Late } from '../late.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type StateDirectory, StateFile } from '../state-file.ts';
import type { StoredUser } from './user.ts';

interface StoredPool {
  readonly id: string;
  /** Ids of the app clients. */
  clients: readonly string[];
  users: readonly StoredUser[];
  groups: readonly string[];
}

/** The user pools, in memory and in the data directory. Code that changes a user must call `save`. */
export class UserPools {
  readonly #file: StateFile<readonly StoredPool[]>;
  readonly #pools: Map<string, StoredPool>;
  readonly #late: Late<StoredUser> | undefined;

  /** `ids`: pools that exist from the start. */
  constructor(directory: StateDirectory | undefined, ids: readonly string[], late?: Late<StoredUser>) {
    this.#late = late;
    this.#file = new StateFile(directory, 'cognito');
    this.#pools = new Map((this.#file.load() ?? []).map((pool) => [pool.id, pool]));
    for (const id of ids) if (!this.#pools.has(id)) this.#pools.set(id, { id, clients: [], users: [], groups: [] });
    this.save();
  }

  save(): void {
    this.#file.save([...this.#pools.values()]);
    this.#late?.compare(this.#byKey());
  }

  /**
   * The users of a pool as a list shows them: eventually consistent
   * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
   */
  listed(poolId: string): readonly StoredUser[] {
    const users = this.users(poolId);
    const late = this.#late;
    if (late === undefined) return users;
    const known = new Set(users.map((user) => keyOf(poolId, user)));
    const gone = late.keys.filter((key) => key.startsWith(`${poolId} `) && !known.has(key));
    return [
      ...users.map((user) => late.shown(keyOf(poolId, user), user)),
      ...gone.map((key) => late.shown(key, undefined)),
    ].filter((user) => user !== undefined);
  }

  /** A user as lists show them. */
  listedUser(poolId: string, user: StoredUser): StoredUser {
    if (this.#late === undefined) return user;
    return this.#late.shown(keyOf(poolId, user), user) ?? { ...user, sessions: [] };
  }

  createPool(): string {
    const id = `${REGION}_${randomBytes(5).toString('hex').slice(0, 9)}`;
    this.#pools.set(id, { id, clients: [], users: [], groups: [] });
    this.save();
    return id;
  }

  createClient(poolId: string): string {
    const pool = this.#pool(poolId);
    const client = randomBytes(13).toString('hex');
    pool.clients = [...pool.clients, client];
    this.save();
    return client;
  }

  /** Throws `GroupExistsException`. */
  createGroup(poolId: string, name: string): void {
    const pool = this.#pool(poolId);
    if (pool.groups.includes(name)) throw new AwsError('GroupExistsException', 'A group with the name already exists.');
    pool.groups = [...pool.groups, name];
    this.save();
  }

  /** Throws `ResourceNotFoundException`. */
  assertGroup(poolId: string, name: string): void {
    if (!this.#pool(poolId).groups.includes(name)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
  }

  /** Throws `ResourceNotFoundException`. */
  users(poolId: string): readonly StoredUser[] {
    return this.#pool(poolId).users;
  }

  /** By name or `sub`. Throws `ResourceNotFoundException` or `UserNotFoundException`. */
  user(poolId: string, name: string): StoredUser {
    const found = this.users(poolId).find((user) => user.name === name || user.attributes['sub'] === name);
    if (found === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return found;
  }

  add(poolId: string, user: StoredUser): void {
    const pool = this.#pool(poolId);
    if (pool.users.some(({ name }) => name === user.name))
      throw new AwsError('UsernameExistsException', 'User account already exists');
    pool.users = [...pool.users, user];
    this.save();
  }

  /** Throws `UserNotFoundException`. A later user with the same name gets another `sub`. */
  remove(poolId: string, name: string): void {
    const gone = this.user(poolId, name);
    const pool = this.#pool(poolId);
    pool.users = pool.users.filter((user) => user !== gone);
    this.save();
  }

  assertClient(poolId: string, client: string): void {
    if (!this.#pool(poolId).clients.includes(client))
      throw new AwsError('ResourceNotFoundException', `User pool client ${client} does not exist.`);
  }

  #byKey(): ReadonlyMap<string, StoredUser> {
    const pools = [...this.#pools.values()];
    return new Map(pools.flatMap(({ id, users }) => users.map((user) => [keyOf(id, user), user] as const)));
  }

  #pool(id: string): StoredPool {
    const pool = this.#pools.get(id);
    if (pool === undefined) throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return pool;
  }
}

const keyOf = (poolId: string, { attributes }: StoredUser): string => `${poolId} ${attributes['sub']}`;
