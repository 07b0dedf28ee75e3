import { CONNECTORS } from '../../../lambdas/contract/connectors.ts';
import { normalTarget } from '../../../lambdas/core/registry/identity.ts';
import type { Connector, ConnectorRequest, Gone, Performed } from '../../../lambdas/ports/connector.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

/** A directory of many people in which the grants that give access now are known, and each call takes its time. */
export class GrantedDirectory implements Connector {
  readonly name = 'cognito';
  readonly actions = CONNECTORS.cognito.actions;
  /** The grant that gives access to a target now, and when it ends. */
  readonly access = new Map<string, { readonly grant: string; readonly expiresAt: string }>();
  /** Revocations that took the access of another grant away while that one lasted. */
  takenAway = 0;
  readonly #takesTime: () => void;
  readonly #now: () => string;

  constructor(now: () => string, takesTime: () => void) {
    this.#now = now;
    this.#takesTime = takesTime;
  }

  async examine(): Promise<null> {
    return null;
  }

  async identityOf(target: string): Promise<string> {
    return normalTarget(target);
  }

  async tierOf(): Promise<null> {
    return null;
  }

  async scopeOf(): Promise<undefined> {
    return undefined;
  }

  async perform({ target, grant, expiresAt }: ConnectorRequest): Promise<Performed> {
    this.#takesTime();
    this.access.set(target, { grant, expiresAt });
    const credential = new Secret(`canary-${grant}`);
    return {
      state: 'done',
      reference: `temporary:${grant}`,
      credential,
      evidence: { status: 'FORCE_CHANGE_PASSWORD' },
    };
  }

  /** As a real one: it knows an account and no grants, and takes away whatever access there is. */
  async revoke({ target, grant }: ConnectorRequest): Promise<void> {
    this.#takesTime();
    const current = this.access.get(target);
    if (current !== undefined && current.grant !== grant && current.expiresAt > this.#now()) this.takenAway += 1;
    this.access.delete(target);
  }

  async verifyGone({ target }: ConnectorRequest): Promise<Gone> {
    const gone = !this.access.has(target);
    return { gone, evidence: { status: gone ? 'DISABLED' : 'FORCE_CHANGE_PASSWORD' } };
  }
}
