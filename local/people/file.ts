import { createHash } from 'node:crypto';

/** A row of the file, by column; a column that is not here is empty. */
export type FileRow = Readonly<Record<string, string>>;

/** The columns of an HR system's export: those of `registry template accounts`, and the optional ones. */
const COLUMNS = [
  ...['account', 'kind', 'tier', 'environment', 'labels', 'owner', 'custodians', 'manager', 'contacts'],
  ...['assurance', 'language', 'connector', 'target', 'name', 'active', 'changedAt'],
] as const;

/** How the server lets somebody in, as the `Authorization` header says it. */
export interface FileServerOptions {
  readonly url: string;
  readonly authorization: string;
}

/** A server of an HR system that exports its people as one CSV file (RFC 4180), with an entity tag, to whoever knows the credential. */
export class LocalPeopleFile {
  readonly #options: FileServerOptions;
  readonly rows = new Map<string, FileRow>();
  /** The method and the status of each call. */
  readonly calls: string[] = [];
  /** Whether the file ends with the number of its rows. */
  counts = false;
  /** Whether whoever asks gets the file. */
  isOpen = false;

  constructor(options: FileServerOptions) {
    this.#options = options;
  }

  get text(): string {
    const rows = [...this.rows.values()].map((row) => COLUMNS.map((name) => cellOf(row[name] ?? '')));
    const count = this.counts ? [[`#rows=${rows.length}`]] : [];
    return [COLUMNS, ...rows, ...count].map((cells) => `${cells.join(',')}\r\n`).join('');
  }

  readonly handle = async (url: URL, request: RequestInit): Promise<Response> => {
    const answer = this.#answer(url, request);
    this.calls.push(`${request.method} ${answer.status}`);
    return answer;
  };

  #answer(url: URL, { method, headers, redirect }: RequestInit): Response {
    if (url.href !== this.#options.url) return new Response('not here', { status: 404 });
    if (method !== 'GET' || redirect !== 'manual') throw new Error('a file is fetched, and nowhere else');
    const asked = new Headers(headers);
    if (!this.isOpen && asked.get('authorization') !== this.#options.authorization)
      return new Response('who are you?', { status: 401, headers: { 'www-authenticate': 'Basic' } });
    const body = Buffer.from(this.text, 'utf8');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    // Weakly compared: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
    const isKnown = asked.get('if-none-match')?.replace(/^W\//, '') === etag;
    if (isKnown) return new Response(null, { status: 304, headers: { etag } });
    return new Response(body, {
      headers: { etag, 'content-type': 'text/csv; charset=utf-8', 'content-length': String(body.length) },
    });
  }
}

const cellOf = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
