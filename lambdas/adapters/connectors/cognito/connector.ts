import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import type { Scope } from '../../../core/registry/scope.ts';
import type { Connector, ConnectorRequest, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { answerOf, answerUnless } from '../../aws/errors.ts';
import { assertAction } from '../action.ts';
import type { GroupTier } from '../group-tiers.ts';
import { temporaryPassword } from '../temporary-password.ts';
import { CognitoDirectory } from './directory.ts';
import { type FactorCalls, passkeyOf, removeFactors } from './factors.ts';
import {
  type CognitoUser,
  cognitoUser,
  hasOwnCredential,
  isReset,
  isResetGone,
  tookFactors,
  userEvidence,
  whyNotRecoverable,
} from './user.ts';

/**
 * People of a Cognito user pool. A reset gives a temporary password that must be replaced at the first sign-in. If the grant ends unused,
 * the password is made worthless and the user is disabled. Unlocking and signing out grant nothing that can be revoked: the pool can
 * neither lock a user nor sign one in.
 */
export class CognitoConnector implements Connector {
  readonly name = 'cognito';
  readonly actions = CONNECTORS.cognito.actions;
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;
  readonly #directory: CognitoDirectory;

  constructor(client: CognitoIdentityProviderClient, userPoolId: string, groupTiers?: readonly GroupTier[]) {
    this.#client = client;
    this.#userPoolId = userPoolId;
    this.#directory = new CognitoDirectory(client, userPoolId, groupTiers);
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'target' | 'left'>): Promise<Obstacle | null> {
    assertAction(this, request);
    const user = await this.#find(request.target);
    if (user === undefined) return { code: 'not-found', mayPass: false };
    if (isResetting(request) && whyNotRecoverable(user, request.left) !== undefined)
      return { code: 'user-not-recoverable', mayPass: false };
    if (await this.#isPasskeyInTheWay(request, user)) return { code: 'passkey-left', mayPass: false };
    return isRefusedAsFirst(request, user) ? { code: IN_USE, mayPass: false } : null;
  }

  identityOf(target: string): Promise<string | undefined> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): Promise<Tier | null> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string): Promise<Scope | undefined> {
    return this.#directory.scopeOf(target);
  }

  /** Each attempt at a reset makes a fresh password, and the newest counts: it replaces the one before in the pool and in its box. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const { action, target } = request;
    const user = await this.#user(target);
    if (await this.#isPasskeyInTheWay(request, user)) throw passkeyLeft(target);
    if (isResetting(request)) return this.#reset(request, user);
    if (action === 'unlock') await answerOf(this.#client.send(new AdminEnableUserCommand(this.#key(target))));
    else await this.#signOut(target);
    const after = await this.#user(target);
    if (action === 'unlock' && !after.isEnabled) throw notReadBack(target);
    return { state: 'done', reference: this.#reference(target), evidence: userEvidence(after) };
  }

  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
    const { target } = request;
    const user = await this.#find(target);
    if (user === undefined || !isResetting(request) || isNobodys(request)) return;
    // A user who has replaced the password and factors with their own keeps them. Being disabled does not count: enabling the user again
    // must not revive anything.
    if (isResetGone({ ...user, isEnabled: true }, request)) return;
    try {
      await this.#makeWorthless(request, user);
    } finally {
      // Also when a factor cannot be removed: the user cannot sign in, and the error causes a retry.
      if (user.isEnabled) await answerOf(this.#client.send(new AdminDisableUserCommand(this.#key(target))));
      await this.#signOut(target);
    }
  }

  /** Makes a later enabling safe: nobody has the password, and no factor from the grant's time is left. */
  async #makeWorthless(request: ConnectorRequest, user: CognitoUser): Promise<void> {
    await this.#setPassword(request.target, temporaryPassword());
    if (isFactorsEnd(request)) await removeFactors(this.#calls(request.target), user);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const user = await this.#find(request.target);
    if (user === undefined) return { gone: true, evidence: { user: 'absent' } };
    if (!isResetting(request)) return { gone: true, evidence: userEvidence(user) };
    if (isNobodys(request)) return { gone: true, evidence: userEvidence(user) };
    // Recorded for whoever enables the user later: a passkey survives everything that an administrator can do.
    const passkey = isFactorsEnd(request) ? { passkey: await passkeyOf(this.#calls(request.target)) } : {};
    return { gone: isResetGone(user, request), evidence: { ...userEvidence(user), ...passkey } };
  }

  /**
   * Whether the user has a passkey, which no administrator can remove. It would survive a factor reset, or return with a user whom a
   * revoked grant left disabled.
   */
  async #isPasskeyInTheWay(
    { action, target, left }: Pick<ConnectorRequest, 'action' | 'target' | 'left'>,
    { isEnabled }: CognitoUser,
  ): Promise<boolean> {
    const revives = !isEnabled && action !== 'revoke-sessions' && left?.['passkey'] === 'left';
    const mayTakeNone = action === 'reset-mfa' || action === 'issue-first-credential';
    return (mayTakeNone || revives) && (await passkeyOf(this.#calls(target))) === 'left';
  }

  /** The order matters: a crash at any line leaves the account tighter than before, never looser. */
  async #reset(request: ConnectorRequest, user: CognitoUser): Promise<Performed> {
    const { action, target } = request;
    const obstacle = whyNotRecoverable(user, request.left);
    if (obstacle !== undefined) throw notRecoverable(target, obstacle);
    if (isRefusedAsFirst(request, user)) throw inUse(target);
    // A user whom our own revocation disabled has a password that nobody knows, so enabling first opens nothing. A retry after a crash
    // continues here.
    if (!user.isEnabled) await answerOf(this.#client.send(new AdminEnableUserCommand(this.#key(target))));
    const password = temporaryPassword();
    await this.#setPassword(target, password);
    const removed = action === 'reset-mfa' ? await removeFactors(this.#calls(target), user) : {};
    await this.#signOut(target);
    const after = await this.#user(target);
    if (!isReset(after, action)) throw notReadBack(target);
    return {
      state: 'done',
      reference: this.#reference(target),
      credential: new Secret(password),
      evidence: { ...userEvidence(after), ...removed },
    };
  }

  async #setPassword(target: string, password: string): Promise<void> {
    const command = new AdminSetUserPasswordCommand({ ...this.#key(target), Password: password, Permanent: false });
    await answerOf(this.#client.send(command));
  }

  #calls(target: string): FactorCalls {
    return { client: this.#client, key: this.#key(target), read: () => this.#user(target) };
  }

  /**
   * Ends refresh tokens and calls to the pool. A service that checks only signature and expiry of an access token accepts it until it
   * expires.
   */
  async #signOut(target: string): Promise<void> {
    await answerOf(this.#client.send(new AdminUserGlobalSignOutCommand(this.#key(target))));
  }

  async #user(target: string): Promise<CognitoUser> {
    return cognitoUser(await answerOf(this.#client.send(new AdminGetUserCommand(this.#key(target)))));
  }

  async #find(target: string): Promise<CognitoUser | undefined> {
    const command = new AdminGetUserCommand(this.#key(target));
    const answer = await answerUnless(this.#client.send(command), ['UserNotFoundException']);
    return answer === undefined ? undefined : cognitoUser(answer);
  }

  #key(target: string): { readonly UserPoolId: string; readonly Username: string } {
    return { UserPoolId: this.#userPoolId, Username: target };
  }

  #reference(target: string): string {
    return `${this.#userPoolId}/${target}`;
  }
}

/** Every factor that was enrolled during the grant ends with it. */
const isFactorsEnd = (request: ConnectorRequest): boolean => request.repudiated === true || tookFactors(request);

const passkeyLeft = (target: string): AdapterError =>
  new AdapterError('passkey-left', {
    retryable: false,
    message: `user \`${target}\` has a passkey, which only its owner can remove`,
  });

const isResetting = ({ action }: Pick<ConnectorRequest, 'action'>): boolean =>
  action === 'reset-password' || action === 'reset-mfa' || action === 'issue-first-credential';

/** Nobody was told the first password of this grant: the user is as they were before it, with a password that must be replaced. */
const isNobodys = ({ action, issued }: ConnectorRequest): boolean => action === 'issue-first-credential' && !issued;

const IN_USE = 'credential-in-use';

/** INVARIANT: a first credential never replaces one. */
const isRefusedAsFirst = ({ action }: Pick<ConnectorRequest, 'action'>, user: CognitoUser): boolean =>
  action === 'issue-first-credential' && hasOwnCredential(user);

const inUse = (target: string): AdapterError =>
  new AdapterError(IN_USE, { retryable: false, message: `user \`${target}\` has a credential already` });

const notRecoverable = (target: string, obstacle: string): AdapterError =>
  new AdapterError('user-not-recoverable', { retryable: false, message: `user \`${target}\` is \`${obstacle}\`` });

const notReadBack = (target: string): AdapterError =>
  new AdapterError('not-read-back', {
    retryable: true,
    message: `user \`${target}\` does not show the change yet`,
  });
