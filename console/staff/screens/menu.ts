import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import {
  CALLED,
  CALLING,
  DELEGATIONS,
  DUTY,
  hashOf,
  MINE,
  PROPOSALS,
  RECEIPTS,
  SEARCH,
  WAITING,
} from '../model/place.ts';
import type { Session } from '../sign-in/session.ts';
import type { Key } from '../texts/texts.ts';

/** The screens of whoever is signed in, by their parts: address and name, in the order of the menu. */
export function screensOf({ overviews }: Model): readonly (readonly [string, Key])[] {
  return [
    [WAITING, 'waiting.head'],
    ...(overviews.isStaff
      ? ([
          ['#/', 'list.open'],
          ['#/ended', 'list.ended'],
        ] as const)
      : []),
    ...(overviews.has('on-duty') ? ([[DUTY, 'duty.head']] as const) : []),
    ...(overviews.has('admin') ? ([[PROPOSALS, 'proposals.head']] as const) : []),
    ...(overviews.readsAll
      ? ([
          [SEARCH, 'find.head'],
          [RECEIPTS, 'receipts.head'],
        ] as const)
      : []),
    ['#/new', 'open.head'],
    ...(overviews.has('agent') ? ([[CALLING, 'calling.head']] as const) : []),
    [DELEGATIONS, 'lend.head'],
    [MINE, 'mine.head'],
    [CALLED, 'called.menu'],
  ];
}

/** The menu of whoever is signed in. */
export function menu(model: Model, session: Session): readonly (Node | false)[] {
  const { say, isSignedIn, place } = model;
  byId('menu')?.setAttribute('aria-label', say('menu'));
  if (!isSignedIn) return [];
  const name = session.name();
  const onclick = (): void => void model.act('', () => session.signOut()).then(() => model.read());
  const here = hashOf(place).split('?')[0] ?? '';
  queueMicrotask(showCurrent);
  return [
    ...screensOf(model).map(([href, key]) =>
      element('a', { href, ...(href === here ? { 'aria-current': 'page' } : {}) }, say(key)),
    ),
    element(
      'span',
      { class: 'me' },
      name !== null && element('span', { class: 'hint', id: 'who' }, say('signed-in-as', { name })),
      element('button', { type: 'button', class: 'quiet', id: 'sign-out', onclick }, say('sign-out')),
    ),
  ];
}

/** On a telephone the menu is one line, which is pushed sideways: the screen that is shown is in sight. */
function showCurrent(): void {
  const [line, current] = [byId('menu'), document.querySelector<HTMLElement>('#menu [aria-current]')];
  if (line !== null && current !== null) line.scrollLeft = current.offsetLeft - line.offsetLeft - 16;
}
