import type { StaffOffers, StaffRecovery } from '../../lambdas/contract/staff.ts';
import { byId, element, show } from '../shared/dom.ts';
import { firstLanguage, keepLanguage, LANGUAGES, type Language } from '../shared/language.ts';
import { Api } from './model/api.ts';
import { Model } from './model/model.ts';
import { CALLED, hashOf, MINE, placeIn } from './model/place.ts';
import { historyCard } from './parts/history.ts';
import { askedCard, heading, headline, pageCard, planCard, timelineCard } from './parts/recovery.ts';
import { calledScreen } from './screens/called.ts';
import { callingScreen } from './screens/calling.ts';
import { deeds, stop } from './screens/deeds.ts';
import { delegationsScreen, inPlaceCard, lendingScreen } from './screens/delegations.ts';
import { draftingScreen } from './screens/drafting.ts';
import { dutyScreen } from './screens/duty.ts';
import { finderScreen } from './screens/finder.ts';
import { giveFocus, noteFocus } from './screens/focus.ts';
import { givenCard } from './screens/given.ts';
import { missingCard, talking } from './screens/help.ts';
import { focusSearch, onKey, showKeys } from './screens/keys.ts';
import { listScreen } from './screens/lists.ts';
import { menu } from './screens/menu.ts';
import { mineScreen } from './screens/mine.ts';
import { openingScreen } from './screens/opening.ts';
import { proposalsScreen } from './screens/proposals.ts';
import { receiptsScreen } from './screens/receipts.ts';
import { recordCards } from './screens/record.ts';
import { signing } from './screens/signing.ts';
import { afterCard } from './screens/subject.ts';
import { waitingScreen } from './screens/waiting.ts';
import { signInHere } from './sign-in/sign-in.ts';

/** Milliseconds between two reads: while things change, when nothing has changed for a minute, and while the page is hidden. */
const EVERY_MS = { busy: 5_000, quiet: 15_000, hidden: 60_000 } as const;
const QUIET_AFTER_MS = 60_000;

// These are the addresses that people keep in mind; the issuer comes back to `/console` only.
const KEPT_IN_MIND: Readonly<Record<string, string>> = { '/me': MINE, '/call': CALLED };
const meant = KEPT_IN_MIND[location.pathname];
if (meant !== undefined) history.replaceState(null, '', `/console${meant}`);

/** Whether this load is the issuer's answer. */
const isBack = new URLSearchParams(location.search).has('state');
const session = signInHere();
const isArriving = location.hash === '';
const start = { place: placeIn(location.hash), language: firstLanguage(), isArriving };
const model = new Model(new Api(session), start, render);

function render(): void {
  const { say, language, message, busy, isSignedIn } = model;
  document.documentElement.lang = language;
  document.title = `${titleOf()} · Countersign`;
  for (const [id, key] of [
    ['skip', 'skip'],
    ['foot', isSignedIn ? 'foot' : 'foot.unnamed'],
  ] as const) {
    const place = byId(id);
    if (place !== null) place.textContent = say(key);
  }
  byId('main')?.setAttribute('aria-busy', String(busy));
  noteFocus(model);
  show('menu', [language, isSignedIn, session.name(), model.place, model.overviews.parts], () => menu(model, session));
  show('languages', language, switcher);
  show('help', language, () => [
    element(
      'button',
      { type: 'button', id: 'show-keys', class: 'quiet', onclick: () => showKeys(model) },
      say('keys.open'),
    ),
  ]);
  show('message', [language, message], () =>
    message === null
      ? []
      : [element('p', { id: 'message-text', class: `message ${message.tone}`, tabindex: '-1' }, message.text)],
  );
  show('retry', [language, model.isOld, busy], retrying);
  show('screen', [language, isSignedIn, hashOf(model.place), ...contents()], screen);
  giveFocus(model);
  focusSearch();
}

/** What was not read is read again by itself, and at once by a button. */
function retrying(): readonly Node[] {
  if (!model.isOld || !model.isSignedIn) return [];
  const onclick = (): void => void model.act('', () => model.read());
  return [element('button', { type: 'button', id: 'again', disabled: model.busy, onclick }, model.say('again'))];
}

/** What the screen shows, so that it is drawn again when that changes. */
function contents(): readonly unknown[] {
  const { shown, offers, credential, busy, message, mine } = model;
  return [
    ...model.overviews.contents(),
    ...model.list.contents(),
    ...model.caller.contents(),
    ...model.calls.contents(),
    ...model.lending.contents(),
    ...model.drafting.contents(),
    mine.accounts,
    mine.asked,
    mine.once,
    shown,
    offers,
    credential,
    busy,
    message === null,
  ];
}

function titleOf(): string {
  const { place, say, shown, isSignedIn } = model;
  if (place.at === 'called') return say('called.head');
  if (!isSignedIn) return say('sign-in.head');
  if (place.at === 'recovery' || place.at === 'signing') return shown?.account ?? say('title');
  if (place.at === 'mine') return say('mine.head');
  if (place.at === 'search') return say('find.head');
  if (place.at === 'calling') return say('calling.head');
  if (place.at === 'delegations' || place.at === 'lending') return say('lend.head');
  if (place.at === 'waiting') return say('waiting.head');
  if (place.at === 'duty') return say('duty.head');
  if (place.at === 'proposals') return say('proposals.head');
  if (place.at === 'drafting') return say('draft.head');
  if (place.at === 'receipts') return say('receipts.head');
  return say(place.at === 'opening' ? 'open.head' : place.which === 'open' ? 'list.open' : 'list.ended');
}

function screen(): readonly Node[] {
  const { place, shown, offers, isSignedIn, say } = model;
  // Somebody who cannot sign in is called too.
  if (place.at === 'called') return calledScreen(model, () => session.signIn());
  if (!isSignedIn) return signingIn();
  if (place.at === 'list') return listScreen(model);
  if (place.at === 'mine') return mineScreen(model);
  if (place.at === 'search') return finderScreen(model);
  if (place.at === 'waiting') return waitingScreen(model);
  if (place.at === 'duty') return dutyScreen(model);
  if (place.at === 'proposals') return proposalsScreen(model);
  if (place.at === 'drafting') return draftingScreen(model, (hash) => location.assign(hash));
  if (place.at === 'receipts') return receiptsScreen(model);
  if (place.at === 'calling') return callingScreen(model, (hash) => location.assign(hash));
  if (place.at === 'delegations') return delegationsScreen(model);
  if (place.at === 'lending') return lendingScreen(model, place, (to) => location.assign(to));
  if (place.at === 'opening') return openingScreen(model, (hash) => location.assign(hash));
  if (shown === null) return [headline(say('title')), element('p', { class: 'lead' }, waiting())];
  return recoveryScreen(shown, offers);
}

/** What somebody decides about is read before the button; what somebody adds comes first. */
function recoveryScreen(shown: StaffRecovery, offers: StaffOffers | null): readonly Node[] {
  const { say, language } = model;
  const seen = { say, language, shown };
  const facts = [
    askedCard(seen),
    ...planCard(seen),
    ...historyCard(model),
    ...givenCard(seen),
    ...afterCard({ model, shown }),
  ];
  const { place } = model;
  if (place.at === 'signing')
    return [...heading(seen), ...facts, ...signing({ model, shown, offers }, place, (to) => location.assign(to))];
  const own = offers === null ? [] : deeds({ model, shown, offers });
  const isDecision = offers?.countersign === true || offers?.review === true;
  // Whoever decides has nobody on the telephone.
  const talk = talking({ model, shown, offers });
  const missing = missingCard({ model, shown });
  const ends = offers === null ? [] : stop({ model, shown, offers });
  // People on duty come to end it, unless they help with it themselves.
  const isGuarded = model.overviews.has('on-duty') && own.length === 0;
  return [
    ...heading(seen),
    ...inPlaceCard(model, shown.recovery.id),
    ...(isGuarded ? ends : []),
    ...(isDecision
      ? [...missing, ...facts, ...own, ...talk]
      : [...talk, ...missing, ...own, ...pageCard({ model, shown }), ...facts]),
    ...(isGuarded ? [] : ends),
    timelineCard(seen),
    ...recordCards({ model, shown }),
  ];
}

/** While the first answer is awaited; after a no, the message says enough. */
const waiting = (): string => (model.message === null ? model.say('loading') : '');

function signingIn(): readonly Node[] {
  const { say, busy } = model;
  const onclick = (): void => void model.act('', () => session.signIn());
  return [
    headline(say('sign-in.head')),
    element('p', { class: 'lead' }, say('sign-in.text')),
    element('button', { type: 'button', class: 'main', id: 'sign-in', disabled: busy, onclick }, say('sign-in.do')),
  ];
}

function switcher(): readonly Node[] {
  byId('languages')?.setAttribute('aria-label', model.say('language'));
  return (Object.keys(LANGUAGES) as Language[]).map((language) => {
    const onclick = (): void => {
      model.language = language;
      keepLanguage(language);
      render();
    };
    const pressed = String(language === model.language);
    const attributes = { type: 'button', id: `language-${language}`, lang: language, 'aria-pressed': pressed, onclick };
    return element('button', attributes, LANGUAGES[language]);
  });
}

async function refresh(): Promise<void> {
  const { place, shown } = model;
  const isKept = ['opening', 'mine', 'search', 'delegations', 'drafting'].includes(place.at) && !model.isOld;
  const isStill = !model.isSignedIn || model.busy || isKept || shown?.end != null;
  if (!isStill) await model.read();
}

let next: ReturnType<typeof setTimeout> | undefined;

/** Reads again after a while, and so on; nothing is held open in between. */
function later(): void {
  clearTimeout(next);
  const isQuiet = model.isOld || Date.now() - model.api.changedAt > QUIET_AFTER_MS;
  const pace = document.visibilityState === 'hidden' ? 'hidden' : isQuiet ? 'quiet' : 'busy';
  next = setTimeout(() => void refresh().finally(later), EVERY_MS[pace]);
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refresh().finally(later);
  else later();
});
document.addEventListener('keydown', onKey(model));
window.addEventListener('hashchange', () => {
  model.go(placeIn(location.hash));
  // Whoever asked for the search is in its field already.
  if (document.activeElement?.id !== 'find') byId(model.place.at === 'search' ? 'find' : 'head')?.focus();
});
// The browser may keep this page for its back button; the copy must not contain secrets.
window.addEventListener('pagehide', () => model.forget());
later();
render();
void model.read().then(() => {
  // Whoever opens the link of a message comes to sign in: one step less. One try: a sign-in that failed waits for its button.
  if (!model.isSignedIn && model.place.at === 'recovery' && !isBack && model.message === null) void session.signIn();
});
