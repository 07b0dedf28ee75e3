import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Action } from '../../../core/registry/account.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { assertAction } from '../action.ts';
import type { GroupTier } from '../group-tiers.ts';
import { GoogleCalls, type GoogleCallsOptions } from './calls.ts';
import { GoogleDirectory } from './directory.ts';
import type { Google } from './google.ts';
import { type GoogleUser, googleEvidenceOf, isAdministrator, isKeptOut, isTemporaryPasswordLiving } from './person.ts';

export interface GoogleConnectorOptions extends GoogleCallsOptions {
  readonly groupTiers?: readonly GroupTier[];
}

/**
 * People of a Google Workspace. A reset hands over a temporary password that its owner must replace; whoever lost their second step, and knows
 * their password, gets one backup code. At the grant's end a password that nobody replaced is replaced by one that nobody knows, and the codes
 * are invalid. Whoever a stranger took the credential of is suspended.
 */
export class GoogleConnector implements Connector {
  readonly name = 'google-workspace';
  readonly actions = CONNECTORS['google-workspace'].actions;
  readonly findsById = true;
  readonly #calls: GoogleCalls;
  readonly #directory: GoogleDirectory;

  constructor(google: Google, { groupTiers, ...options }: GoogleConnectorOptions = {}) {
    this.#calls = new GoogleCalls(google, options);
    this.#directory = new GoogleDirectory(google, groupTiers);
  }

  identityOf(target: string): ReturnType<Connector['identityOf']> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): ReturnType<Connector['tierOf']> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string): ReturnType<Connector['scopeOf']> {
    return this.#directory.scopeOf(target);
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'directoryId'>): Promise<Obstacle | null> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    const code = user === undefined ? 'not-found' : obstacleFor(request.action, user);
    return code === undefined ? null : { code, mayPass: false };
  }

  /** Each attempt makes a fresh credential, and the newest counts: it replaces the one before at Google and in its box. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const user = await this.#user(request.directoryId);
    const code = obstacleFor(request.action, user);
    if (code !== undefined) throw final(code, `user \`${user.id}\` cannot be recovered: \`${code}\``);
    const given = await this.#give(request.action, user);
    await this.#calls.endSessions(user.id);
    return {
      state: 'done',
      reference: user.id,
      ...(given === undefined ? {} : { credential: given }),
      evidence: await this.#evidence(user.id),
    };
  }

  /** Whatever is left of the grant ends. A password that its owner set, and a second step that they registered, stay. */
  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined || !request.issued) return;
    try {
      if (givesCode(request)) await this.#calls.removeCodes(user.id);
      if (givesPassword(request) && isTemporaryPasswordLiving(user, request)) await this.#calls.shut(user.id);
    } finally {
      // Also where Google keeps the codes: whoever has one is kept out, and the error causes a retry.
      if (request.repudiated === true) await this.#keepOut(user);
    }
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    if (user === undefined) return { gone: true, evidence: { user: 'absent' } };
    const codes = await this.#calls.codes(user.id);
    const isLeft =
      (givesPassword(request) && isTemporaryPasswordLiving(user, request)) ||
      (givesCode(request) && request.issued && codes.length > 0) ||
      (isGrant(request) && request.repudiated === true && !isKeptOut(user));
    return { gone: !isLeft, evidence: googleEvidenceOf(user, codes.length) };
  }

  async #give(action: Action, user: GoogleUser): Promise<Secret | undefined> {
    switch (action) {
      case 'reset-password':
        return this.#givePassword(user);
      case 'temporary-access':
        return this.#calls.giveCode(user.id);
      case 'reset-mfa': {
        // The password comes first: where Google refuses it, nothing is taken from the user.
        const password = await this.#givePassword(user);
        await this.#turnOff(user);
        return password;
      }
      default:
        return undefined;
    }
  }

  async #givePassword({ id }: GoogleUser): Promise<Secret> {
    const password = await this.#calls.givePassword(id);
    if ((await this.#user(id)).changePasswordAtNextLogin !== true) throw notReadBack(id);
    return password;
  }

  async #turnOff({ id, isEnrolledIn2Sv }: GoogleUser): Promise<void> {
    if (isEnrolledIn2Sv !== true) return;
    await this.#calls.turnOffTwoStep(id);
    if ((await this.#user(id)).isEnrolledIn2Sv === true) throw notReadBack(id);
  }

  /** Whoever claimed the credential may have set a password and a second step of their own. Only somebody who looks may let the user in again. */
  async #keepOut(user: GoogleUser): Promise<void> {
    if (!isKeptOut(user)) await this.#calls.suspend(user.id);
    await this.#calls.endSessions(user.id);
  }

  async #evidence(id: string): Promise<Evidence> {
    return googleEvidenceOf(await this.#user(id), (await this.#calls.codes(id)).length);
  }

  async #user(id: string): Promise<GoogleUser> {
    const user = await this.#directory.find(id);
    if (user === undefined) throw final('not-found', `there is no user \`${id}\``);
    return user;
  }
}

/** What stops an action for this user; undefined for nothing. */
function obstacleFor(action: Action, user: GoogleUser): string | undefined {
  if (action === 'revoke-sessions') return undefined;
  if (user.isGuestUser === true) return 'guest-elsewhere';
  if (isKeptOut(user)) return 'user-not-recoverable';
  if (action === 'temporary-access') return user.isEnrolledIn2Sv === true ? undefined : 'two-step-off';
  if (action !== 'reset-mfa') return undefined;
  // The whole second step of an administrator is what a thief asks a help desk for.
  if (isAdministrator(user)) return 'administrator-factors';
  // Google lets nobody in whose organization demands a second step that they do not have.
  return user.isEnforcedIn2Sv === true ? 'two-step-enforced' : undefined;
}

const gives = ({ action, supersedes = [] }: ConnectorRequest, ...which: readonly Action[]): boolean =>
  [action, ...supersedes].some((one) => which.includes(one));
const givesPassword = (request: ConnectorRequest): boolean => gives(request, 'reset-password', 'reset-mfa');
const givesCode = (request: ConnectorRequest): boolean => gives(request, 'temporary-access');
const isGrant = (request: ConnectorRequest): boolean => givesPassword(request) || givesCode(request);

const final = (code: string, message: string): AdapterError => new AdapterError(code, { retryable: false, message });

const notReadBack = (id: string): AdapterError =>
  new AdapterError('not-read-back', { retryable: true, message: `user \`${id}\` does not show the change yet` });
