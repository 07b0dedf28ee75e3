import type { DatabaseLogin, DatabasePlace, DatabaseRoles, Databases } from '../../../lambdas/ports/database.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

interface ModelRole {
  password: string | null;
  canSignIn: boolean;
  endsAt: number;
  readonly isPowerful: boolean;
  readonly memberOf: readonly string[];
}

const FOR_EVER = Number.POSITIVE_INFINITY;

/** A database server by PostgreSQL's documentation of `ALTER ROLE`, as far as the port shows it. */
export class ModelDatabases implements Databases {
  readonly roles = new Map<string, ModelRole>();
  /** Roles whose sessions were ended, in order. */
  readonly ended: string[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(name: string, password: string, over: Partial<ModelRole> = {}): void {
    this.roles.set(name, { password, canSignIn: true, endsAt: FOR_EVER, isPowerful: false, memberOf: [], ...over });
  }

  accepts = async ({ place, role: name, password }: DatabaseLogin): Promise<boolean> => {
    known(place);
    const role = this.roles.get(name);
    return role?.canSignIn === true && role.password === password.reveal() && role.endsAt > this.#now();
  };

  asAdministrator = async <Result>(
    place: DatabasePlace,
    work: (roles: DatabaseRoles) => Promise<Result>,
  ): Promise<Result> => {
    known(place);
    return work(this.#roles);
  };

  readonly #roles: DatabaseRoles = {
    roleOf: async (name) => {
      const found = this.roles.get(name);
      if (found === undefined) return undefined;
      const { canSignIn, isPowerful, memberOf } = found;
      return { canSignIn, isPowerful, memberOf };
    },
    setPassword: async (name, password) => {
      Object.assign(this.#find(name), { password: password.reveal(), canSignIn: true, endsAt: FOR_EVER });
    },
    addTwin: async (name, of, password) => {
      this.#find(of);
      if (this.roles.has(name)) throw new AdapterError('statement-refused', { retryable: false });
      this.add(name, password.reveal(), { memberOf: [of] });
    },
    endAt: async (name, at) => {
      const role = this.#find(name);
      role.endsAt = Math.min(role.endsAt, at.getTime());
    },
    end: async (name) => {
      Object.assign(this.#find(name), { password: null, canSignIn: false });
      this.ended.push(name);
    },
    endSessions: async (name) => {
      this.ended.push(name);
    },
  };

  #find(name: string): ModelRole {
    const role = this.roles.get(name);
    if (role === undefined) throw new AdapterError('statement-refused', { retryable: false });
    return role;
  }
}

const known = ({ host }: DatabasePlace): void => {
  if (host !== '127.0.0.1') throw new AdapterError('server-unknown', { retryable: true });
};
