import type { PageAnswer, PageChallenge, PageClaim, PageState, PageStop } from '../../lambdas/contract/requester.ts';

/** An answer other than yes: its code, or `offline` where there was none. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

/** A proof that is asked for; `contact`: where a code goes; `vendor`: who verifies. */
export interface ChallengeOrder {
  readonly method: string;
  readonly purpose: 'prove' | 'stop';
  readonly contact?: string;
  readonly vendor?: string;
}

/** The API of the page. Each throws `Refused`. */
export class Api {
  readonly #base: string;

  /** `path`: where the page is. */
  constructor(path: string) {
    this.#base = path.replace(/\/+$/, '');
  }

  state = (): Promise<PageState> => this.#call('state');

  challenge = (order: ChallengeOrder): Promise<PageChallenge> => this.#call('challenges', order);

  answer = (
    challenge: string,
    answer: { readonly code: string } | { readonly assertion: unknown },
  ): Promise<PageAnswer> => this.#call('answers', { challenge, ...answer });

  stop = (by: { readonly token: string } | { readonly challenge: string }): Promise<PageStop> =>
    this.#call('stops', by);

  /** `key`: the same where an answer was lost, and the credential is asked for again. */
  claim = (key: string): Promise<PageClaim> => this.#call('claims', {}, key);

  async #call<Answer>(name: string, body?: object, key: string = crypto.randomUUID()): Promise<Answer> {
    const post = { method: 'POST', body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const request = { cache: 'no-store', credentials: 'same-origin', ...(body && { ...post, headers }) } as const;
    const response = await fetch(`${this.#base}/${name}`, request).catch(() => undefined);
    if (response === undefined) throw new Refused('offline');
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer as Answer;
    throw new Refused(response.status >= 500 || response.status === 429 ? 'busy' : codeIn(answer));
  }
}

const codeIn = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'string'
    ? answer.code
    : 'other';
