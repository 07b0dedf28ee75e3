import { z } from 'zod';

/** A message in a channel, as Slack keeps it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  text: string;
  blocks: readonly SlackBlock[];
  edited: boolean;
}

export interface SlackWorkspace {
  /** `T…` */
  readonly team: string;
  readonly token: string;
  readonly scopes: readonly string[];
  /** Channels by id, and whether the bot is in them. */
  readonly channels: Readonly<Record<string, 'joined' | 'not-joined' | 'archived'>>;
  /** Mailbox by the id of a user (`U…`). */
  readonly users: Readonly<Record<string, string>>;
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3000),
  verbatim: z.boolean().optional(),
});

/** https://docs.slack.dev/reference/block-kit/blocks: the two kinds that are used here. */
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150) }),
  z.strictObject({ type: z.literal('section'), text: z.union([plainText(3000), mrkdwn]) }),
]);
export type SlackBlock = z.output<typeof block>;

/** https://docs.slack.dev/reference/methods/chat.postMessage */
const posting = z.strictObject({
  channel: z.string(),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).max(50).optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: z.boolean().optional(),
  link_names: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
  parse: z.enum(['none', 'full']).optional(),
});

/** https://docs.slack.dev/reference/methods/chat.update, which has no member for markup or unfurling. */
const updating = z.strictObject({
  ...{ channel: z.string(), ts: z.string(), text: z.string().optional() },
  ...{ blocks: z.array(z.unknown()).max(50).optional(), reply_broadcast: z.boolean().optional() },
  ...{ link_names: z.boolean().optional(), parse: z.enum(['none', 'full']).optional() },
});

/** A refusal: Slack answers with status 200, and `ok: false` in the body. */
class SlackRefusal extends Error {}

/** Text is cut above 40,000 signs: https://docs.slack.dev/changelog/2018-truncating-really-long-messages */
const LONGEST = 40_000;

/**
 * The methods of Slack's Web API that Countersign calls, over a workspace in memory, with the published shapes. Refusals have the codes of
 * the methods' pages; more than one message a second in a channel is answered with 429 and `Retry-After`
 * (https://docs.slack.dev/apis/web-api/rate-limits). `handle` takes the place of `fetch`.
 */
export class LocalSlack {
  readonly messages: SlackMessage[] = [];
  /** Every call, refused or not. */
  readonly calls: string[] = [];
  /** Answers every call while it is set: an outage. */
  outage: (() => Response) | null = null;
  workspace: SlackWorkspace;
  readonly #now: () => number;
  readonly #posted = new Map<string, number>();
  #count = 0;

  constructor(workspace: SlackWorkspace, now: () => number = Date.now) {
    this.workspace = workspace;
    this.#now = now;
  }

  readonly handle = async (url: URL, { method, headers, body, redirect }: RequestInit): Promise<Response> => {
    if (url.origin !== 'https://slack.com' || redirect !== 'manual') throw new Error(`no call of Slack: ${url.href}`);
    const name = url.pathname.replace('/api/', '');
    this.calls.push(name);
    if (this.outage !== null) return this.outage();
    try {
      if (method !== 'POST') throw new SlackRefusal('invalid_http_method');
      const sent = new Headers(headers);
      this.#admit(sent.get('authorization'));
      return Response.json({ ok: true, ...this.#run(name, membersOf(sent.get('content-type'), String(body))) });
    } catch (error) {
      if (error instanceof Throttled)
        return Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers: { 'retry-after': '1' } });
      if (error instanceof SlackRefusal) return Response.json({ ok: false, error: error.message });
      throw error;
    }
  };

  #admit(authorization: string | null): void {
    if (authorization === null) throw new SlackRefusal('not_authed');
    if (authorization !== `Bearer ${this.workspace.token}`) throw new SlackRefusal('invalid_auth');
  }

  #run(name: string, given: unknown): Readonly<Record<string, unknown>> {
    switch (name) {
      case 'auth.test':
        return {
          url: 'https://local.slack.com/',
          team: 'local',
          user: 'countersign',
          team_id: this.workspace.team,
          user_id: 'U0BOT',
        };
      case 'chat.postMessage':
        this.#needs('chat:write');
        return this.#post(parsed(posting, given));
      case 'chat.update':
        this.#needs('chat:write');
        return this.#update(parsed(updating, given));
      case 'users.lookupByEmail':
        this.#needs('users:read.email');
        return this.#find(parsed(z.strictObject({ email: z.string() }), given).email);
      default:
        throw new SlackRefusal('unknown_method');
    }
  }

  #needs(scope: string): void {
    if (!this.workspace.scopes.includes(scope)) throw new SlackRefusal('missing_scope');
  }

  #post({
    channel: named,
    text = '',
    blocks = [],
    thread_ts: thread = null,
  }: Omit<z.output<typeof posting>, 'thread_ts'> & { readonly thread_ts?: string | null | undefined }) {
    // A user's id as the channel opens their conversation with the bot.
    const channel = Object.hasOwn(this.workspace.users, named) ? `D${named}` : this.#channel(named);
    const [made, last] = [blocksIn(blocks), this.#posted.get(channel) ?? Number.NEGATIVE_INFINITY];
    if (text === '' && made.length === 0) throw new SlackRefusal('no_text');
    if (text.length > LONGEST) throw new SlackRefusal('msg_too_long');
    if (this.#now() - last < 1_000) throw new Throttled();
    this.#posted.set(channel, this.#now());
    this.#count += 1;
    const ts = `${Math.floor(this.#now() / 1_000)}.${String(this.#count).padStart(6, '0')}`;
    this.messages.push({ channel, ts, thread, text, blocks: made, edited: false });
    return { channel, ts, message: { type: 'message', text, ts } };
  }

  #channel(named: string): string {
    const state = Object.hasOwn(this.workspace.channels, named) ? this.workspace.channels[named] : undefined;
    if (state === undefined) throw new SlackRefusal('channel_not_found');
    if (state === 'not-joined') throw new SlackRefusal('not_in_channel');
    if (state === 'archived') throw new SlackRefusal('is_archived');
    return named;
  }

  #update({ channel, ts, text = '', blocks = [] }: z.output<typeof updating>) {
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (message === undefined) throw new SlackRefusal('message_not_found');
    Object.assign(message, { text, blocks: blocksIn(blocks), edited: true });
    return { channel, ts, text, message: { type: 'message', text } };
  }

  #find(email: string) {
    const found = Object.entries(this.workspace.users).find(([, mailbox]) => mailbox === email.toLowerCase());
    if (found === undefined) throw new SlackRefusal('users_not_found');
    return { user: { id: found[0], team_id: this.workspace.team, deleted: false, is_bot: false } };
  }
}

/** More than one message a second in a channel. */
class Throttled extends Error {}

function membersOf(type: string | null, body: string): unknown {
  if (type?.startsWith('application/json') !== true) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    throw new SlackRefusal('invalid_json');
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (!result.success) throw new SlackRefusal('invalid_arguments');
  return result.data;
}

function blocksIn(given: readonly unknown[]): readonly SlackBlock[] {
  const result = z.array(block).safeParse(given);
  if (!result.success) throw new SlackRefusal('invalid_blocks');
  return result.data;
}
