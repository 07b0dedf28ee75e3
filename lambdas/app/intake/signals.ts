import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { endedByWatch } from '../../core/recovery/evolve/watch.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { PUSHED_SIGNALS } from '../../core/risk/facts.ts';
import { derivedId } from '../../core/values/hash.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { WebhookKeys } from '../../ports/secret.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { problem, refusalProblem } from '../problem.ts';
import { accountId } from '../untrusted/fields.ts';
import { parseJson } from '../untrusted/json.ts';
import { parseAs } from '../untrusted/schema.ts';
import { OKTA_HOOK } from './okta-hook.ts';

/** The signed body of `POST /signals/{source}`: the signal, the account, and the end of its effect. */
export const reportSignal = () =>
  z.strictObject({
    account: z.union([accountId(), z.literal('*')]).check(z.describe('an account, or `*` for everybody')),
    name: z.enum(PUSHED_SIGNALS),
    until: z.iso.datetime({ offset: true }).check(z.describe('in the future, by 30 days at most')),
  });

export type SignalReport = z.output<ReturnType<typeof reportSignal>>;

export interface SignalServices extends SubmitServices {
  readonly scheme: SignatureScheme;
  readonly keys: WebhookKeys;
}

/** A source exists if it has a signing key; there is no other configuration. What a hook shows openly signs nothing. */
export const isSource = async ({ keys }: Pick<SignalServices, 'keys'>, source: string): Promise<boolean> =>
  source !== OKTA_HOOK && (await keys.of(source)).length > 0;

/**
 * Accepts a report from another system, signed as Standard Webhooks demands. A repeated delivery gets the first answer. Throws the problem;
 * an unverified delivery is not read, and a report about an unregistered account creates no stream.
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
  const verdict = services.scheme.verify(delivery, await services.keys.of(source), now);
  if (!verdict.ok) throw problem(verdict.no);
  const { account, name, until } = checked(parseAs(reportSignal, parseJson(body)), now);
  const stream = account === '*' ? POLICY_STREAM : account;
  if (account !== '*' && (await load(services.ledger, account)).profile.current === null)
    throw refusalProblem({ code: 'account-unknown', facts: {} });
  const digest = createHash('sha256').update(body).digest('hex');
  const envelope = {
    stream,
    actor: { by: 'signal-source', source },
    origin: { via: 'signals', channel: 'api', desk: null, ticket: null },
  } as const;
  const { refusal, repeated, state, commit } = await submit(services, {
    ...envelope,
    ...{ id: derivedId('signal', source, digest), recovery: null },
    command: { type: 'ReportSignal', signal: { name, at: now, until } },
  });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
  // A crash before the last grant is ended gives no answer, so the source delivers again and the rest is ended then.
  for (const { id: recovery } of endedByWatch(state, name, commit?.commit.at ?? now)) {
    const id = derivedId('watch', source, digest, recovery);
    await submit(services, { ...envelope, id, recovery, command: { type: 'EndWatched', signal: name } });
  }
  return { account, name, until, repeated };
}

/** The report with its end in the ledger's spelling of moments. */
function checked(report: SignalReport, now: string): SignalReport {
  const until = new Date(report.until).toISOString();
  if (until <= now || until > plusSeconds(now, LIMITS.signalSeconds))
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/until', mistake: 'out-of-range' }] } });
  return { ...report, until };
}
