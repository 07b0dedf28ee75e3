import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import { folded } from '../parts/fields.ts';
import { touchText } from '../parts/history.ts';
import { card, type Seen } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';

/** Whether the person whose account it is asked for what was done. Each answer is a button of its own: no link and no message answers. */
export function answering({ model, shown, offers }: Seen): readonly Node[] {
  const { say, api, busy } = model;
  const { id } = shown.recovery;
  if (offers.answers.length === 0) return [];
  const does = (answer: 'mine' | 'not-mine') => (event: Event) => {
    event.preventDefault();
    void model.act(answer === 'mine' ? 'done.mine' : 'done.not-mine', () => api.answerAsSubject(id, answer));
  };
  const mine = element(
    'form',
    { id: 'mine', onsubmit: does('mine') },
    element('button', { class: 'main', id: 'mine-do', disabled: busy }, say('answer.mine')),
  );
  const notMine = element(
    'form',
    { id: 'not-mine', onsubmit: does('not-mine') },
    element('p', {}, say('answer.not-mine-text')),
    element('button', { class: 'stop', id: 'not-mine-do', disabled: busy }, say('answer.not-mine')),
  );
  return [
    card(
      'status',
      'answer-head',
      say('answer.head'),
      element('p', {}, say('answer.text')),
      offers.answers.includes('mine') && mine,
      offers.answers.includes('not-mine') && folded('not-mine', say('answer.not-mine-head'), notMine),
    ),
  ];
}

/** For whoever judges what was executed: what its subject says, and what happened to the account since. */
export function afterCard({ model, shown }: Pick<Seen, 'model' | 'shown'>): readonly Node[] {
  const { say, language, overviews } = model;
  const { grant, subjectSaid } = shown.recovery;
  if (grant === null) return [];
  const said =
    subjectSaid === null
      ? [say(shown.end === null ? 'after.unanswered' : 'after.never-answered')]
      : timed(say(`after.${subjectSaid.answer}`, { at: moment(subjectSaid.at, language) }), language, subjectSaid.at);
  const isBad = subjectSaid?.answer === 'not-mine';
  return [
    card(
      isBad ? 'status bad' : '',
      'after-head',
      say('after.head'),
      element('p', { id: 'subject-said', class: isBad ? 'bad' : '' }, ...said),
      ...(overviews.history === null ? [] : since(grant.startedAt, { model })),
    ),
  ];
}

/** What happened to the account after the execution, besides this recovery: other recoveries, suspicions, more rights, other contacts. */
function since(at: string, { model }: Pick<Seen, 'model'>): readonly Node[] {
  const { say, language, overviews } = model;
  const later = (overviews.history?.touches ?? []).filter((touch) => touch.at >= at && !touch.own);
  const { watchedUntil = null } = overviews.history ?? {};
  const rows = later.map((touch) => element('li', {}, ...timed(touchText(touch, model), language, touch.at)));
  return [
    element('h3', {}, ...timed(say('after.since', { at: moment(at, language) }), language, at)),
    rows.length === 0
      ? element('p', { id: 'nothing-since' }, say('after.nothing'))
      : element('ul', { id: 'since' }, ...rows),
    ...(watchedUntil === null
      ? []
      : [
          element(
            'p',
            { class: 'hint' },
            ...timed(say('after.watched', { at: moment(watchedUntil, language) }), language, watchedUntil),
          ),
        ]),
  ];
}
