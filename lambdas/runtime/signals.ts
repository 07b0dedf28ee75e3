import { createHash } from 'node:crypto';
import { standardWebhooks } from '../adapters/signatures/standard-webhooks.ts';
import { LIMITS } from '../contract/limits.ts';
import { derivedId } from '../core/audit/hash.ts';
import { plusSeconds } from '../core/instant.ts';
import { POLICY_STREAM } from '../core/registry/adoption.ts';
import type { WebhookKeys } from '../ports/sources.ts';
import { reportSignal, type SignalReport } from './api/signals.ts';
import { parseJson } from './http/json.ts';
import { problem, refusalProblem } from './http/problem.ts';
import { parseAs } from './http/schema.ts';
import { load } from './load.ts';
import { type SubmitServices, submit } from './submit.ts';

export interface SignalServices extends SubmitServices {
  readonly keys: WebhookKeys;
}

/** A source is whoever has a key here: nothing else is configured of it. */
export const isSource = async ({ keys }: Pick<SignalServices, 'keys'>, source: string): Promise<boolean> =>
  (await keys.of(source)).length > 0;

/**
 * Takes a report of what others see, signed as Standard Webhooks demands. A delivery that comes again finds the first answer. Throws the
 * problem; nothing of a delivery that is not verified is read, and one about an account that nobody has registered makes no stream.
 */
export async function takeSignal(
  services: SignalServices,
  delivery: {
    readonly source: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Buffer;
  },
) {
  const { source, body } = delivery;
  const now = services.surroundings.now();
  if (!(await isSource(services, source))) throw problem('source-unknown');
  const verdict = standardWebhooks.verify(delivery, await services.keys.of(source), now);
  if (!verdict.verified) throw problem(verdict.code);
  const { account, name, until } = checked(parseAs(reportSignal, parseJson(body)), now);
  const stream = account === '*' ? POLICY_STREAM : account;
  if (account !== '*' && (await load(services.ledger, account)).profile.current === null)
    throw refusalProblem({ code: 'account-unknown', facts: {} });
  const { refusal, repeated } = await submit(services, {
    id: derivedId('signal', source, createHash('sha256').update(body).digest('hex')),
    ...{ stream, recovery: null, actor: { by: 'signal-source', source } },
    origin: { via: 'signals', channel: 'api', desk: null, ticket: null },
    command: { type: 'ReportSignal', signal: { name, at: now, until } },
  });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
  return { account, name, until, repeated };
}

/** The report with its end as the ledger writes moments. */
function checked(report: SignalReport, now: string): SignalReport {
  const until = new Date(report.until).toISOString();
  if (until <= now || until > plusSeconds(now, LIMITS.signalSeconds))
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/until', mistake: 'out-of-range' }] } });
  return { ...report, until };
}
