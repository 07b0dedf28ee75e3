import { randomBytes, randomUUID } from 'node:crypto';

/** States of a user: https://developer.okta.com/docs/concepts/user-states/ */
export type UserStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

/** A user of the org, as the management API shows one. */
export interface OrgUser {
  readonly id: string;
  login: string;
  status: UserStatus;
  transitioningToStatus: UserStatus | null;
  passwordChanged: string | null;
  /** Null for whoever never signed in. */
  lastLogin: string | null;
  /** Moves with the profile, the password and the state. */
  lastUpdated: string;
  email: string | null;
  mobilePhone: string | null;
  displayName: string | null;
  /** A text: the org decides what it says. */
  managerId: string | null;
  /** Where the password is kept: `OKTA`, `ACTIVE_DIRECTORY`, `LDAP`, `FEDERATION`. */
  provider: string;
  password: string;
  factors: readonly OrgFactor[];
  code: OrgCode | null;
  isBlocked: boolean;
  sessions: number;
  groups: readonly string[];
  roles: readonly OrgRole[];
}

export interface OrgFactor {
  readonly id: string;
  readonly factorType: string;
}

/** A temporary access code. */
export interface OrgCode {
  readonly id: string;
  readonly value: string;
  readonly expiresAt: string;
  readonly multiUse: boolean;
  isUsed: boolean;
}

/** A role of an administrator, their own or a group's. */
export interface OrgRole {
  readonly type: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly assignmentType: 'USER' | 'GROUP';
}

/** Users of an org in memory, and what people do with what they were handed. */
export class Org {
  readonly host = 'acme.okta.com';
  readonly users = new Map<string, OrgUser>();
  /** The authenticator of temporary access codes; null in an org without the feature. */
  codes: { readonly id: string; status: 'ACTIVE' | 'INACTIVE' } | null = { id: idOf('aut'), status: 'ACTIVE' };
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  addUser(login: string, over: Partial<Pick<OrgUser, 'status' | 'provider' | 'lastLogin'>> = {}): OrgUser {
    const user: OrgUser = {
      ...{ id: idOf('00u'), login, status: 'ACTIVE', transitioningToStatus: null, provider: 'OKTA' },
      ...{
        lastLogin: this.#time(),
        passwordChanged: this.#time(),
        password: 'canary-First-password',
        factors: [],
        code: null,
      },
      ...{ lastUpdated: this.#time(), email: login, mobilePhone: null, displayName: null, managerId: null },
      ...{ isBlocked: false, sessions: 1, groups: ['Everyone'], roles: [] },
      ...over,
    };
    this.users.set(user.id, user);
    return user;
  }

  /** Changes a profile or a state, as an administrator does. */
  update(
    user: OrgUser,
    over: Partial<Pick<OrgUser, 'login' | 'email' | 'mobilePhone' | 'displayName' | 'managerId' | 'status'>> = {},
  ): void {
    Object.assign(user, over, { lastUpdated: this.#time() });
  }

  /** By id, by login in any case, or by the part of the login before its domain where only one user has it. */
  find(name: string): OrgUser | undefined {
    const all = [...this.users.values()];
    const short = all.filter(({ login }) => login.split('@')[0]?.toLowerCase() === name.toLowerCase());
    const whole = all.find(({ login }) => login.toLowerCase() === name.toLowerCase());
    return this.users.get(name) ?? whole ?? (short.length === 1 ? short[0] : undefined);
  }

  register(user: OrgUser, factorType: string): OrgFactor {
    const factor = { id: idOf('opf'), factorType };
    user.factors = [...user.factors, factor];
    return factor;
  }

  expirePassword(user: OrgUser): string {
    user.password = randomBytes(9).toString('base64url');
    Object.assign(user, { status: 'PASSWORD_EXPIRED', passwordChanged: this.#time() });
    return user.password;
  }

  giveCode(user: OrgUser, minutes: number, multiUse: boolean): OrgCode {
    const expiresAt = new Date(this.#now() + minutes * 60_000).toISOString();
    user.code = { id: idOf('tac'), value: randomBytes(8).toString('hex'), expiresAt, multiUse, isUsed: false };
    return user.code;
  }

  isLiving({ expiresAt, multiUse, isUsed }: OrgCode): boolean {
    return Date.parse(expiresAt) > this.#now() && (multiUse || !isUsed);
  }

  /** Signs a person in with a temporary access code, as they would at the vendor's page. */
  signInWithCode(login: string, value: string): boolean {
    const user = this.find(login);
    const code = user?.code ?? null;
    if (user?.status !== 'ACTIVE' || code === null || code.value !== value || !this.isLiving(code)) return false;
    code.isUsed = true;
    Object.assign(user, { sessions: user.sessions + 1, lastLogin: this.#time() });
    return true;
  }

  /** The same with a password. A temporary one only lets its holder set another. */
  signInWithPassword(login: string, password: string, next?: string): boolean {
    const user = this.find(login);
    if (user?.password !== password) return false;
    if (user.status === 'PASSWORD_EXPIRED' && next !== undefined)
      Object.assign(user, { status: 'ACTIVE', password: next, passwordChanged: this.#time() });
    if (user.status !== 'ACTIVE') return false;
    Object.assign(user, { sessions: user.sessions + 1, lastLogin: this.#time() });
    return true;
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** 20 letters and digits that begin with the kind, as Okta's ids do. */
const idOf = (kind: string): string => `${kind}${randomUUID().replaceAll('-', '').slice(0, 17)}`;
