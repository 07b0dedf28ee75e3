import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { hashOf, SEARCH } from '../model/place.ts';
import { screensOf } from './menu.ts';

/** Where the browser remembers that somebody wants no single keys (WCAG 2.1.4). */
const OFF = 'countersign-keys';

/** The search was asked for, and its field is not on the screen yet. */
let isSearchAwaited = false;

/** `/` searches, `?` shows the keys, and a digit goes to a screen of the menu; never while something is typed. */
export const onKey =
  (model: Model) =>
  (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || isOff() || byId('keys') !== null) return;
    if (event.key === '?') showKeys(model);
    else if (!model.isSignedIn) return;
    else if (event.key === '/') search(model);
    else if (!goTo(model, event.key)) return;
    event.preventDefault();
  };

/** The search of the screen; else, also from a list that only shows less, the one that finds most of what this person looks for. */
function search(model: Model): void {
  const isSearch = model.place.at === 'search' || model.place.at === 'opening';
  const place = isSearch && byId('find') !== null ? hashOf(model.place) : searchOf(model);
  isSearchAwaited = place !== null;
  if (place !== null && place !== hashOf(model.place)) location.assign(place);
  focusSearch();
  if (place === null) model.tell('keys.nothing-to-search', { waiting: model.say('waiting.head') });
}

/** Where somebody searches: whoever calls, with what is open of theirs; every recovery; or what they may read. Null for whoever has no list. */
export function searchOf({ overviews, place }: Model): string | null {
  if (overviews.has('agent')) return '#/new';
  if (overviews.readsAll) return SEARCH;
  if (place.at === 'list') return hashOf(place);
  return overviews.isStaff ? '#/' : null;
}

/** The search field has the focus as soon as there is one, if it was asked for. */
export function focusSearch(): void {
  const find = isSearchAwaited ? byId('find') : null;
  if (find === null) return;
  isSearchAwaited = false;
  find.focus();
}

function goTo(model: Model, key: string): boolean {
  const screen = /^[1-9]$/.test(key) ? screensOf(model)[Number(key) - 1] : undefined;
  if (screen !== undefined) location.assign(screen[0]);
  return screen !== undefined;
}

/** All keys, in a window of its own; its end gives the focus back. */
export function showKeys(model: Model): void {
  const { say, isSignedIn } = model;
  const screens = isSignedIn ? screensOf(model).map(([, key], index) => [String(index + 1), say(key)] as const) : [];
  const rows = [
    ...(isSignedIn ? [['/', say('keys.search')] as const] : []),
    ['?', say('keys.help')] as const,
    ...screens.slice(0, 9),
  ];
  const off = element('input', { type: 'checkbox', id: 'keys-off', onchange: turn, 'aria-describedby': 'keys-hint' });
  off.checked = isOff();
  const dialog = element(
    'dialog',
    { id: 'keys', 'aria-labelledby': 'keys-head', onclose: () => dialog.remove() },
    element('h2', { id: 'keys-head' }, say('keys.head')),
    element(
      'dl',
      {},
      ...rows.flatMap(([key, text]) => [element('dt', {}, element('kbd', {}, key)), element('dd', {}, text)]),
    ),
    element('p', { class: 'hint' }, say('keys.more')),
    element('label', { class: 'choice', for: 'keys-off' }, off, element('span', {}, say('keys.off'))),
    element('p', { class: 'hint', id: 'keys-hint' }, say('keys.off-hint')),
    element('button', { type: 'button', id: 'keys-close', onclick: () => dialog.close() }, say('keys.close')),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function turn({ target }: Event): void {
  try {
    if (target instanceof HTMLInputElement && target.checked) localStorage.setItem(OFF, 'off');
    else localStorage.removeItem(OFF);
  } catch {
    // Not stored: the keys work again after a reload.
  }
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === 'off';
  } catch {
    return false;
  }
}
