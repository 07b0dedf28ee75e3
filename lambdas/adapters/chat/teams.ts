import type { Chat, ChatHealth, ChatMessage, ChatReader } from '../../ports/chat.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Secret } from '../../ports/secret.ts';
import { Patience, type PatienceOptions } from '../https/patience.ts';
import { answerOfVendor, type Send } from '../https/vendor-http.ts';
import { plain } from './plain.ts';

export interface TeamsOptions extends Partial<PatienceOptions> {
  /** JSON: the address of a workflow by audience. Each address contains its own signature, so it is a secret. */
  readonly webhooks: () => Promise<Secret>;
  /** The audiences that are to have one. */
  readonly audiences: readonly string[];
  readonly send?: Send;
}

/** Where workflows of Power Automate are called since December 2025; addresses under `logic.azure.com` stopped working then. */
const HOST = /^[a-z0-9]{1,63}(\.[a-z0-9]{1,63})?\.environment\.api\.powerplatform\.com$/;

/** Signs of one part; all parts together stay far below the 28 KB above which the action of a workflow fails. */
const SUBJECT = 150;
const PARAGRAPH = 1_000;
const MOST_PARAGRAPHS = 20;
const MOST_BYTES = 20_000;

/**
 * Microsoft Teams by workflows that begin when a webhook request is received, and post the card to a channel. The answer 202 says that the
 * request was accepted, and nothing about the card. Text is sent as runs of rich text, in which Teams knows no markup.
 */
export class TeamsChat implements Chat, ChatHealth {
  readonly #options: TeamsOptions;
  readonly #patience: Patience;

  constructor(options: TeamsOptions) {
    this.#options = options;
    this.#patience = new Patience(options);
  }

  async post(to: ChatReader, message: ChatMessage): Promise<null> {
    if ('mailbox' in to) throw new AdapterError('channel-missing', { retryable: false });
    const { send = fetch, webhooks } = this.#options;
    const url = webhookOf(await webhooks(), to.audience);
    const body = { json: payloadOf(message) };
    const { status } = await this.#patience.call(() =>
      answerOfVendor(send, { method: 'POST', url, body, reads: 'status' }),
    );
    if (status === 403) throw failed('credentials', true, status);
    // The workflow is gone or turned off: its owner turns it on again, or a new address is stored.
    if (status === 404 || status === 410) throw failed('webhook-gone', true, status);
    if (status >= 400) throw failed('recipient-refused', false, status);
    return null;
  }

  /** A workflow cannot change what it has posted. */
  async replace(): Promise<void> {
    throw new AdapterError('channel-missing', { retryable: false });
  }

  /** A request would post a message, so the addresses are only looked at. */
  async flaw(): Promise<string | null> {
    const { webhooks, audiences } = this.#options;
    try {
      const found = await webhooks();
      for (const audience of audiences) webhookOf(found, audience);
      return null;
    } catch (error) {
      if (error instanceof AdapterError && FLAWS.includes(error.code)) return error.code;
      throw error;
    }
  }
}

const FLAWS = ['webhook-missing', 'webhook-elsewhere', 'key-unreadable'];

const failed = (code: string, retryable: boolean, status: number): AdapterError =>
  new AdapterError(code, { retryable, message: `${code}: the workflow answered ${status}` });

/**
 * The address for an audience. Throws `webhook-missing`, or `webhook-elsewhere` for one outside of Power Automate: no stored value makes a
 * function call a host of somebody else's, or a private network.
 */
function webhookOf(webhooks: Secret, audience: string): URL {
  const found = addressesIn(webhooks.reveal());
  const address = Object.hasOwn(found, audience) ? found[audience] : undefined;
  if (typeof address !== 'string') throw new AdapterError('webhook-missing', { retryable: true });
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isTheirs =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    HOST.test(url.hostname);
  if (url === undefined || !isTheirs) throw new AdapterError('webhook-elsewhere', { retryable: true });
  return url;
}

function addressesIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    throw new AdapterError('webhook-missing', { retryable: true });
  }
}

/** https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook: a message with one Adaptive Card. */
function payloadOf(message: ChatMessage): unknown {
  for (let paragraphs = MOST_PARAGRAPHS; paragraphs > 0; paragraphs -= 1) {
    const payload = cardOf({ ...message, paragraphs: message.paragraphs.slice(0, paragraphs) });
    if (Buffer.byteLength(JSON.stringify(payload)) <= MOST_BYTES) return payload;
  }
  return cardOf({ ...message, paragraphs: [] });
}

function cardOf({ subject, paragraphs, link }: ChatMessage) {
  const run = (text: string, style: Readonly<Record<string, string>> = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      run(plain(subject, SUBJECT), { weight: 'Bolder', size: 'Medium' }),
      ...paragraphs
        .map((paragraph) => plain(paragraph, PARAGRAPH))
        .filter((paragraph) => paragraph !== '')
        .map((paragraph) => run(paragraph)),
    ],
    ...(link !== null && {
      actions: [{ type: 'Action.OpenUrl', title: plain(link.label, SUBJECT), url: new URL(link.url).href }],
    }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}
