import type { OwnCalls } from '../../../lambdas/contract/help.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { choice, line, sends } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { sayOr, WHY_CALLED } from '../texts/texts.ts';

/** An agent opens a call before they dial, and sees whether it was looked up. */
export function callingScreen(model: Model): readonly Node[] {
  const { say, calls, message, overviews } = model;
  const head = headline(say('calling.head'));
  if (calls.own === null) return [head, ...(message === null ? [element('p', { class: 'lead' }, say('loading'))] : [])];
  const hasDesk = (overviews.parts?.desks.length ?? 0) > 0;
  return [
    head,
    ...calls.own.map((call, index) => callCard(model, call, index)),
    element('p', { class: 'lead' }, say('calling.text')),
    hasDesk ? openingForm(model) : element('p', { class: 'message bad', id: 'no-desk' }, say('calling.no-desk')),
  ];
}

function openingForm(model: Model): Node {
  const { say, busy, overviews, api } = model;
  const desks = overviews.parts?.desks ?? [];
  const [only] = desks;
  const onsubmit = sends(model, (values) =>
    model.act('done.call-opened', () =>
      api.openCall({
        account: values.get('call-account') ?? '',
        desk: values.get('call-desk') ?? only ?? '',
        reason: values.get('call-reason') ?? '',
      }),
    ),
  );
  const reasons = WHY_CALLED.map((one) => [one, sayOr(say, 'call-reason', one)] as const);
  return element(
    'form',
    { id: 'open-call', class: 'card', onsubmit, autocomplete: 'off' },
    line({ id: 'call-account', label: say('calling.account') }),
    desks.length > 1 &&
      choice(
        { id: 'call-desk', label: say('calling.desk'), none: say('calling.none') },
        desks.map((desk) => [desk, desk] as const),
      ),
    choice({ id: 'call-reason', label: say('calling.reason'), none: say('calling.none') }, reasons),
    element('button', { class: 'main', id: 'open-call-do', disabled: busy }, say('calling.open')),
  );
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
    element('p', { class: 'hint' }, say('calling.until', { until: moment(until, language) })),
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
