import type { StaffOffers, StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { type Language, moment } from '../../shared/language.ts';
import { type Key, type Say, sayIn } from '../texts/texts.ts';
import type { Api } from './api.ts';
import { type Message, problemOf } from './message.ts';
import { Parts } from './parts.ts';
import { hashOf, lenderIn, type Place } from './place.ts';
import { Refused } from './refused.ts';

/** A message, as each language says it: another one may be chosen while it is on the screen. */
type Told = (say: Say, language: Language) => Message;

/** The state of the console. A credential is kept only here, and only while it is shown. */
export class Model extends Parts {
  place: Place;
  language: Language;
  /** False until somebody has signed in. */
  isSignedIn = false;
  shown: StaffRecovery | null = null;
  offers: StaffOffers | null = null;
  credential: string | null = null;
  #told: Told | null = null;
  busy = false;
  /** How many things were done, or tried, since the page was opened. */
  deeds = 0;
  readonly #changed: () => void;
  readonly #claimKey = crypto.randomUUID();

  constructor(
    api: Api,
    start: { readonly place: Place; readonly language: Language; readonly isArriving?: boolean },
    changed: () => void,
  ) {
    super(api);
    this.place = start.place;
    this.language = start.language;
    this.#isArriving = start.isArriving ?? false;
    this.#changed = changed;
  }

  get say(): Say {
    return sayIn(this.language);
  }

  /** What is said to this person, in the language that is chosen now. */
  get message(): Message | null {
    return this.#told?.(this.say, this.language) ?? null;
  }

  /** Shows another screen; nothing of the one before stays. */
  go(place: Place): void {
    this.#isArriving = false;
    if (hashOf(place) === hashOf(this.place)) return;
    this.place = place;
    this.#told = null;
    this.#clear();
    this.#changed();
    void this.read();
  }

  /** Reads what the screen shows; after a failure the old content stays, with a message that says so. */
  read(): Promise<void> {
    return this.#read('by itself');
  }

  async #read(why: 'by itself' | 'after a deed'): Promise<void> {
    const { place } = this;
    try {
      const isArriving = this.#isArriving;
      await this.#fetch(place);
      // An answer for a screen that was left says nothing about this one.
      if (!isArriving && hashOf(place) !== hashOf(this.place)) return;
      this.isSignedIn = true;
      if (this.#isOld) this.#told = null;
      this.#isOld = false;
      this.#readAt = new Date().toISOString();
      // Thanks for a call are not true any more once it was reported.
      if (why === 'by itself' && this.calls.hasMoved && this.message?.tone === 'good') this.#told = null;
      // The thanks for what this person just did, which changed it, stay; those for something else do not.
      const decides = this.offers?.countersign === true || this.offers?.reject === true;
      if (decides && this.#hasChanged && (this.#told === null || why === 'by itself'))
        this.#told = (say) => ({ text: say('error.digest-mismatch'), tone: 'bad' });
      // Whoever decides nothing needs to read nothing again; they may be asked later.
      if (decides || why === 'after a deed') this.#hasChanged = false;
    } catch (error) {
      // The person went on to another screen, or their session is over.
      if (hashOf(place) !== hashOf(this.place)) return;
      if (error instanceof Refused && error.code === 'token-missing') this.#end(error);
      else {
        // A no of the API is an answer to somebody who is signed in.
        if (error instanceof Refused && error.code !== 'offline') this.isSignedIn = true;
        const at = this.#readAt;
        this.#told = (say, language) => problemOf(error, say, { shown: at === null ? null : moment(at, language) });
      }
      this.#isOld = true;
    }
    this.#changed();
  }

  /** Their session is over: what they could read is not left on the screen. */
  #end(error: Refused): void {
    if (this.isSignedIn) this.#told = (say) => problemOf(error, say);
    this.isSignedIn = false;
    this.#clear();
    this.overviews.end();
  }

  #clear(): void {
    this.#isOld = false;
    this.#hasChanged = false;
    this.#readAt = null;
    this.shown = null;
    this.offers = null;
    this.credential = null;
    this.forgetParts();
  }

  /** The message is about a read that failed, and goes with the next one that does not. */
  #isOld = false;
  /** When what is on the screen was read; null for nothing. */
  #readAt: string | null = null;

  /** Whether the last read failed. */
  get isOld(): boolean {
    return this.#isOld;
  }

  async #fetch(place: Place): Promise<void> {
    await this.overviews.read(place, () => this.place === place);
    if (this.#isArriving) return this.#arrive();
    if (place.at === 'list') return this.list.read(place.which, () => this.place === place);
    if (place.at !== 'recovery' && place.at !== 'signing') return this.readOwn(place);
    const shown = await this.api.show(place.id);
    const offers = shown.end === null ? await this.api.offersIfOpen(place.id, lenderIn(place)) : null;
    await this.lending.readFor(place, shown.end === null);
    if (this.place !== place) return;
    const before = this.shown?.digest ?? null;
    this.shown = shown;
    this.offers = offers;
    // INVARIANT: nobody countersigns a plan that took the place of the one they read without being told.
    this.#hasChanged ||= before !== null && shown.digest !== null && before !== shown.digest;
  }

  /** Shows again what has changed meanwhile, as while several are revoked. */
  redraw = (): void => this.#changed();
  #isArriving: boolean;

  #arrive(): Promise<void> {
    this.#isArriving = false;
    this.place = this.overviews.home;
    history.replaceState(null, '', hashOf(this.place));
    return this.#fetch(this.place);
  }

  /** Searches, and keeps in the address what is searched for, so that the link can be given to a colleague. */
  async search(asked: string): Promise<void> {
    // A pause in typing ends after somebody has gone on to another screen.
    if (this.place.at !== 'search') return;
    this.place = { at: 'search', asked };
    history.replaceState(null, '', hashOf(this.place));
    if (asked === '') this.overviews.finder.forget();
    await this.read();
  }

  #hasChanged = false;

  /** The next rows of the list. */
  async more(): Promise<boolean> {
    const { place, list } = this;
    return place.at === 'list' && list.next !== undefined && this.act('', () => list.more(place.which));
  }

  /** One action at a time; a no is shown in the words of the API, and the screen is read again. True when it was done. */
  async act(done: Key | '', work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.#told = null;
    // The next read takes back a complaint about an earlier read, but not what is said of this.
    this.#isOld = false;
    this.#changed();
    let isDone = true;
    try {
      await work();
      if (done !== '') this.#told = this.#warning ?? ((say) => ({ text: say(done), tone: 'good' }));
      this.#warning = null;
    } catch (error) {
      isDone = false;
      this.#told = (say) => problemOf(error, say, done === '' ? 'look' : 'deed');
    }
    this.busy = false;
    this.deeds += 1;
    if (done === '') this.#changed();
    else await this.#read('after a deed');
    return isDone;
  }

  /** Words that a row must have to be shown. Further rows are read until one has them. */
  async find(words: string): Promise<void> {
    const { list } = this;
    list.filter = words;
    this.#changed();
    while (list.filter === words && !list.isFound && (await this.more()));
  }

  /** Says what is wrong with what was filled in; nothing was sent, so the answer is false. */
  tell(what: Key, values?: Parameters<Say>[1]): false {
    this.#told = (say) => ({ text: say(what, values), tone: 'bad' });
    this.deeds += 1;
    this.#changed();
    return false;
  }

  /** Keeps a warning on the screen in place of the thanks. */
  warn(warnings: readonly string[]): void {
    for (const one of ['claim-impossible', 'answer-wrong'] as const)
      if (warnings.includes(one)) this.#warning = (say) => ({ text: say(`warning.${one}`), tone: 'bad' });
  }

  #warning: Told | null = null;

  /** Shows the credential, once. A person who went on to another screen meanwhile does not get it there; they can ask for it again. */
  claim(id: string): Promise<boolean> {
    const { place } = this;
    return this.act('done.claim', async () => {
      const { credential } = await this.api.claim(id, this.#claimKey);
      if (this.place === place) this.credential = credential;
    });
  }

  /** Removes the credential, and whatever else is shown once, from the page. */
  forget(): void {
    this.credential = null;
    this.mine.once = null;
    this.#changed();
  }
}
