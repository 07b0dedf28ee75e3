import type {
  PageAnswer,
  PageChallenge,
  PageClaim,
  PageHeard,
  PageState,
  PageStop,
} from '../../lambdas/contract/requester.ts';

/** An unsuccessful answer: its code, or `offline` without an answer. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

/** A challenge to issue; `contact`: recipient of the code; `vendor`: the verifier. */
export interface ChallengeOrder {
  readonly method: string;
  readonly purpose: 'prove' | 'stop';
  readonly contact?: string;
  /** Of the page: a code is sent in it. */
  readonly language?: string;
  readonly vendor?: string;
}

/** The API of the page. Each throws `Refused`. */
export class Api {
  readonly #base: string;

  /** `path`: address of the page. */
  constructor(path: string) {
    this.#base = path.replace(/\/+$/, '');
  }

  state = (): Promise<PageState> => this.#call('state');

  challenge = (order: ChallengeOrder): Promise<PageChallenge> => this.#call('challenges', order);

  answer = (
    challenge: string,
    answer: { readonly code: string } | { readonly assertion: unknown },
  ): Promise<PageAnswer> => this.#call('answers', { challenge, ...answer });

  hear = (heard: string): Promise<PageHeard> => this.#call('words', { heard });

  stop = (by: { readonly token: string } | { readonly challenge: string }): Promise<PageStop> =>
    this.#call('stops', by);

  /** `key`: the same when the credential is asked for again after a lost answer. */
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
