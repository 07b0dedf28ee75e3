import type { SignIn } from '../../../lambdas/contract/sign-in.ts';
import { base64url } from '../../shared/base64url.ts';
import { type Endpoints, endpointsOf, exchange, type Grant } from './issuer.ts';
import type { Session } from './session.ts';

/** The parts of a browser that a sign-in needs. */
export interface Here {
  readonly origin: string;
  /** The query and the hash of the address. */
  readonly search: string;
  readonly hash: string;
  /** The tab's own storage. */
  readonly storage: {
    getItem(name: string): string | null;
    setItem(name: string, value: string): void;
    removeItem(name: string): void;
  };
  leaveFor(address: string): void;
  /** Shows this address without loading it. */
  rewrite(address: string): void;
  now(): number;
}

const CONSOLE = '/console';
const SETTINGS = '/.well-known/countersign';

/** Milliseconds. */
const LONGEST_MS = 3_600_000;
const LEAST_MS = 60_000;

/** The one-time values of a sign-in that has begun. */
const BEGUN = 'countersign.sign-in';
/** Set while somebody is signed in in this tab, so that a reload asks the issuer at once. */
const RETURNING = 'countersign.returning';

interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly hash: string;
}

interface Held extends Grant {
  /** Milliseconds since the epoch, when everything is forgotten. */
  readonly end: number;
}

/** A sign-in by code and PKCE; `sign-in.ts` says what it guarantees. */
export class ConsoleSession implements Session {
  readonly #here: Here;
  readonly #came: Promise<void>;
  #held: Held | null = null;
  #renewing: Promise<void> | null = null;

  constructor(here: Here) {
    this.#here = here;
    this.#came = this.#arrive();
  }

  async token(): Promise<string | null> {
    await this.#came;
    const { now } = this.#here;
    if (this.#held !== null && this.#held.end <= now()) this.#forget();
    if (this.#held !== null && this.#held.until - now() <= LEAST_MS) {
      // One renewal for all who ask: issuers take a refresh token once.
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = null;
      });
      await this.#renewing;
    }
    return this.#held?.accessToken ?? null;
  }

  name(): string | null {
    return this.#held?.name ?? null;
  }

  async signIn(): Promise<void> {
    await this.#leave();
  }

  async signOut(): Promise<void> {
    const idToken = this.#held?.idToken;
    this.#forget();
    const settings = await this.#settings();
    const { end } = await endpointsOf(settings);
    if (end === undefined) return;
    const address = new URL(end);
    if (idToken !== undefined) address.searchParams.set('id_token_hint', idToken);
    address.searchParams.set('client_id', settings.clientId);
    address.searchParams.set('post_logout_redirect_uri', this.#redirect);
    // Cognito's own name for it.
    address.searchParams.set('logout_uri', this.#redirect);
    this.#here.leaveFor(address.href);
  }

  get #redirect(): string {
    return `${this.#here.origin}${CONSOLE}`;
  }

  /** Takes an answer of the issuer out of the address; else asks it silently if somebody was signed in in this tab. */
  async #arrive(): Promise<void> {
    const { search, storage, rewrite } = this.#here;
    const answer = new URLSearchParams(search);
    const begun = begunIn(storage.getItem(BEGUN));
    storage.removeItem(BEGUN);
    if (!answer.has('state')) {
      if (storage.getItem(RETURNING) === null) return;
      // One silent try: an answer that never comes must not lead to a second one.
      storage.removeItem(RETURNING);
      await this.#leave('none').catch(() => undefined);
      return;
    }
    rewrite(`${CONSOLE}${begun?.hash ?? ''}`);
    if (begun === null || answer.get('state') !== begun.state) return;
    await this.#take(answer, begun).catch(() => this.#forget());
  }

  async #take(answer: URLSearchParams, begun: Begun): Promise<void> {
    const code = answer.get('code');
    const [endpoints, { issuer }] = [await this.#endpoints(), await this.#settings()];
    const named = answer.get('iss');
    if (named === null ? endpoints.namesItself : named !== issuer) return;
    if (code === null) return;
    const fields = { grant_type: 'authorization_code', code, code_verifier: begun.verifier };
    const grant = await this.#exchange({ ...fields, redirect_uri: this.#redirect }, begun.nonce);
    this.#held = { ...grant, end: this.#here.now() + LONGEST_MS };
    this.#here.storage.setItem(RETURNING, 'yes');
  }

  async #renew(): Promise<void> {
    const held = this.#held;
    if (held?.refreshToken === undefined) return this.#forget();
    const fields = { grant_type: 'refresh_token', refresh_token: held.refreshToken };
    try {
      const grant = await this.#exchange(fields);
      // A sign-out meanwhile stands.
      if (this.#held === held) this.#held = { ...held, ...grant };
    } catch {
      if (this.#held === held) this.#forget();
    }
  }

  async #exchange(fields: Readonly<Record<string, string>>, nonce?: string): Promise<Grant> {
    const { issuer, clientId } = await this.#settings();
    const { token } = await this.#endpoints();
    return exchange({ address: token, issuer, clientId, now: this.#here.now() }, fields, nonce);
  }

  /** Never comes back when the browser leaves. */
  async #leave(prompt?: 'none'): Promise<void> {
    const { storage, hash, leaveFor } = this.#here;
    const { clientId, scopes } = await this.#settings();
    const { authorization } = await this.#endpoints();
    const begun: Begun = { state: random(), nonce: random(), verifier: random(), hash };
    storage.setItem(BEGUN, JSON.stringify(begun));
    const address = new URL(authorization);
    const { state, nonce } = begun;
    const asked = {
      ...{ response_type: 'code', client_id: clientId, redirect_uri: this.#redirect, scope: scopes, state, nonce },
      ...{ code_challenge: await challengeOf(begun.verifier), code_challenge_method: 'S256' },
      ...(prompt === undefined ? {} : { prompt }),
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    leaveFor(address.href);
    await new Promise<never>(() => {});
  }

  async #settings(): Promise<SignIn> {
    const response = await fetch(`${this.#here.origin}${SETTINGS}`, { credentials: 'omit' });
    if (!response.ok) throw new Error('the service does not say how to sign in');
    return (await response.json()) as SignIn;
  }

  async #endpoints(): Promise<Endpoints> {
    return endpointsOf(await this.#settings());
  }

  #forget(): void {
    this.#held = null;
    this.#here.storage.removeItem(RETURNING);
  }
}

/** 256 bits, as RFC 7636 section 7.1 asks. */
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function challengeOf(verifier: string): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
}

function begunIn(kept: string | null): Begun | null {
  try {
    const value: unknown = JSON.parse(kept ?? 'null');
    const names = ['state', 'nonce', 'verifier', 'hash'];
    const whole = typeof value === 'object' && value !== null;
    return whole && names.every((name) => typeof Reflect.get(value, name) === 'string') ? (value as Begun) : null;
  } catch {
    return null;
  }
}
