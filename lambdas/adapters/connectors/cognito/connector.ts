import {
  AdminDeleteSoftwareTokenCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserAuthFactorsCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { answerOf, answerUnless } from '../../aws/errors.ts';
import { assertAction } from '../action.ts';
import { temporaryPassword } from './temporary-password.ts';
import {
  type CognitoUser,
  cognitoUser,
  factorsOff,
  hasSoftwareToken,
  isReset,
  isResetGone,
  userEvidence,
  whyNotRecoverable,
} from './user.ts';

/**
 * People of a Cognito user pool. A reset gives a temporary password that must be replaced at the first sign-in; a grant that ends unused
 * disables the user. Unlocking and signing out give nothing that could be taken back: the pool can neither lock a user nor sign one in.
 */
export class CognitoConnector implements Connector {
  readonly name = 'cognito';
  readonly actions = CONNECTORS.cognito.actions;
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;

  constructor(client: CognitoIdentityProviderClient, userPoolId: string) {
    this.#client = client;
    this.#userPoolId = userPoolId;
  }

  /** Each attempt at a reset makes a fresh password, and the newest counts: the one before is replaced in the pool and under its box. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const { action, target } = request;
    const user = await this.#user(target);
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
    if (user === undefined || !isResetting(request)) return;
    if (user.isEnabled && isResetGone(user, request)) return;
    if (user.isEnabled) await answerOf(this.#client.send(new AdminDisableUserCommand(this.#key(target))));
    // Also where an attempt before a crash has disabled them: whoever enables them again must not revive a session.
    await this.#signOut(target);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const user = await this.#find(request.target);
    if (user === undefined) return { gone: true, evidence: { user: 'absent' } };
    return { gone: !isResetting(request) || isResetGone(user, request), evidence: userEvidence(user) };
  }

  /** In this order, so that a crash at any line leaves the account tighter than it was, never looser. */
  async #reset(request: ConnectorRequest, user: CognitoUser): Promise<Performed> {
    const { action, target } = request;
    const obstacle = whyNotRecoverable(user);
    if (obstacle !== undefined) throw notRecoverable(target, obstacle);
    const password = temporaryPassword();
    const command = new AdminSetUserPasswordCommand({ ...this.#key(target), Password: password, Permanent: false });
    await answerOf(this.#client.send(command));
    const removed = action === 'reset-mfa' ? await this.#removeFactors(target, user) : {};
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

  /** The token first: as long as it is there, the user's factors show it, so that an attempt after a crash knows what is still to do. */
  async #removeFactors(target: string, { factors }: CognitoUser): Promise<Evidence> {
    const deleted = await answerUnless(
      this.#client.send(new AdminDeleteSoftwareTokenCommand(this.#key(target))),
      hasSoftwareToken(factors) ? NO_TOKEN_TO_DELETE : [...NO_TOKEN_TO_DELETE, NO_AWS_ANSWER],
    );
    const off = factorsOff((await this.#user(target)).factors);
    if (Object.keys(off).length > 0)
      await answerOf(this.#client.send(new AdminSetUserMFAPreferenceCommand({ ...this.#key(target), ...off })));
    return {
      factorsRemoved: [...factors].sort(),
      softwareToken: deleted === undefined ? 'not deleted: none, or not supported' : 'deleted',
      passkey: await this.#passkey(target),
    };
  }

  /** No administrator can remove a passkey, only its owner. So the ledger says whether one is left; not knowing it stops nothing. */
  async #passkey(target: string): Promise<'none' | 'left' | 'unknown'> {
    try {
      const answer = await this.#client.send(new AdminGetUserAuthFactorsCommand(this.#key(target)));
      return answer.ConfiguredUserAuthFactors?.includes('WEB_AUTHN') === true ? 'left' : 'none';
    } catch {
      return 'unknown';
    }
  }

  /** Ends what can be refreshed or calls the pool; a service that checks only signature and expiry of an access token accepts it to its end. */
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

/**
 * Turning a token off would not be enough: the pool goes on asking for its codes where it demands a second factor. But the operation is of
 * 2026: regions and stand-ins that do not know it yet say so, and so does a pool whose user has no token.
 */
const NO_TOKEN_TO_DELETE = [
  'InvalidAction',
  'InvalidParameterException',
  'NotImplemented',
  'OperationNotEnabledException',
  'ResourceNotFoundException',
  'SoftwareTokenMFANotFoundException',
  'UnknownOperationException',
];

/** What the SDK makes of an answer that no AWS service would give. Of a user who shows no token, nothing is known to be left then. */
const NO_AWS_ANSWER = 'SyntaxError';

const isResetting = ({ action }: ConnectorRequest): boolean => action === 'reset-password' || action === 'reset-mfa';

const notRecoverable = (target: string, obstacle: string): AdapterError =>
  new AdapterError('user-not-recoverable', { retryable: false, message: `user \`${target}\` is \`${obstacle}\`` });

const notReadBack = (target: string): AdapterError =>
  new AdapterError('not-read-back', {
    retryable: true,
    message: `user \`${target}\` does not show the change yet`,
  });
