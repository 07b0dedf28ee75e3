import type { DatabaseRole, DatabaseRoles, Databases } from '../../ports/database.ts';
import type { RotatingSecret } from '../../ports/rotating-secret.ts';
import type { Secret } from '../../ports/secret.ts';
import { aroundLogin, type DatabaseValue, databaseValue, withLogin } from './database-value.ts';
import type { RotatedSystem, Succession } from './rotated-system.ts';
import { RotationError } from './rotation-error.ts';

/** As AWS's functions for alternating users call the second of two roles. */
const TWIN = '_clone';
/** PostgreSQL cuts longer names off. */
const MOST_BYTES = 63;

export interface DatabaseRoleServices {
  readonly databases: Databases;
  readonly passwords: Pick<RotatingSecret, 'randomPassword'>;
}

/**
 * A secret that is the password of a PostgreSQL role: a single one, or one of two that take turns. The administrator of the server sets it, so
 * a password that works no more can be replaced too. INVARIANT: whoever can edit the value, and not the tag, cannot aim a rotation at another
 * role; and no setting, no call to another server.
 */
export class DatabaseRoleSystem implements RotatedSystem {
  readonly #services: DatabaseRoleServices;
  /** The role that the owner's tag names. */
  readonly #role: string;

  constructor(services: DatabaseRoleServices, role: string) {
    this.#services = services;
    this.#role = role;
  }

  async next(current: Secret): Promise<Secret> {
    const value = this.#read(current);
    const password = await this.#services.passwords.randomPassword();
    return withLogin(current, { role: this.#roleAfter(value), password });
  }

  assertSuccessor({ replaced, pending }: Succession): void {
    const [before, after] = [this.#read(replaced), this.#read(pending)];
    if (aroundLogin(replaced) !== aroundLogin(pending))
      throw new RotationError('fields-changed', 'the pending value differs in more than its login');
    if (after.role !== this.#roleAfter(before))
      throw new RotationError('fields-changed', 'the pending value names another role than the one whose turn it is');
    if (before.password.reveal() === after.password.reveal())
      throw new RotationError('password-unchanged', 'the pending value has the current password');
  }

  async enable(change: Succession): Promise<void> {
    const pending = this.#read(change.pending);
    if (await this.#services.databases.accepts(pending)) return;
    await this.#as(pending, async (roles) => {
      const { role, twin } = await this.#examined(roles, pending);
      if (role.found === undefined) throw new RotationError('role-missing', 'the server has no such role');
      if (pending.role === this.#role) await roles.setPassword(pending.role, pending.password);
      else if (twin === undefined) await roles.addTwin(pending.role, this.#role, pending.password);
      else await roles.setPassword(pending.role, pending.password);
    });
  }

  accepts({ pending }: Succession): Promise<boolean> {
    return this.#services.databases.accepts(this.#read(pending));
  }

  /** One password ends with the next; sessions that began with it are ended. Of two roles the other one ends. */
  async end({ replaced }: Succession): Promise<void> {
    const before = this.#read(replaced);
    await this.#as(before, async (roles) => {
      await this.#examined(roles, before);
      if (before.alternates) await roles.end(before.role);
      else await roles.endSessions(before.role);
    });
  }

  /** The password of a single role has ended already. */
  async endAt({ replaced }: Succession, at: Date): Promise<void> {
    const before = this.#read(replaced);
    if (!before.alternates) return;
    await this.#as(before, async (roles) => {
      await this.#examined(roles, before);
      await roles.endAt(before.role, at);
    });
  }

  async restore({ replaced, pending }: Succession): Promise<void> {
    const [before, after] = [this.#read(replaced), this.#read(pending)];
    await this.#as(before, async (roles) => {
      await this.#examined(roles, before);
      if (!(await this.#services.databases.accepts(before))) await roles.setPassword(before.role, before.password);
      if (after.role !== before.role) await roles.end(after.role);
    });
  }

  /** The value, which names this role or its twin. */
  #read(secret: Secret): DatabaseValue {
    const value = databaseValue(secret);
    const known = value.alternates ? [this.#role, this.#twin] : [this.#role];
    if (!known.includes(value.role))
      throw new RotationError('role-not-tagged', 'the value names another role than the tag of the secret');
    if (known.some((name) => Buffer.byteLength(name) > MOST_BYTES))
      throw new RotationError('role-too-long', `a role has more than ${MOST_BYTES} bytes in its name`);
    return value;
  }

  #roleAfter({ alternates, role }: DatabaseValue): string {
    return alternates && role === this.#role ? this.#twin : this.#role;
  }

  get #twin(): string {
    return `${this.#role}${TWIN}`;
  }

  /** The role of the tag and its twin, neither of which is an administrator. */
  async #examined(roles: DatabaseRoles, { alternates }: DatabaseValue) {
    const role = await roles.roleOf(this.#role);
    const twin = alternates ? await roles.roleOf(this.#twin) : undefined;
    for (const one of [role, twin]) assertWeak(one);
    if (twin !== undefined && !twin.memberOf.includes(this.#role))
      throw new RotationError('twin-foreign', 'the role whose turn it is belongs to somebody else');
    return { role: { found: role }, twin };
  }

  #as<Result>({ place }: DatabaseValue, work: (roles: DatabaseRoles) => Promise<Result>): Promise<Result> {
    return this.#services.databases.asAdministrator(place, work);
  }
}

function assertWeak(role: DatabaseRole | undefined): void {
  if (role?.isPowerful === true)
    throw new RotationError('role-too-powerful', 'the role administers the server, which a service account does not');
}
