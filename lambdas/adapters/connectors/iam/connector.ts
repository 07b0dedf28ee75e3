import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Action } from '../../../core/registry/account.ts';
import type {
  Connector,
  ConnectorRequest,
  Evidence,
  Gone,
  Obstacle,
  Performed,
  ScopePurpose,
} from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import type { IamApi } from '../../iam/api.ts';
import { assertAction } from '../action.ts';
import type { GroupTier } from '../group-tiers.ts';
import { FOREIGN, IamCalls, type IamCallsOptions } from './calls.ts';
import { IamDirectory } from './directory.ts';
import { type IamIdentity, isGoverned, isOfAws } from './identity.ts';

export interface IamConnectorOptions extends IamCallsOptions {
  readonly groupTiers?: readonly GroupTier[];
}

/**
 * Users and roles of the AWS account that have the tag of governed ones. A reset gives a user a temporary password for the console, which must be
 * replaced at the first sign-in, and ends the user's sessions. If the grant ends unused, nobody knows the password any more. Whoever a stranger
 * took the password of has none, and no active key. Of a role only the sessions can be ended. IAM itself ends none of this by a clock.
 */
export class IamConnector implements Connector {
  readonly name = 'iam';
  readonly actions = CONNECTORS.iam.actions;
  readonly findsById = true;
  readonly #directory: IamDirectory;
  readonly #calls: IamCalls;

  constructor(api: IamApi, { groupTiers, ...options }: IamConnectorOptions = {}) {
    this.#directory = new IamDirectory(api, groupTiers);
    this.#calls = new IamCalls(api, options);
  }

  identityOf(target: string): ReturnType<Connector['identityOf']> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): ReturnType<Connector['tierOf']> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string, purpose: ScopePurpose): ReturnType<Connector['scopeOf']> {
    return this.#directory.scopeOf(target, purpose);
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'target' | 'directoryId'>): Promise<Obstacle | null> {
    assertAction(this, request);
    const identity = await this.#directory.find(request);
    const code = identity === undefined ? 'not-found' : await this.#obstacleFor(request.action, identity);
    return code === undefined ? null : { code, mayPass: false };
  }

  /** Each attempt at a reset makes a fresh password, and the newest counts: it replaces the one before at IAM and in its box. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const identity = await this.#directory.find(request);
    if (identity === undefined) throw final('not-found', `IAM has no \`${request.target}\``);
    const code = await this.#obstacleFor(request.action, identity);
    if (code !== undefined) throw final(code, `\`${request.target}\`: \`${code}\``);
    const given = await this.#give(request.action, identity);
    await this.#calls.endSessions(identity);
    return {
      state: 'done',
      reference: identity.id,
      ...(given === undefined ? {} : { credential: given }),
      evidence: await this.#evidence(identity),
    };
  }

  /** A password that its owner set, and a device that they enrolled, stay. */
  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const user = await this.#directory.find(request);
    if (user === undefined || !request.issued || !givesPassword(request)) return;
    if (request.repudiated === true) {
      await this.#calls.keepOut(user);
      await this.#calls.endSessions(user);
      // Whoever must still change it has no session with which anything can be done.
    } else if ((await this.#calls.loginOf(user))?.mustChange === true) await this.#calls.shut(user);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const identity = await this.#directory.find(request);
    if (identity === undefined) return { gone: true, evidence: { identity: 'absent' } };
    const evidence = await this.#evidence(identity);
    if (!request.issued || !givesPassword(request)) return { gone: true, evidence };
    const login = await this.#calls.loginOf(identity);
    const isLeft =
      request.repudiated === true
        ? login !== undefined || (await this.#calls.activeKeys(identity)).length > 0
        : login?.mustChange === true;
    return { gone: !isLeft, evidence };
  }

  async #give(action: Action, user: IamIdentity): Promise<Secret | undefined> {
    if (action === 'revoke-sessions') return undefined;
    // The password comes first: where IAM refuses it, nothing is taken from the user.
    const password = await this.#calls.givePassword(user);
    if (action === 'reset-mfa') await this.#calls.removeDevices(user);
    return password;
  }

  /** What stops an action for this identity; undefined for nothing. */
  async #obstacleFor(action: Action, identity: IamIdentity): Promise<string | undefined> {
    if (!isGoverned(identity)) return 'identity-not-governed';
    if (isOfAws(identity)) return 'role-of-aws';
    if ((await this.#calls.cutOffOf(identity)) === FOREIGN) return 'cut-off-foreign';
    if (action === 'revoke-sessions') return undefined;
    if (identity.kind === 'role') return 'role-without-password';
    // Giving a password to who had none would widen what the user can do (rule 15).
    if ((await this.#calls.loginOf(identity)) === undefined) return 'login-profile-missing';
    // All devices of an administrator are what a thief asks a help desk for.
    const isHeld = action === 'reset-mfa' && (await this.#directory.tierOfIdentity(identity)) === 'critical';
    return isHeld ? 'administrator-factors' : undefined;
  }

  async #evidence(identity: IamIdentity): Promise<Evidence> {
    const since = await this.#calls.cutOffOf(identity);
    const sessions = since === null ? {} : { sessionsSince: since };
    if (identity.kind === 'role') return { identity: 'role', ...sessions };
    const login = await this.#calls.loginOf(identity);
    return {
      ...{ identity: 'user', password: login !== undefined, changesPassword: login?.mustChange === true, ...sessions },
      factors: (await this.#calls.devices(identity)).length,
    };
  }
}

/** This grant, or one that it replaced, handed a password over. */
const givesPassword = ({ action, supersedes = [] }: ConnectorRequest): boolean =>
  [action, ...supersedes].some((one) => one === 'reset-password' || one === 'reset-mfa');

const final = (code: string, message: string): AdapterError => new AdapterError(code, { retryable: false, message });
