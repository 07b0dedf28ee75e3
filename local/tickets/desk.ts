/** One ticket of a stand-in, in words that all three systems have. */
export interface DeskTicket {
  readonly id: string;
  status: 'open' | 'resolved' | 'closed';
  requester: string;
  marks: string[];
  /** The field for the status, as it is stored. */
  field: string | null;
  readonly comments: DeskComment[];
}

export interface DeskComment {
  readonly text: string;
  readonly isInternal: boolean;
  readonly author: string;
}

/** Credential and user of ours in every stand-in. */
export const DESK_ACCOUNT = { username: 'countersign@example.com', id: '900100200' } as const;

/** What an answer is for a request that the stand-in has understood. */
export type DeskAnswer = Response | Promise<Response>;

/**
 * What the three stand-ins share: the tickets, HTTP Basic, one host, no redirect that the caller would follow, and faults. `handle` takes the
 * place of `fetch`.
 */
export abstract class LocalDesk {
  readonly tickets = new Map<string, DeskTicket>();
  password: string;
  /** How often the system was called, and with which methods it was changed. */
  calls = 0;
  readonly changes: string[] = [];
  /** Answers every call, or breaks the connection by throwing; null: the system works. */
  outage: (() => DeskAnswer) | null = null;
  /** The next change is applied, and its answer is lost. */
  losesAnswer = false;
  readonly #host: string;

  constructor(host: string, password: string) {
    this.#host = host;
    this.password = password;
  }

  add(id: string, over: Partial<Omit<DeskTicket, 'id' | 'comments'>> = {}): DeskTicket {
    const ticket: DeskTicket = {
      ...{ id, status: 'open', requester: this.somebody, marks: [], field: null, comments: [] },
      ...over,
    };
    this.tickets.set(id, ticket);
    return ticket;
  }

  readonly handle = async (url: URL, { method = 'GET', headers, body, redirect }: RequestInit): Promise<Response> => {
    if (url.protocol !== 'https:' || url.host !== this.#host || redirect !== 'manual')
      throw new Error(`no call of ${this.#host}: ${url.origin}`);
    this.calls += 1;
    if (this.outage !== null) return this.outage();
    const sent = new Headers(headers);
    const word = Buffer.from(`${this.username}:${this.password}`, 'utf8').toString('base64');
    if (sent.get('authorization') !== `Basic ${word}`) return this.refused(401);
    if (method === 'GET') return this.get(url);
    if (sent.get('content-type') !== 'application/json') return this.refused(415);
    const answer = this.change(method, url, JSON.parse(String(body)));
    if (answer.ok) this.changes.push(`${method} ${url.pathname}`);
    if (!this.losesAnswer) return answer;
    this.losesAnswer = false;
    throw new Error('the connection was reset');
  };

  protected get username(): string {
    return DESK_ACCOUNT.username;
  }

  /** The id of a user, in the vendor's form. */
  protected get somebody(): string {
    return '5b10ac8d82e05b22cc7d4ef5';
  }

  /** The vendor's answer to whoever it does not know (401), and to a body of another type (415). */
  protected abstract refused(status: 401 | 415): Response;
  protected abstract get(url: URL): Response;
  protected abstract change(method: string, url: URL, json: unknown): Response;
}
