import type { Chat, ChatHealth, ChatMessage, ChatPlace, ChatReader } from '../../ports/chat.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Secret } from '../../ports/secret.ts';
import { Patience, type PatienceOptions } from '../https/patience.ts';
import { answerOfVendor, type Send } from '../https/vendor-http.ts';
import { plain } from './plain.ts';

export interface SlackOptions extends Partial<PatienceOptions> {
  /** Bot token (`xoxb-…`) with the scope `chat:write`, and `users:read.email` to find people by their mailboxes. */
  readonly token: () => Promise<Secret>;
  /** Id of the workspace (`T…`) that the token belongs to. */
  readonly workspace: string;
  /** Ids of channels (`C…`, `G…`) by audience. */
  readonly channels: Readonly<Record<string, string>>;
  readonly send?: Send;
}

/** The limits of Block Kit: https://docs.slack.dev/reference/block-kit/blocks/header-block and …/composition-objects/text-object */
const HEADER = 150;
const SECTION = 3_000;
/** One message has at most so many paragraphs: fewer than the 50 blocks that Slack takes. */
const MOST_PARAGRAPHS = 40;

/** Errors of Slack that pass by themselves: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const PASSING = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'];
const THROTTLED = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];
/** Errors that an administrator repairs at Slack, or by another token; what waits is sent then. */
const CREDENTIALS = [
  ...['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'no_permission'],
  ...['missing_scope', 'ekm_access_denied', 'org_login_required', 'not_allowed_token_type', 'access_denied'],
];
/** Errors of `chat.update` after which a message stays as it is. */
const UNCHANGEABLE = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found'];

/**
 * Slack's Web API with a bot token. Slack answers most refusals with status 200 and `ok: false`, so `ok` decides. All text is sent as
 * `plain_text`, which knows no markup and no mention, with `&`, `<` and `>` escaped; links are not unfurled, so Slack's servers do not open
 * them.
 */
export class SlackChat implements Chat, ChatHealth {
  readonly #options: SlackOptions;
  readonly #patience: Patience;

  constructor(options: SlackOptions) {
    this.#options = options;
    this.#patience = new Patience(options);
  }

  async post(to: ChatReader, message: ChatMessage, under?: ChatPlace): Promise<ChatPlace> {
    const channel = await this.#channelOf(to);
    const thread = under === undefined ? {} : { thread_ts: under.message, reply_broadcast: true };
    const json = {
      channel,
      ...contentOf(message),
      ...thread,
      ...{ mrkdwn: false, link_names: false, unfurl_links: false, unfurl_media: false },
    };
    const { channel: posted, ts } = await this.#call('chat.postMessage', { json });
    if (typeof posted !== 'string' || typeof ts !== 'string')
      throw new AdapterError('unexpected', { retryable: false, message: 'slack named no place for a message' });
    return { channel: posted, message: ts };
  }

  async replace({ channel, message: ts }: ChatPlace, message: ChatMessage): Promise<void> {
    await this.#call('chat.update', { json: { channel, ts, ...contentOf(message), link_names: false } }, UNCHANGEABLE);
  }

  async flaw(): Promise<string | null> {
    try {
      const { team_id: team } = await this.#call('auth.test', { form: {} });
      return team === this.#options.workspace ? null : 'other-workspace';
    } catch (error) {
      if (error instanceof AdapterError && ['credentials', 'key-unreadable'].includes(error.code)) return error.code;
      throw error;
    }
  }

  /** A person's own conversation has the id of the user as its channel. */
  async #channelOf(to: ChatReader): Promise<string> {
    if ('mailbox' in to) {
      const { user } = await this.#call('users.lookupByEmail', { form: { email: to.mailbox } });
      const id =
        typeof user === 'object' && user !== null ? (user as Readonly<Record<string, unknown>>)['id'] : undefined;
      if (typeof id !== 'string') throw new AdapterError('recipient-refused', { retryable: false });
      return id;
    }
    const channel = Object.hasOwn(this.#options.channels, to.audience)
      ? this.#options.channels[to.audience]
      : undefined;
    if (channel === undefined) throw new AdapterError('channel-missing', { retryable: false });
    return channel;
  }

  /** A call of a method; an error in `accepted` counts as success. */
  #call(
    method: string,
    body: { readonly json: unknown } | { readonly form: Readonly<Record<string, string>> },
    accepted: readonly string[] = [],
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.#patience.call(async () => {
      const { send = fetch, token } = this.#options;
      const url = new URL(`https://slack.com/api/${method}`);
      const { status, body: answer } = await answerOfVendor(send, { method: 'POST', url, bearer: await token(), body });
      const said = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
      if (status === 200 && said['ok'] === true) return said;
      const error = typeof said['error'] === 'string' ? said['error'] : `status ${status}`;
      if (accepted.includes(error)) return said;
      throw refused(method, error);
    });
  }
}

/** INVARIANT: quotes only an error code of Slack's form, never what was sent. */
function refused(method: string, error: string): AdapterError {
  const message = `slack refused \`${method}\`: ${/^[a-z_]{1,40}$/.test(error) ? error : 'unknown error'}`;
  if (THROTTLED.includes(error)) return new AdapterError('throttled', { retryable: true, message });
  if (PASSING.includes(error)) return new AdapterError('unavailable', { retryable: true, message });
  if (CREDENTIALS.includes(error)) return new AdapterError('credentials', { retryable: true, message });
  return new AdapterError('recipient-refused', { retryable: false, message });
}

/** What a message has when it is posted and when it is changed. `text` is what notifications show. */
function contentOf({ subject, paragraphs, link }: ChatMessage): Readonly<Record<string, unknown>> {
  const words = (text: string, most: number) => ({ type: 'plain_text', text: escaped(text, most), emoji: false });
  const blocks: unknown[] = [
    { type: 'header', text: words(subject, HEADER) },
    ...paragraphs
      .slice(0, MOST_PARAGRAPHS)
      .filter((paragraph) => plain(paragraph, SECTION) !== '')
      .map((paragraph) => ({ type: 'section', text: words(paragraph, SECTION) })),
  ];
  // The one piece of markup: a link of our own. `verbatim`: nothing beside it is turned into one.
  if (link !== null)
    blocks.push({
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `<${urlOf(link.url)}|${escaped(link.label, HEADER).replaceAll('|', ' ')}>`,
        verbatim: true,
      },
    });
  return { text: escaped(subject, HEADER), blocks, parse: 'none' };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** https://docs.slack.dev/messaging/formatting-message-text#escaping; at most `most` signs, also when each becomes an entity. */
function escaped(text: string, most: number): string {
  for (let signs = most; signs > 0; signs -= Math.ceil(signs / 10)) {
    const found = plain(text, signs).replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
    if (found.length <= most) return found;
  }
  return '';
}

/** Nothing in an address ends the link that it is in. */
const urlOf = (url: string): string => new URL(url).href.replace(/[<>|]/g, encodeURIComponent);
