import { identityOperations } from './iam/identity-operations.ts';
import { keyOperations } from './iam/key-operations.ts';
import { loginOperations } from './iam/login-operations.ts';
import { policyOperations } from './iam/policy-operations.ts';
import { type Simulate, simulationOperations } from './iam/simulation.ts';
import { type IamOptions, IamStore } from './iam/store.ts';
import { noSuch, type StoredKey, type StoredRole, type StoredUser } from './iam/user.ts';
import type { QueryService } from './protocol/query.ts';

/**
 * IAM users and roles, their tags, policies and groups, and the access keys, passwords and second factors of users
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/): eventually consistent, as IAM is.
 */
export class LocalIam implements QueryService {
  readonly version = '2010-05-08';
  readonly namespace = 'https://iam.amazonaws.com/doc/2010-05-08/';
  readonly operations;
  readonly #store: IamStore;
  #simulate: Simulate = async ({ principal }) => {
    throw noSuch(`The role ${principal} cannot be found.`);
  };

  constructor(options: IamOptions) {
    this.#store = new IamStore(options);
    this.operations = {
      ...identityOperations(this.#store),
      ...keyOperations(this.#store),
      ...loginOperations(this.#store),
      ...policyOperations(this.#store),
      ...simulationOperations(() => this.#simulate),
    };
  }

  /** Whoever knows the policies of roles judges what they may do. */
  simulateBy(simulate: Simulate): void {
    this.#simulate = simulate;
  }

  /** A user as stored. */
  peek(name: string): StoredUser | undefined {
    return this.#store.users.peek(name);
  }

  /** A role as stored. */
  peekRole(name: string): StoredRole | undefined {
    return this.#store.roles.peek(name);
  }

  userOf(keyId: string): StoredUser | undefined {
    return this.#store.userOf(keyId);
  }

  /** The active key of this id and whose it is, as a service sees it that asks IAM a little late. */
  activeKey(id: string): { readonly user: StoredUser; readonly key: StoredKey } | undefined {
    const { users } = this.#store;
    for (const name of users.names) {
      const user = users.shown(name);
      const key = user?.keys.find((one) => one.id === id);
      if (user !== undefined && key?.status === 'Active') return { user, key };
    }
    return undefined;
  }

  noteUse(keyId: string, service: string, region: string): void {
    const key = this.userOf(keyId)?.keys.find(({ id }) => id === keyId);
    if (key !== undefined) key.lastUsed = { at: this.#store.now(), service, region };
  }

  /** Who signs in to the console with this password, and from when on; undefined for nobody. */
  signIn(name: string, password: string): ConsoleSession | undefined {
    const { login } = this.peek(name) ?? { login: null };
    if (login === null || login.password !== password) return undefined;
    this.#store.users.change(name, (user) => {
      user.lastUsedAt = this.#store.now();
    });
    return { name, at: this.#store.now(), mayOnlyChangePassword: login.mustChange };
  }

  /** The owner replaces the password with the one session for which that is asked. */
  changePassword(session: ConsoleSession, password: string): void {
    this.#store.users.change(session.name, (user) => {
      user.login = { password, mustChange: false, createdAt: user.login?.createdAt ?? session.at };
    });
  }

  /** Whether a policy of the user denies everything to a session that began then (`aws:TokenIssueTime`). */
  isCutOff({ name, at }: Pick<ConsoleSession, 'name' | 'at'>): boolean {
    return isCut(this.peek(name)?.policies ?? {}, at);
  }

  /** The same for a session of a role. */
  isRoleCutOff(name: string, at: number): boolean {
    return isCut(this.peekRole(name)?.policies ?? {}, at);
  }
}

export interface ConsoleSession {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly mayOnlyChangePassword: boolean;
}

const isCut = (policies: Readonly<Record<string, string>>, at: number): boolean =>
  Object.values(policies).some((text) => {
    const [, before] = /"DateLessThan":\{"aws:TokenIssueTime":"([^"]+)"/.exec(text) ?? [];
    return before !== undefined && text.includes('"Effect":"Deny"') && at < Date.parse(before);
  });
