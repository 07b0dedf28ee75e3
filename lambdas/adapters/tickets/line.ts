import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import type { TicketNote } from '../../ports/tickets.ts';
import { Patience, type PatienceOptions } from '../https/patience.ts';
import { answerOfVendor, type Send, type VendorAnswer, type VendorCall } from '../https/vendor-http.ts';

export interface TicketLineOptions extends Partial<PatienceOptions> {
  /** Host of the deployment's own site, such as `acme.atlassian.net`. */
  readonly host: string;
  /** Name and password of our user, or whatever the system takes in their place. */
  readonly account: () => Promise<{ readonly username: string; readonly password: Secret }>;
  /** The field that shows the status; absent: none. */
  readonly field?: string | undefined;
  readonly send?: Send;
}

/** One call; `path` begins with `/`. */
export interface TicketCall {
  readonly method: VendorCall['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** Seconds for which a host that did not answer is not called again: an outage delays nobody else's message. */
const LEFT_ALONE = 20;

/**
 * Calls one host of one ticket system. INVARIANT: nothing in a ticket chooses the host: it is a setting, of the vendor's own domain, so no
 * call reaches a private network; and an answer that redirects is an error.
 */
export class TicketLine {
  readonly #options: TicketLineOptions;
  readonly #patience: Patience;
  #silentUntil = 0;

  /** Throws for a host outside `domain`. */
  constructor(options: TicketLineOptions, domain: string) {
    if (!isSiteOf(options.host, domain)) throw new TypeError(`\`${options.host}\` is no host of ${domain}`);
    this.#options = options;
    this.#patience = new Patience(options);
  }

  get field(): string | undefined {
    return this.#options.field;
  }

  /** The address of a page of the site. */
  page(path: string): string {
    return `https://${this.#options.host}${path}`;
  }

  /** The answer, also one of 400, 404, 409 or 422. Throws `credentials` for 403 too: an administrator gives the right, and what waits is written then. */
  async call({ method, path, query = {}, json }: TicketCall): Promise<VendorAnswer> {
    const { host, account, send = fetch, now = Date.now } = this.#options;
    if (now() < this.#silentUntil)
      throw new AdapterError('unavailable', { retryable: true, message: `${host} did not answer a moment ago` });
    const url = new URL(`https://${host}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const { username, password } = await account();
    const basic = new Secret(`${username}:${password.reveal()}`);
    const body = json === undefined ? {} : { body: { json } };
    try {
      const answer = await this.#patience.call(() => answerOfVendor(send, { method, url, basic, ...body }));
      if (answer.status === 403)
        throw new AdapterError('credentials', { retryable: true, message: `${host} refuses a right` });
      return answer;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'unavailable') this.#silentUntil = now() + LEFT_ALONE * 1_000;
      throw error;
    }
  }
}

/** Code of what is wrong with our credential, by a call that needs nothing but it; null when `isOurs` says that the answer is one to us. */
export async function credentialFlaw(
  line: TicketLine,
  call: TicketCall,
  isOurs: (body: unknown) => boolean,
): Promise<string | null> {
  try {
    const { status, body } = await line.call(call);
    return status === 200 && isOurs(body) ? null : 'credentials';
  } catch (error) {
    if (error instanceof AdapterError && FLAWS.includes(error.code)) return error.code;
    throw error;
  }
}

const FLAWS: readonly string[] = ['credentials', 'directory-credential-malformed', 'key-unreadable'];

/** Whether a host is a site under the vendor's domain. */
export const isSiteOf = (host: string, domain: string): boolean =>
  host.endsWith(`.${domain}`) && /^[a-z0-9][a-z0-9-]{0,62}$/.test(host.slice(0, -domain.length - 1));

/** The text of a note, its marker last. */
export const linesOf = ({ paragraphs, link, marker }: TicketNote): readonly string[] => [
  ...paragraphs,
  link,
  markOf(marker),
];

/** How every mark begins. */
export const MARK = '[countersign ';

export const markOf = (marker: string): string => `${MARK}${marker}]`;

/** Whether a note must wait: the one before it does not stand, and neither does it itself. `stands`: for a marker. */
export const isEarly = ({ after, marker }: TicketNote, stands: (marker: string) => boolean): boolean =>
  after !== null && !stands(after) && !stands(marker);

/** What the field shows, such as `approved 2026-11-20T10:00:00.000Z`. Of several recoveries of one ticket it shows the last that changed. */
export const fieldText = ({ status }: TicketNote): string => `${status.text} ${status.at}`;

/**
 * Whether the field shows this status already, or a later one. Of two of the same moment, the one whose comment does not stand yet is the
 * later one.
 */
export function isShown(note: TicketNote, shown: unknown, isStanding = false): boolean {
  if (typeof shown !== 'string') return false;
  const at = /^[a-z-]+ (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/.exec(shown)?.[1];
  if (at === undefined) return false;
  return at > note.status.at || shown === fieldText(note) || (at === note.status.at && isStanding);
}

/** An answer of another shape than the published one, or about another ticket: the host is not what it should be. */
export const unexpected = (what: string): AdapterError =>
  new AdapterError('unexpected', { retryable: false, message: `unexpected: ${what}` });

/** Members of an object; none of anything else. */
export const membersIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const stringIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
