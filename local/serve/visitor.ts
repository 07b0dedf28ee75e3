import { type Reply, replyOf } from './api.ts';

/** A browser that has the page of one recovery open: it keeps the page's cookie, and nothing else. */
export class Visitor {
  readonly #page: string;
  /** The cookie of this browser, as it sends it. */
  readonly cookie: string;

  private constructor(page: string, cookie: string) {
    this.#page = page;
    this.cookie = cookie;
  }

  /** Opens the page of a recovery for the first time. */
  static async open(url: string, recovery: string): Promise<Visitor> {
    const page = `${url}/r/${recovery}`;
    const { headers } = await fetch(`${page}/state`);
    return new Visitor(page, headers.getSetCookie()[0]?.split(';')[0] ?? '');
  }

  /** What the page shows. */
  async state(): Promise<Reply['body']> {
    return (await replyOf(await fetch(`${this.#page}/state`, { headers: { cookie: this.cookie } }))).body;
  }

  /** The two words that the requester reads out. */
  async words(): Promise<string> {
    const { page } = await this.state();
    return Array.isArray(page) ? page.join(' ') : '';
  }

  /** What is done on the page: `words`, `challenges`, `answers`, `stops`, `claims`. */
  async does(what: string, body: unknown = {}): Promise<Reply> {
    const headers = { 'content-type': 'application/json', cookie: this.cookie };
    return replyOf(await fetch(`${this.#page}/${what}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  }
}
