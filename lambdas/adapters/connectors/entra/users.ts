import type { Action } from '../../../core/registry/account.ts';
import type { ConnectorRequest, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Acting } from '../action.ts';
import { type EntraDirectory, pathOf } from './directory.ts';
import type { Graph } from './graph.ts';
import {
  collectionOf,
  endedShape,
  evidenceOf,
  givesPass,
  hasOwnSignIn,
  isGuest,
  isSpent,
  kindOf,
  methodShape,
  minutesOf,
  type Pass,
  type PassPolicy,
  passPolicyShape,
  passShape,
  removable,
  type User,
  type UserMethod,
} from './person.ts';

/** Attempts this close to each other may show one time for the end of sessions. */
const REPEATED_MS = 60_000;

const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass';

export interface EntraUsersOptions {
  readonly now?: () => number;
  /** Milliseconds after which a list shows what was made before. */
  readonly settleMs?: number;
}

const SETTLE_MS = 2_000;

/**
 * People of a Microsoft Entra tenant. What a recovery hands over is a Temporary Access Pass that works once: with it the person signs in and
 * registers a factor of their own. The pass ends by itself, and with the grant. Passwords are not reset: an application cannot read back
 * whether a temporary one was replaced, so its end could never be confirmed.
 */
export class EntraUsers implements Acting {
  readonly #graph: Graph;
  readonly #directory: EntraDirectory;
  readonly #now: () => number;
  readonly #settleMs: number;

  constructor(graph: Graph, directory: EntraDirectory, { now = Date.now, settleMs = SETTLE_MS }: EntraUsersOptions) {
    this.#graph = graph;
    this.#directory = directory;
    this.#now = now;
    this.#settleMs = settleMs;
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'directoryId'>): Promise<Obstacle | null> {
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined) return { code: 'not-found', mayPass: false };
    const obstacle = await this.#obstacle(request.action, user);
    return obstacle === undefined ? null : { code: obstacle, mayPass: false };
  }

  /**
   * Each attempt makes a fresh pass, and the newest counts: a tenant keeps one pass for a user. The pass comes first: where the tenant refuses
   * it, nothing else is taken from the user.
   */
  async perform(request: ConnectorRequest): Promise<Performed> {
    const user = await this.#user(request.directoryId);
    const obstacle = await this.#obstacle(request.action, user);
    if (obstacle !== undefined)
      throw final(obstacle, `user \`${request.target}\` cannot be recovered: \`${obstacle}\``);
    const given = request.action === 'revoke-sessions' ? undefined : await this.#givePass(request, user);
    const removed = request.action === 'reset-mfa' ? await this.#removeMethods(user) : [];
    const endedFrom = await this.#endSessions(user);
    return {
      state: 'done',
      reference: user.id,
      ...(given === undefined ? {} : { credential: given.credential }),
      evidence: {
        ...(await this.#evidence(user.id)),
        sessionsEndedFrom: endedFrom,
        ...(request.action === 'reset-mfa' ? { methodsRemoved: removed.map(kindOf).sort() } : {}),
        ...given?.evidence,
      },
    };
  }

  async revoke(request: ConnectorRequest): Promise<void> {
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined || !givesPass(request)) return;
    try {
      // INVARIANT: a user has one pass, and it is ours: nobody else gives passes to a governed account.
      for (const pass of await this.#settled(user.id)) if (!isSpent(pass)) await this.#removePass(user.id, pass);
    } finally {
      // Also where Graph keeps the pass: whoever has it is kept out, and the error causes a retry.
      if (request.repudiated === true) await this.#keepOut(user);
    }
  }

  async #keepOut(user: User): Promise<void> {
    // The sessions end also where the user cannot be disabled, which administrators may take a role of the application for.
    await this.#endSessions(user);
    // Whoever claimed the pass may have registered factors with it. Only somebody who looks at them may let the user in again.
    if (user.accountEnabled) await this.#graph.patch(pathOf(user.id), { accountEnabled: false });
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined) return { gone: true, evidence: { user: 'absent' } };
    const evidence = await this.#evidence(user.id);
    if (!givesPass(request)) return { gone: true, evidence };
    const isPassGone = (await this.#living(user.id)).length === 0;
    return { gone: isPassGone && (request.repudiated !== true || !user.accountEnabled), evidence };
  }

  /** What stops an action for this user; undefined for nothing. Changes nothing. */
  async #obstacle(action: Action, user: User): Promise<string | undefined> {
    if (isGuest(user)) return 'guest-elsewhere';
    if (action === 'revoke-sessions') return undefined;
    if (!user.accountEnabled) return 'user-not-recoverable';
    if ((await this.#policy()).state !== 'enabled') return 'pass-disabled';
    // INVARIANT: a first credential never replaces one.
    if (action === 'issue-first-credential')
      return hasOwnSignIn(user, await this.#methods(user.id)) ? 'credential-in-use' : undefined;
    if (action !== 'reset-mfa') return undefined;
    const stuck = removable(await this.#methods(user.id)).some((method) => collectionOf(method) === undefined);
    return stuck ? 'factor-left' : undefined;
  }

  async #givePass({ expiresAt }: ConnectorRequest, { id }: User) {
    const lifetimeInMinutes = minutesOf(expiresAt, this.#now(), await this.#policy());
    const wanted = { lifetimeInMinutes, isUsableOnce: true };
    const made = await this.#graph.post(`${pathOf(id)}/authentication/temporaryAccessPassMethods`, wanted, passShape);
    const held = (await this.#passes(id)).find((pass) => pass.id === made.id);
    // The tenant's policy leaves this user out: the pass would never work.
    if (made.methodUsabilityReason === 'DisabledByPolicy') {
      await this.#removePass(id, made);
      throw final('pass-disabled', `the policy of the tenant lets user \`${id}\` use no pass`);
    }
    if (held === undefined || !held.isUsable || typeof made.temporaryAccessPass !== 'string') throw notReadBack(id);
    return {
      credential: new Secret(made.temporaryAccessPass),
      evidence: { pass: held.id, passMinutes: held.lifetimeInMinutes, passWorksOnce: held.isUsableOnce },
    };
  }

  /**
   * Removes every factor, one by one. Graph refuses to remove the user's default method while others are there: what it refuses is tried
   * once more when the others are gone. Throws `factor-refused` when one stays.
   */
  async #removeMethods({ id }: User): Promise<readonly UserMethod[]> {
    const there = removable(await this.#methods(id));
    const refused: UserMethod[] = [];
    for (const method of there) if (!(await this.#removeMethod(id, method))) refused.push(method);
    for (const method of refused) await this.#removeMethod(id, method);
    const left = removable(await this.#methods(id)).filter((method) => there.some((one) => one.id === method.id));
    if (left.length > 0)
      throw new AdapterError('factor-refused', {
        retryable: true,
        message: `user \`${id}\` still has ${left.map(kindOf)}`,
      });
    return there;
  }

  async #removeMethod(id: string, method: UserMethod): Promise<boolean> {
    const refusal = await this.#graph.remove(`${pathOf(id)}/authentication/${collectionOf(method)}/${method.id}`);
    return refusal === undefined;
  }

  async #removePass(id: string, pass: Pass): Promise<void> {
    const path = `${pathOf(id)}/authentication/temporaryAccessPassMethods/${pass.id}`;
    const refusal = await this.#graph.remove(path);
    if (refusal !== undefined) throw final('invalid-request', `Graph says \`${refusal.code}\``);
  }

  /** Ends refresh tokens and browser sessions, and returns from when on new ones count. An access token lives to its end. */
  async #endSessions({ id, signInSessionsValidFromDateTime: before }: User): Promise<string> {
    const { value } = await this.#graph.post(`${pathOf(id)}/revokeSignInSessions`, {}, endedShape);
    const { signInSessionsValidFromDateTime: from } = await this.#user(id);
    // The time has whole seconds: an attempt that was repeated at once reads the same one.
    const isOld = from === before && Date.parse(from ?? '') < this.#now() - REPEATED_MS;
    if (!value || typeof from !== 'string' || isOld) throw notReadBack(id);
    return from;
  }

  async #evidence(id: string) {
    return evidenceOf(await this.#user(id), await this.#methods(id));
  }

  async #user(id: string): Promise<User> {
    const user = await this.#directory.find(id);
    if (user === undefined) throw final('not-found', `there is no user \`${id}\``);
    return user;
  }

  async #living(id: string): Promise<readonly Pass[]> {
    return (await this.#passes(id)).filter((pass) => !isSpent(pass));
  }

  /** A list that shows no pass may be from before one was made: it is read again after a while. */
  async #settled(id: string): Promise<readonly Pass[]> {
    const passes = await this.#passes(id);
    if (passes.length > 0) return passes;
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
    return this.#passes(id);
  }

  #passes(id: string): Promise<readonly Pass[]> {
    return this.#graph.list(`${pathOf(id)}/authentication/temporaryAccessPassMethods`, passShape);
  }

  #methods(id: string): Promise<readonly UserMethod[]> {
    return this.#graph.list(`${pathOf(id)}/authentication/methods`, methodShape);
  }

  #policy(): Promise<PassPolicy> {
    return this.#graph.get(POLICY, passPolicyShape);
  }
}

const final = (code: string, message: string): AdapterError => new AdapterError(code, { retryable: false, message });

const notReadBack = (id: string): AdapterError =>
  new AdapterError('not-read-back', { retryable: true, message: `user \`${id}\` does not show the change yet` });
