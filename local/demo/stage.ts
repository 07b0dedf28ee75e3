import { callApi, type Reply, replyOf } from '../serve/api.ts';
import type { ShownAlert } from '../serve/app.ts';
import type { Passkeys } from '../signing/passkeys.ts';
import type { LocalSystem } from '../start/system.ts';
import { Disappointment, expectThat } from './expectation.ts';
import type { Delivery } from './tickets.ts';
import type { Timeline } from './timeline.ts';

/** The demo's surroundings: a running system, the people's tokens, and the timeline. */
export interface Stage {
  readonly url: string;
  readonly tokens: Readonly<Record<string, string>>;
  /** With which everybody signs what they decide. */
  readonly passkeys: Passkeys;
  readonly webhookKeys: { readonly jira: string; readonly zendesk: string };
  /** Address of the fakes of AWS. */
  readonly aws: string;
  /** Access key of whoever administers those fakes. */
  readonly operatorKey: string;
  readonly folder: string;
  readonly alerts: () => Promise<readonly ShownAlert[]>;
  readonly timeline: Timeline;
  /** The system, if the demo started it itself: only then may it tamper with the disk. */
  readonly own: LocalSystem | undefined;
}

/** Sends a ticket like the vendor. */
export async function deliver({ url }: Stage, { source, headers, body }: Delivery): Promise<Reply> {
  return replyOf(await fetch(`${url}/webhooks/${source}`, { method: 'POST', headers: { ...headers }, body }));
}

/** Calls the API as a demo person. */
export function as({ url, tokens }: Stage, short: string) {
  const token = tokens[short] ?? '';
  return {
    post: (path: string, body: unknown = {}): Promise<Reply> => callApi(url, { method: 'POST', path, token, body }),
    get: (path: string): Promise<Reply> => callApi(url, { method: 'GET', path, token }),
  };
}

/** A reply in a few words: the status of the recovery, or the reason of a refusal. */
export function inWords({ status, body }: Reply): string {
  if (status < 300) return String(body['status'] ?? 'done');
  return `${status} ${String(body['code'] ?? body['message'] ?? '')}`.trim();
}

/** Does an action, prints it, and requires that it is accepted. */
export async function accepted(
  { timeline }: Stage,
  { about, who, did }: { readonly about: string; readonly who: string; readonly did: string },
  doing: Promise<Reply>,
): Promise<Reply['body']> {
  const reply = await doing;
  timeline.tell({ about, who, did, answer: inWords(reply) });
  expectThat(reply.status < 300, `${who}: ${did}: expected a yes, got ${inWords(reply)}`);
  return reply.body;
}

/** The same for an action that must be refused with exactly this code. */
export async function refused(
  { timeline }: Stage,
  {
    about,
    who,
    did,
    code,
  }: { readonly about: string; readonly who: string; readonly did: string; readonly code: string },
  doing: Promise<Reply>,
): Promise<void> {
  const reply = await doing;
  timeline.tell({ about, who, did, answer: `no: ${inWords(reply)}` });
  expectThat(reply.body['code'] === code, `${who}: ${did}: expected \`${code}\`, got ${inWords(reply)}`);
}

/** A recovery, read by the auditor. */
export interface Seen {
  readonly status: string;
  readonly end: string | null;
  readonly account: string;
  readonly digest: string | null;
  readonly expiresAt: string | null;
  readonly commits: number;
}

/** Milliseconds that the demo waits beyond the plan's own waits. */
const PATIENCE_MS = 90_000;

/** Waits until a recovery has one of these statuses or ends, until `until` and a little longer. Then throws a `Disappointment`. */
export async function reaches(
  stage: Stage,
  recovery: string,
  wanted: { readonly statuses: readonly string[]; readonly until?: string | null },
): Promise<Seen> {
  const { statuses, until } = wanted;
  const deadline = Math.max(Date.now(), Date.parse(until ?? '') || 0) + PATIENCE_MS;
  for (;;) {
    const seen = await look(stage, recovery);
    const now = seen.end ?? seen.status;
    if (statuses.includes(now)) return seen;
    if (seen.end !== null || Date.now() > deadline)
      throw new Disappointment(`recovery \`${recovery}\`: expected ${statuses.join(' or ')}, it is ${now}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function look(stage: Stage, recovery: string): Promise<Seen> {
  const { status, body } = await as(stage, 'otto').get(`/recoveries/${recovery}`);
  // Found through an index that may be a moment late.
  if (status === 404)
    return { status: 'not there yet', end: null, account: '', digest: null, expiresAt: null, commits: 0 };
  expectThat(status === 200, `reading recovery \`${recovery}\` gave ${status}`);
  const shown = body as {
    readonly recovery: { readonly status: string; readonly grant: { readonly expiresAt: string } | null };
    readonly end: string | null;
    readonly account: string;
    readonly digest: string | null;
    readonly timeline: readonly unknown[];
  };
  const { recovery: live, end, account, digest, timeline } = shown;
  return {
    status: live.status,
    end,
    account,
    digest,
    expiresAt: live.grant?.expiresAt ?? null,
    commits: timeline.length,
  };
}
