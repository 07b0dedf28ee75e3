import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Action, Tier } from '../../../core/registry/account.ts';
import type { Scope } from '../../../core/registry/scope.ts';
import type { Connector, ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { assertAction } from '../action.ts';
import { workEvidence } from '../work-evidence.ts';
import type { CenterUser } from './calls.ts';
import type { IdentityCenterDirectory } from './directory.ts';

/**
 * Users of IAM Identity Center, whose API reads and can neither reset a password nor remove a factor. People do that in the console, and two of them
 * say so with statements, which the execution has verified before it calls this connector. What can be read is read: who it is, what the user opens,
 * and whether somebody stands in the way. Without their word nothing is done, and nothing is gone but with the user.
 */
export class IdentityCenterConnector implements Connector {
  readonly name = 'identity-center';
  readonly actions = CONNECTORS['identity-center'].actions;
  readonly findsById = true;
  readonly #directory: IdentityCenterDirectory;
  readonly #listed: readonly string[];

  /** `listed`: the actions that operators of this deployment do; absent: all. */
  constructor(directory: IdentityCenterDirectory, listed: readonly string[] = CONNECTORS['identity-center'].actions) {
    this.#directory = directory;
    this.#listed = listed;
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

  async examine(request: Pick<ConnectorRequest, 'action' | 'target' | 'directoryId'>): Promise<Obstacle | null> {
    assertAction(this, request);
    const code = await this.#whyNot(request.action, await this.#directory.find(request.directoryId));
    return code === undefined ? null : { code, mayPass: false };
  }

  /** What can be in the way is looked at before people are asked, and again when both have said that it is done. */
  async perform(request: ConnectorRequest): Promise<Performed> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    const code = await this.#whyNot(request.action, user);
    if (code !== undefined)
      throw new AdapterError(code, { retryable: false, message: `${code}: \`${request.target}\`` });
    const { work } = request;
    if (work?.stage !== 'perform') return { state: 'pending' };
    return { state: 'done', reference: work.reference, evidence: { ...workEvidence(work), ...stateOf(user) } };
  }

  /** Nothing to call: people were asked when the revocation began. */
  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
  }

  /** Of a user who is gone nothing is left to end. */
  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const user = await this.#directory.find(request.directoryId);
    const { work } = request;
    if (work?.stage === 'revoke') return { gone: true, evidence: { ...workEvidence(work), ...stateOf(user) } };
    return { gone: user === undefined, evidence: stateOf(user) };
  }

  /** What stops an action for this user; undefined for nothing. */
  async #whyNot(action: Action, user: CenterUser | undefined): Promise<string | undefined> {
    if (user === undefined) return 'not-found';
    if (!this.#listed.includes(action)) return 'action-not-by-hand';
    if (user.isElsewhere) return 'user-elsewhere';
    if (user.isDisabled) return 'user-not-recoverable';
    // The end of a factor reset may be another password, so both need it.
    if (user.mail === null) return 'mail-missing';
    // All devices of an administrator are what a thief asks a help desk for.
    const isHeld = action === 'reset-mfa' && (await this.#directory.tierOfUser(user.id)) === 'critical';
    return isHeld ? 'administrator-factors' : undefined;
  }
}

const stateOf = (user: CenterUser | undefined): Evidence => {
  if (user === undefined) return { user: 'absent' };
  return { user: user.isDisabled ? 'disabled' : 'enabled' };
};
