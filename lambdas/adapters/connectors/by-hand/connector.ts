import { CONNECTORS, type HandDirectories } from '../../../contract/connectors.ts';
import type { Tier } from '../../../core/registry/account.ts';
import type { Connector, ConnectorRequest, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { assertAction } from '../action.ts';
import { workEvidence } from '../work-evidence.ts';
import { HandDirectory } from './directory.ts';

/**
 * Directories without an API. People do the work, and two of them say so with statements, which the execution has verified before it calls this
 * connector. Without their word nothing is done, and nothing is gone; there is nothing else that could be read back. Throws `AdapterError`
 * `not-found` for a directory, or an action of it, that the deployment does not list.
 */
export class ByHandConnector implements Connector {
  readonly name = 'by-hand';
  readonly actions = CONNECTORS['by-hand'].actions;
  readonly #directories: HandDirectories;
  readonly #directory: HandDirectory;

  constructor(directories: HandDirectories) {
    this.#directories = directories;
    this.#directory = new HandDirectory(directories);
  }

  identityOf(target: string): Promise<string | undefined> {
    return this.#directory.identityOf(target);
  }

  tierOf(): Promise<Tier | null> {
    return this.#directory.tierOf();
  }

  /** Nobody can ask: whoever approves reads that it is not known. */
  async scopeOf(): Promise<undefined> {
    return undefined;
  }

  async examine(request: Pick<ConnectorRequest, 'action' | 'target'>): Promise<Obstacle | null> {
    const code = await this.#whyNot(request);
    return code === undefined ? null : { code, mayPass: false };
  }

  async perform(request: ConnectorRequest): Promise<Performed> {
    const code = await this.#whyNot(request);
    if (code !== undefined)
      throw new AdapterError(code, { retryable: false, message: `${code}: \`${request.target}\`` });
    const { work } = request;
    if (work?.stage !== 'perform') return { state: 'pending' };
    return { state: 'done', reference: work.reference, evidence: workEvidence(work) };
  }

  /** Nothing to call: people were asked when the revocation began. */
  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(this, request);
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    assertAction(this, request);
    const { work } = request;
    return work?.stage === 'revoke' ? { gone: true, evidence: workEvidence(work) } : { gone: false, evidence: {} };
  }

  async #whyNot(request: Pick<ConnectorRequest, 'action' | 'target'>): Promise<string | undefined> {
    assertAction(this, request);
    if ((await this.identityOf(request.target)) === undefined) return 'not-found';
    const listed = this.#directories[this.#directory.nameOf(request.target)] ?? [];
    return listed.some((action) => action === request.action) ? undefined : 'action-not-by-hand';
  }
}
