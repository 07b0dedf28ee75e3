import type { HelpDesk } from '../../lambdas/contract/help-desk.ts';
import type { PageAnswer, PageMethod, PageState } from '../../lambdas/contract/requester.ts';
import { signWith } from '../shared/passkey.ts';
import { type Api, Refused } from './api.ts';
import { type Key, keyOr, type Language, moment, type Say, sayIn } from './texts.ts';

/** The purpose of an answer: to prove an identity, or only to be allowed to stop. */
export type Purpose = 'prove' | 'stop';

export interface Message {
  readonly key: Key;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly tone: 'good' | 'bad';
}

/** The state of the page and its actions. Codes and credentials are stored only here, and only while they are shown. */
export class Model {
  state: PageState | null = null;
  language: Language;
  message: Message | null = null;
  /** From the message that brought the person here. */
  stopToken: string | null;
  /** A challenge that was answered correctly on this page: enough to stop. */
  proved: string | null = null;
  /** Whether it was seen alive on this page: its end is then no secret. */
  wasLive = false;
  /** How the recovery ended here, before the API hides it. */
  outcome: 'stopped' | 'refused' | null = null;
  savedCode: string | null = null;
  credential: string | null = null;
  /** Whether a credential was shown here. */
  claimed = false;
  busy = false;
  /** When the state was last read, once there is no connection: what is shown may be older than now. Null with one. */
  staleSince: string | null = null;
  /** Whose page this is; null where the document does not say it. */
  readonly desk: HelpDesk | null;
  readonly #api: Api;
  readonly #changed: () => void;
  #readAt = new Date().toISOString();
  readonly #claimKey = crypto.randomUUID();

  constructor(
    api: Api,
    start: { readonly language: Language; readonly stopToken: string | null; readonly desk: HelpDesk | null },
    changed: () => void,
  ) {
    this.#api = api;
    this.language = start.language;
    this.stopToken = start.stopToken;
    this.desk = start.desk;
    this.#changed = changed;
  }

  get say(): Say {
    return sayIn(this.language);
  }

  /** Whether nothing can be done now: something is under way, or would not arrive. */
  get isHeld(): boolean {
    return this.busy || this.staleSince !== null;
  }

  /** Reads the state; keeps the old one after a failure. */
  async read(): Promise<void> {
    const before = this.state?.status;
    try {
      this.state = await this.#api.state();
      this.wasLive ||= !this.state.ended;
      // A message about the earlier stage no longer applies.
      const isOld = before !== undefined && before !== this.state.status && !this.busy;
      if (isOld && this.message?.tone === 'good') this.message = null;
      if (this.message !== null && OF_READS.includes(this.message.key)) this.message = null;
      this.staleSince = null;
      this.#readAt = new Date().toISOString();
    } catch (error) {
      if (this.state === null) this.message = problem(error);
      // What is on the page may be old: it says so, and offers nothing that would be lost.
      else if (error instanceof Refused && this.#isLost(error)) {
        this.staleSince = this.#readAt;
        const at = moment(this.#readAt, this.language);
        const key = error.code === 'offline' ? 'error.stale' : 'error.silent';
        if (this.credential === null) this.message = { key, values: { at }, tone: 'bad' };
      }
    }
    this.#changed();
  }

  /** Whether there is no connection, or the service has not answered for a while. */
  #isLost({ code }: Refused): boolean {
    return code === 'offline' || (code === 'busy' && Date.now() - Date.parse(this.#readAt) > PATIENCE_MS);
  }

  /** The methods that this page can still use: using one again would prove nothing more. */
  get openWays(): readonly PageMethod[] {
    const { methods = [], proofs = [] } = this.state ?? {};
    return methods.filter((one) => !proofs.some(({ method, here }) => here && method === one.method));
  }

  /** The challenge of this page for a method that still accepts an answer. */
  openChallenge(purpose: Purpose, method: string): PageState['challenges'][number] | undefined {
    return this.state?.challenges.findLast((one) => one.purpose === purpose && one.method === method);
  }

  /** Sends a code; true when it was sent. */
  send(
    purpose: Purpose,
    { method }: PageMethod,
    contact: { readonly id: string; readonly shown: string },
  ): Promise<boolean> {
    return this.#act(async () => {
      await this.#api.challenge({ method, purpose, contact: contact.id, language: this.language });
      this.message = { key: 'send.done', values: { to: contact.shown }, tone: 'good' };
    });
  }

  /** Checks a typed code; first issues a challenge if there is none. */
  check(purpose: Purpose, method: string, code: string): Promise<boolean> {
    return this.#act(async () => {
      const open = this.openChallenge(purpose, method);
      const { challenge } = open ?? (await this.#api.challenge({ method, purpose }));
      await this.#judge(purpose, { method, challenge }, await this.#api.answer(challenge, { code }));
    });
  }

  /** Begins a session at a vendor; its address is in the next state. */
  visit({ method }: PageMethod, vendor: string): Promise<boolean> {
    return this.#act(async () => {
      await this.#api.challenge({ method, purpose: 'prove', vendor });
    });
  }

  usePasskey(purpose: Purpose, { method }: PageMethod): Promise<boolean> {
    return this.#act(async () => {
      const { challenge, passkey } = await this.#api.challenge({ method, purpose });
      const assertion = passkey === null ? undefined : await signWith(passkey).catch(() => undefined);
      if (assertion === undefined) throw new Refused('passkey');
      await this.#judge(purpose, { method, challenge }, await this.#api.answer(challenge, { assertion }));
    });
  }

  /** `This was not me`: by the token of a message, or by an answered challenge. */
  stop(): Promise<boolean> {
    return this.#act(async () => {
      if (this.stopToken !== null) await this.#stopBy({ token: this.stopToken });
      else if (this.proved !== null) await this.#stopBy({ challenge: this.proved });
    });
  }

  /** Checks the words that somebody says who wants to help. */
  hear(words: string): Promise<boolean> {
    return this.#act(async () => {
      await this.#api.hear(words);
      this.message = { key: 'words.right', tone: 'good' };
    });
  }

  claim(): Promise<boolean> {
    return this.#act(async () => {
      this.credential = (await this.#api.claim(this.#claimKey)).credential;
      this.claimed = true;
      this.message = null;
    });
  }

  /** Removes all secrets from the page. */
  forget(): void {
    this.savedCode = null;
    this.credential = null;
    this.#changed();
  }

  async #judge(
    purpose: Purpose,
    { method, challenge }: { readonly method: string; readonly challenge: string },
    { correct, status, savedCode }: PageAnswer,
  ): Promise<void> {
    if (savedCode !== null) this.savedCode = savedCode;
    if (correct) {
      this.proved = challenge;
      if (purpose === 'stop') return this.#stopBy({ challenge });
      this.message = { key: 'right', tone: 'good' };
      return;
    }
    if (status === 'refused') this.outcome = 'refused';
    await this.read();
    const left = this.openChallenge(purpose, method)?.left ?? 0;
    this.message =
      left === 1 ? { key: 'wrong.one', tone: 'bad' } : { key: 'wrong.many', values: { left }, tone: 'bad' };
    if (this.outcome === 'refused' || this.state?.ended === true) this.message = null;
  }

  async #stopBy(by: { readonly token: string } | { readonly challenge: string }): Promise<void> {
    try {
      await this.#api.stop(by);
    } catch (error) {
      // A link of another recovery stops nothing; an answer still can.
      if (error instanceof Refused && error.code === 'stop-unproved') this.stopToken = null;
      throw error;
    }
    this.outcome = 'stopped';
    this.stopToken = null;
    this.message = null;
    this.forget();
  }

  /** One action at a time; errors are shown, and the state is read again. */
  async #act(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.message = null;
    this.#changed();
    let done = true;
    try {
      await work();
    } catch (error) {
      done = false;
      this.message = problem(error);
    }
    this.busy = false;
    await this.read();
    return done;
  }
}

/** Messages that the next answer takes back. */
const OF_READS: readonly Key[] = ['error.offline', 'error.stale', 'error.silent'];

/** Milliseconds without an answer after which what is on the page may be old. */
const PATIENCE_MS = 10_000;

const problem = (error: unknown): Message => ({
  key: keyOr(`error.${error instanceof Refused ? error.code : 'other'}`, 'error.other'),
  tone: 'bad',
});
