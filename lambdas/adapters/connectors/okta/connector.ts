import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Action, Tier } from '../../../core/registry/account.ts';
import type { Scope } from '../../../core/registry/scope.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { assertAction } from '../action.ts';
import type { GroupTier } from '../group-tiers.ts';
import { OktaCalls, type OktaCallsOptions } from './calls.ts';
import { OktaDirectory } from './directory.ts';
import type { Okta } from './okta.ts';
import {
  codeMinutesOf,
  factorTypeOf,
  hasSignedIn,
  isChanging,
  isMasteredElsewhere,
  isPasswordLiving,
  isRemoved,
  isShut,
  type OktaUser,
  oktaEvidenceOf,
} from './person.ts';

export interface OktaConnectorOptions extends OktaCallsOptions {
  readonly groupTiers?: readonly GroupTier[];
}

/** The states in which each action is possible; an action that is not named is possible in all of them. */
const STATES: Readonly<Partial<Record<Action, readonly string[]>>> = {
  'reset-password': ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY'],
  'reset-mfa': ['ACTIVE'],
  'temporary-access': ['ACTIVE'],
  'issue-first-credential': ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY'],
  unlock: ['ACTIVE', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY'],
};

/**
 * People of an Okta org. A reset of the password hands over a temporary one, which Okta makes and the person must replace; everything else
 * hands over a temporary access code that works once. At the grant's end a temporary password that nobody replaced is taken away: the user
 * waits in `RECOVERY`, where no password opens anything.
 */
export class OktaConnector implements Connector {
  readonly name = 'okta';
  readonly actions = CONNECTORS.okta.actions;
  readonly findsById = true;
  readonly #calls: OktaCalls;
  readonly #directory: OktaDirectory;
  readonly #now: () => number;

  constructor(okta: Okta, { groupTiers, ...options }: OktaConnectorOptions = {}) {
    this.#calls = new OktaCalls(okta, options);
    this.#directory = new OktaDirectory(okta, groupTiers);
    this.#now = options.now ?? Date.now;
  }

  identityOf(target: string): ReturnType<Connector['identityOf']> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): ReturnType<Connector['tierOf']> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string): Promise<Scope | undefined> {
    return this.#directory.scopeOf(target);
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'directoryId'>): Promise<Obstacle | null> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined) return { code: 'not-found', mayPass: false };
    const code = await this.#obstacle(request.action, user);
    return code === undefined ? null : { code, mayPass: code === 'user-changing' };
  }

  /** Each attempt makes a fresh credential, and the newest counts: it replaces the one before in the org and in its box. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const user = await this.#user(request.directoryId);
    const code = await this.#obstacle(request.action, user);
    if (code !== undefined) throw inTheWay(code, user);
    // Only the end of sessions comes as far as here for them: Okta ended those when it deactivated the user.
    if (isRemoved(user)) return { state: 'done', reference: user.id, evidence: { status: user.status } };
    const given = await this.#give(request, user);
    // Who is unlocked keeps what they are signed in to.
    if (request.action !== 'unlock') await this.#calls.endSessions(user.id);
    return {
      state: 'done',
      reference: user.id,
      ...(given.credential === undefined ? {} : { credential: given.credential }),
      evidence: { ...(await this.#evidence(user.id)), ...given.evidence },
    };
  }

  /** Whatever is left of the grant ends. A password that its owner replaced, and factors that they registered, stay. */
  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined || isRemoved(user) || !isGrant(request)) return;
    try {
      if (givesCode(request)) await this.#calls.removeCodes(user.id);
      // Whom somebody else suspended, Okta lets nobody reset: the grant stays open until they come back or are removed.
      const isOpen = givesPassword(request) && isPasswordLiving(user, request) && user.status !== 'SUSPENDED';
      if (isOpen) await this.#calls.shut(user.id);
    } finally {
      // Also where Okta keeps the code: whoever has it is kept out, and the error causes a retry.
      if (request.repudiated === true) await this.#keepOut(user.id);
    }
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined) return { gone: true, evidence: { user: 'absent' } };
    // Of whom was deactivated Okta shows no factors and no codes, and nothing of theirs comes back.
    if (isRemoved(user)) return { gone: true, evidence: { status: user.status } };
    const evidence = await this.#evidence(user.id);
    if (!isGrant(request)) return { gone: true, evidence };
    const isLeft =
      (givesPassword(request) && isPasswordLiving(user, request)) ||
      (givesCode(request) && (await this.#calls.codes(user.id)).length > 0) ||
      (request.repudiated === true && !isShut(user));
    return { gone: !isLeft, ...(isChanging(user) ? { isRunning: true } : {}), evidence };
  }

  /** What stops an action for this user; undefined for nothing. Changes nothing. */
  async #obstacle(action: Action, user: OktaUser): Promise<string | undefined> {
    if (action === 'revoke-sessions') return undefined;
    if (isChanging(user)) return 'user-changing';
    if (STATES[action]?.includes(user.status) !== true) return 'user-not-recoverable';
    // INVARIANT: a first credential never replaces one.
    if (action === 'issue-first-credential' && hasSignedIn(user)) return 'credential-in-use';
    if (action === 'reset-password' || action === 'unlock' || action === 'issue-first-credential')
      return isMasteredElsewhere(user) ? 'mastered-elsewhere' : undefined;
    if ((await this.#calls.codeAuthenticator()) === undefined) return 'code-disabled';
    // All factors of an administrator at once is what a thief asks a help desk for.
    const keepsFactors = action === 'reset-mfa' && isAdministrator(await this.#directory.tierOfUser(user));
    return keepsFactors ? 'administrator-factors' : undefined;
  }

  async #give(request: ConnectorRequest, user: OktaUser): Promise<Given> {
    switch (request.action) {
      case 'reset-password':
      case 'issue-first-credential':
        return { credential: await this.#givePassword(user) };
      case 'unlock':
        await this.#unlock(user);
        return {};
      case 'revoke-sessions':
        return {};
      default: {
        // The code comes first: where Okta refuses it, nothing else is taken from the user.
        const given = await this.#giveCode(request, user);
        if (request.action !== 'reset-mfa') return given;
        const removed = await this.#calls.removeFactors(user.id);
        return { ...given, evidence: { ...given.evidence, factorsRemoved: removed.map(factorTypeOf).sort() } };
      }
    }
  }

  async #givePassword({ id }: OktaUser): Promise<Secret> {
    const password = await this.#calls.expirePassword(id);
    if ((await this.#user(id)).status !== 'PASSWORD_EXPIRED') throw notReadBack(id);
    return password;
  }

  async #unlock({ id, status }: OktaUser): Promise<void> {
    if (status !== 'LOCKED_OUT' && !(await this.#calls.isBlocked(id))) return;
    await this.#calls.unlock(id);
    if ((await this.#user(id)).status === 'LOCKED_OUT' || (await this.#calls.isBlocked(id))) throw notReadBack(id);
  }

  async #giveCode({ expiresAt }: ConnectorRequest, { id }: OktaUser): Promise<Given> {
    const authenticator = await this.#calls.codeAuthenticator();
    if (authenticator === undefined) throw final('code-disabled', 'the org has no temporary access codes any more');
    const made = await this.#calls.giveCode(id, authenticator, codeMinutesOf(expiresAt, this.#now()));
    if (!(await this.#calls.codes(id)).some((code) => code.id === made.id)) throw notReadBack(id);
    return { credential: made.credential, evidence: made.evidence };
  }

  /** Whoever claimed the credential may have set a password and factors of their own. Only somebody who looks may let the user in again. */
  async #keepOut(id: string): Promise<void> {
    const user = await this.#directory.find(id);
    if (user === undefined) return;
    await this.#calls.endSessions(id);
    if (isShut(user)) return;
    // Okta suspends who is `ACTIVE`, and nobody else.
    if (user.status === 'ACTIVE') await this.#calls.suspend(id);
    else await this.#calls.shut(id);
  }

  async #evidence(id: string): Promise<Evidence> {
    return oktaEvidenceOf(await this.#user(id), await this.#calls.factors(id));
  }

  async #user(id: string): Promise<OktaUser> {
    const user = await this.#directory.find(id);
    if (user === undefined) throw final('not-found', `there is no user \`${id}\``);
    return user;
  }
}

interface Given {
  readonly credential?: Secret;
  readonly evidence?: Evidence;
}

const gives = ({ action, supersedes = [] }: ConnectorRequest, ...which: readonly Action[]): boolean =>
  [action, ...supersedes].some((one) => which.includes(one));
const givesPassword = (request: ConnectorRequest): boolean =>
  gives(request, 'reset-password', 'issue-first-credential');
const givesCode = (request: ConnectorRequest): boolean => gives(request, 'temporary-access', 'reset-mfa');
const isGrant = (request: ConnectorRequest): boolean => givesPassword(request) || givesCode(request);

const isAdministrator = (tier: Tier | null): boolean => tier === 'privileged' || tier === 'critical';

const final = (code: string, message: string): AdapterError => new AdapterError(code, { retryable: false, message });

const inTheWay = (code: string, { id }: OktaUser): AdapterError =>
  new AdapterError(code, {
    retryable: code === 'user-changing',
    message: `user \`${id}\` cannot be recovered: \`${code}\``,
  });

const notReadBack = (id: string): AdapterError =>
  new AdapterError('not-read-back', { retryable: true, message: `user \`${id}\` does not show the change yet` });
