import type { OwnCalls } from '../../../lambdas/contract/help.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { line, sends } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';
import { callFound } from './call-found.ts';
import { type Finding, foundCards, nameOf, searchForm } from './found.ts';

/** An agent opens a call before they dial, and sees whether it was looked up. */
export function callingScreen(model: Model, go: (hash: string) => void): readonly Node[] {
  const { say, calls, message, overviews } = model;
  const head = headline(say('calling.head'));
  if (calls.own === null) return [head, ...(message === null ? [element('p', { class: 'lead' }, say('loading'))] : [])];
  const hasDesk = (overviews.parts?.desks.length ?? 0) > 0;
  return [
    head,
    ...calls.own.map((call, index) => callCard(model, call, index)),
    element('p', { class: 'lead' }, say('calling.text')),
    ...(hasDesk ? opening(model, go) : [element('p', { class: 'message bad', id: 'no-desk' }, say('calling.no-desk'))]),
  ];
}

const CALLED: Finding = {
  ...{ find: 'calling.find', hint: 'calling.find-hint', nobody: 'calling.nobody', next: 'dial-reason' },
};

/** Whom they call is found first, as everywhere: nobody spells the id of an account. */
function opening(model: Model, go: (hash: string) => void): readonly Node[] {
  const { say, caller } = model;
  const head = caller.picked === null ? '' : say('calling.whom', { who: nameOf(caller.picked, model) });
  return [searchForm(model, CALLED), ...foundCards(model, CALLED), ...callFound(model, go, head)];
}

function callCard(model: Model, one: OwnCalls['items'][number], index: number): Node {
  const { say, language } = model;
  const { account, words, until, reported } = one;
  const head = say('calling.now', { account });
  if (reported)
    return card('status bad', `own-${index}`, head, element('p', { id: `reported-${index}` }, say('calling.reported')));
  const shown = words.flatMap((word) => [element('span', {}, word), ' ']);
  return card(
    'words',
    `own-${index}`,
    head,
    element('p', {}, say('calling.say', { address: `${location.host}/call` })),
    element('p', { class: 'pair', id: `own-words-${index}`, lang: 'en' }, ...shown),
    one.answered ? element('p', { id: `answered-${index}` }, say('calling.answered')) : hearing(model, one, index),
    element(
      'p',
      { class: 'hint' },
      ...timed(say('calling.until', { until: moment(until, language) }), language, until),
    ),
  );
}

function hearing(model: Model, { call }: OwnCalls['items'][number], index: number): Node {
  const { say, busy, api } = model;
  const onsubmit = sends(model, (values) =>
    model.act('done.heard-back', () => api.hearCall(call, values.get(`reply-${index}`) ?? '')),
  );
  return element(
    'form',
    { id: `hear-${index}`, onsubmit, autocomplete: 'off' },
    line({ id: `reply-${index}`, label: say('calling.hear') }),
    element('button', { id: `hear-do-${index}`, disabled: busy }, say('calling.hear-do')),
  );
}
