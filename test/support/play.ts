import { setTimeout as pause } from 'node:timers/promises';
import { isSighting } from '../../lambdas/core/proofing/evidence.ts';
import type { MethodName } from '../../lambdas/core/proofing/methods.ts';
import type { Action } from '../../lambdas/core/registry/account.ts';
import type { Execution } from '../../local/aws/engine/engine.ts';
import { callApi, type Reply } from '../../local/serve/api.ts';
import { Visitor } from '../../local/serve/visitor.ts';
import { countersignature, signedBody } from '../../local/signing/passkeys.ts';
import type { LocalSystem } from '../../local/start/system.ts';

/** A recovery as `GET /recoveries/{id}` shows it. */
export interface Shown {
  readonly recovery: {
    readonly status: string;
    readonly grant: { readonly expiresAt: string } | null;
    readonly proofs: readonly unknown[];
  };
  readonly account: string;
  readonly digest: string;
  readonly words: readonly string[] | null;
  readonly end: string | null;
  readonly timeline: readonly { readonly at: string; readonly events: readonly { readonly type: string }[] }[];
}

/** Longer than any wait of the policy, on a busy machine. */
const PATIENCE_MS = 75_000;

/** Plays the demo people on a system: over HTTP, with their tokens. */
export class Play {
  readonly #at: Pick<LocalSystem, 'url' | 'tokens' | 'passkeys'>;

  constructor(at: Pick<LocalSystem, 'url' | 'tokens' | 'passkeys'>) {
    this.#at = at;
  }

  call(who: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
    const { url, tokens } = this.#at;
    return callApi(url, { method, path, token: tokens[who] ?? '', ...(body === undefined ? {} : { body }) });
  }

  /** They sign what they decide, with their passkey. Throws unless the call was accepted. */
  async does(who: string, path: string, body: unknown = {}): Promise<Reply['body']> {
    const accountOf = async (recovery: string) => (await this.shows(recovery)).account;
    const signed = await signedBody(this.#at, who, { path, body }, accountOf);
    const reply = await this.call(who, 'POST', path, signed);
    if (reply.status >= 300) throw new Error(`${who}: ${path}: ${reply.status} ${String(reply.body['code'])}`);
    return reply.body;
  }

  async opens(who: string, account: string, action: Action): Promise<string> {
    const { recovery } = await this.does(who, '/recoveries', { account, action, reason: 'a test' });
    return String(recovery);
  }

  /** The requester opens the page, and types the words that the help desk says. */
  async visits(recovery: string): Promise<Visitor> {
    const visitor = await Visitor.open(this.#at.url, recovery);
    const { words } = await this.shows(recovery);
    const { status, body } = await visitor.does('words', { heard: words?.join(' ') });
    if (status !== 200) throw new Error(`the page did not hear: ${status} ${String(body['code'])}`);
    return visitor;
  }

  /** The requester takes the credential on their page. */
  async claims(visitor: Visitor): Promise<string> {
    const { status, body } = await visitor.does('claims');
    if (status !== 200) throw new Error(`the page could not claim: ${status} ${String(body['code'])}`);
    return String(body['credential']);
  }

  async proves(who: string, recovery: string, method: MethodName, visitor?: Visitor): Promise<unknown> {
    const page = await visitor?.words();
    const sighting = { seen: ['passport', 'employee-badge'], reference: 'badge-log/1' };
    return this.does(who, `/recoveries/${recovery}/proofs`, {
      ...{ method, outcome: 'verified' },
      ...(isSighting(method) ? sighting : {}),
      ...(page === undefined ? {} : { page }),
    });
  }

  /** They sign it with their passkey. */
  async countersigns(who: string, recovery: string): Promise<unknown> {
    const { account, digest } = await this.until(recovery, 'approving');
    const body = countersignature(this.#at, who, { account, recovery, digest });
    return this.does(who, `/recoveries/${recovery}/countersignatures`, body);
  }

  /** They sign for exactly what was reported. */
  async confirmsWork(who: string, recovery: string): Promise<unknown> {
    const { body } = await this.call(who, 'GET', `/recoveries/${recovery}/offers`);
    const { confirm } = body['work'] as { readonly confirm: string };
    return this.does(who, `/recoveries/${recovery}/work-confirmations`, { report: confirm, note: 'seen' });
  }

  /** A reviewer looks at what verifiers saw, once it was drawn and the grant is gone; then it closes. */
  async isReviewed(recovery: string): Promise<Shown> {
    await this.until(recovery, 'reviewing');
    await this.does('rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'fine' });
    return this.until(recovery, 'closed');
  }

  async shows(recovery: string): Promise<Shown> {
    const { status, body } = await this.call('otto', 'GET', `/recoveries/${recovery}`);
    if (status !== 200) throw new Error(`recovery ${recovery}: ${status}`);
    return body as unknown as Shown;
  }

  /**
   * Waits until the recovery has this status or end. Throws when it has ended differently, or after a time that is long even for a busy
   * machine.
   */
  async until(recovery: string, status: string): Promise<Shown> {
    for (const deadline = Date.now() + PATIENCE_MS; ; ) {
      const shown = await this.shows(recovery);
      const now = shown.end ?? shown.recovery.status;
      if (now === status) return shown;
      if (shown.end !== null || Date.now() > deadline) throw new Error(`expected ${status}, it is ${now}`);
      await pause(50);
    }
  }
}

/** The events of a recovery in order, without the steps by which the workflow opens its gates. */
export const eventsOf = ({ timeline }: Shown): readonly string[] =>
  timeline.flatMap(({ events }) => events.map(({ type }) => type)).filter((type) => type !== 'GateOpened');

/** The executions of a recovery, oldest first. */
export const executionsOf = ({ aws }: Pick<LocalSystem, 'aws'>, recovery: string): readonly Execution[] =>
  aws.engine?.executions.filter(({ input }) => input.includes(recovery)) ?? [];
