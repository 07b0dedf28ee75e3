import type { StaffAwaited } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { headline } from '../parts/recovery.ts';
import { sayOr } from '../texts/texts.ts';
import { tierMark, timeLeft } from '../texts/words.ts';

/** What waits for whoever is signed in, the most urgent first. */
export function waitingScreen(model: Model): readonly Node[] {
  const { say, overviews, message } = model;
  const head = [headline(say('waiting.head')), element('p', { class: 'lead' }, say('waiting.text'))];
  const { waiting } = overviews;
  if (waiting === null) return message === null ? [...head, element('p', {}, say('loading'))] : head;
  if (waiting.items.length === 0) return [...head, element('p', { id: 'nothing-waits' }, say('waiting.none'))];
  return [
    ...head,
    element('ol', { class: 'hits', id: 'waiting' }, ...waiting.items.map((item) => itemOf(model, item))),
    ...(waiting.more ? [element('p', { class: 'hint' }, say('waiting.more'))] : []),
  ];
}

function itemOf(model: Model, item: StaffAwaited): Node {
  const { say } = model;
  const { id, account, action, tier, requester, awaits, inPlaceOf, risk, until } = item;
  const place = { at: 'recovery', id, ...(inPlaceOf === null ? {} : { for: inPlaceOf }) } as const;
  const link = element('a', { href: hashOf(place), id: `to-${id}` }, `${sayOr(say, 'action', action)}, ${account}`);
  return element(
    'li',
    { class: 'card' },
    element('p', { class: 'hit' }, link, ' ', tierMark(tier, say)),
    element('p', {}, say(`awaits.${awaits}`)),
    ...(inPlaceOf === null ? [] : [element('p', { class: 'hint' }, say('in-place.item', { who: inPlaceOf }))]),
    element(
      'p',
      { class: 'hint' },
      [say('find.by', { who: requester }), say('risk.head', { score: risk }), timeLeft(until, model)]
        .filter((text) => text !== '')
        .join(' · '),
    ),
  );
}
