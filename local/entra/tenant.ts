import { randomBytes, randomUUID } from 'node:crypto';
import { Devices } from './devices.ts';

/** A user of the tenant, as Graph shows one. */
export interface TenantUser {
  readonly id: string;
  userPrincipalName: string;
  accountEnabled: boolean;
  displayName: string | null;
  mail: string | null;
  mobilePhone: string | null;
  /** The id of a user. */
  manager: string | null;
  creationType: string | null;
  signInSessionsValidFromDateTime: string;
  createdDateTime: string | null;
  /** When the password was set last, also the first one; null for a user without one. */
  lastPasswordChangeDateTime: string | null;
  /** Registered methods; the first that was registered is the default one. */
  methods: readonly TenantMethod[];
  pass: TenantPass | null;
  /** The groups that the user is in, also through other groups. */
  groups: readonly TenantGroup[];
}

export interface TenantGroup {
  readonly id: string;
  readonly displayName: string;
}

/** A role of a user or a group, by the id of its definition; held, or to be activated. */
export interface RoleAssignment {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly isEligible: boolean;
}

export interface TenantMethod {
  readonly id: string;
  /** Such as `phoneAuthenticationMethod`. */
  readonly kind: string;
}

export interface TenantPass {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  readonly lifetimeInMinutes: number;
  readonly isUsableOnce: boolean;
  isUsed: boolean;
}

export interface PassRules {
  state: 'enabled' | 'disabled';
  readonly minimumLifetimeInMinutes: number;
  readonly maximumLifetimeInMinutes: number;
}

/** A tenant of Microsoft Entra in memory: users, their methods and passes, and signing in with a pass. */
export class Tenant {
  readonly id = randomUUID();
  readonly users = new Map<string, TenantUser>();
  assignments: readonly RoleAssignment[] = [];
  /** Whether the tenant has Privileged Identity Management. */
  isLicensed = true;
  /** What a new tenant has: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass */
  readonly passRules: PassRules = {
    state: 'enabled',
    minimumLifetimeInMinutes: 60,
    maximumLifetimeInMinutes: 480,
  };
  readonly devices: Devices;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.devices = new Devices(now);
  }

  addUser(
    userPrincipalName: string,
    given: Partial<Pick<TenantUser, 'creationType' | 'accountEnabled' | 'lastPasswordChangeDateTime'>> = {},
  ): TenantUser {
    const user: TenantUser = {
      ...{ id: randomUUID(), userPrincipalName, accountEnabled: true, creationType: null, pass: null },
      ...{ displayName: null, mail: null, mobilePhone: null, manager: null },
      groups: [],
      methods: [{ id: '28c10230-6103-485e-b985-444c60001490', kind: 'passwordAuthenticationMethod' }],
      signInSessionsValidFromDateTime: this.#seconds(),
      ...{ createdDateTime: this.#seconds(), lastPasswordChangeDateTime: this.#seconds() },
      ...given,
    };
    this.users.set(user.id, user);
    return user;
  }

  /** By object id, or by name in any case. */
  find(name: string): TenantUser | undefined {
    const isNamed = (user: TenantUser) => user.userPrincipalName.toLowerCase() === name.toLowerCase();
    return this.users.get(name) ?? [...this.users.values()].find(isNamed);
  }

  register(user: TenantUser, kind: string): TenantMethod {
    const method = { id: randomUUID(), kind };
    user.methods = [...user.methods, method];
    return method;
  }

  /** Whether Graph would refuse to remove this method now: the default one goes last. */
  isDefault(user: TenantUser, method: TenantMethod): boolean {
    const factors = user.methods.filter(({ kind }) => kind !== 'passwordAuthenticationMethod');
    return factors.length > 1 && factors[0]?.id === method.id;
  }

  endSessions(user: TenantUser): void {
    user.signInSessionsValidFromDateTime = this.#seconds();
  }

  /** A user has one pass: a new one takes the place of the old. */
  givePass(user: TenantUser, lifetimeInMinutes: number, isUsableOnce: boolean): TenantPass {
    const value = randomBytes(9).toString('base64url').slice(0, 8);
    const created = { id: randomUUID(), value, createdAt: this.#now(), isUsed: false };
    user.pass = { ...created, lifetimeInMinutes, isUsableOnce };
    return user.pass;
  }

  /** Why a pass can be used or cannot, in Graph's words. */
  usability({ createdAt, lifetimeInMinutes, isUsableOnce, isUsed }: TenantPass): string {
    if (this.#now() >= createdAt + lifetimeInMinutes * 60_000) return 'Expired';
    if (isUsableOnce && isUsed) return 'OneTimeUsed';
    return this.passRules.state === 'enabled' ? 'EnabledByPolicy' : 'DisabledByPolicy';
  }

  /** Signs a person in with a pass, as they would at the vendor's page. */
  signIn(name: string, value: string): boolean {
    const user = this.find(name);
    const pass = user?.pass ?? null;
    if (user === undefined || pass === null || !user.accountEnabled || pass.value !== value) return false;
    if (this.usability(pass) !== 'EnabledByPolicy') return false;
    pass.isUsed = true;
    return true;
  }

  #seconds(): string {
    return new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}
