import type { StaffHistory } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import { draw, percent } from '../../shared/svg.ts';
import type { Model } from '../model/model.ts';
import { type Say, sayOr, sayOrName } from '../texts/texts.ts';
import { card } from './recovery.ts';
import { timed } from './times.ts';

type Touch = StaffHistory['touches'][number];

const BAD: readonly string[] = [
  ...['refused', 'rejected', 'stopped', 'answer-wrong', 'proof-failed', 'guesses-failed', 'suspected'],
  'proof-repudiated',
];

/** The places from which an account was asked about, each with its touches in order; the busiest first. */
export function lanesOf(touches: readonly Touch[]): readonly (readonly [place: string, touches: readonly Touch[]])[] {
  const lanes = new Map<string, Touch[]>();
  for (const touch of touches) {
    const place = touch.desk === null ? `channel ${touch.channel}` : `desk ${touch.desk}`;
    lanes.set(place, [...(lanes.get(place) ?? []), touch]);
  }
  return [...lanes].sort(([, one], [, other]) => other.length - one.length);
}

/** A picture of the account's last months across tickets, desks and channels, with the same as text. */
export function historyCard(model: Model): readonly Node[] {
  const { say, language, overviews } = model;
  const { history } = overviews;
  if (history === null) return [];
  const { touches, since, until } = history;
  const span = Date.parse(until) - Date.parse(since);
  const shareOf = (at: string): number => Math.min(0.985, Math.max(0.015, (Date.parse(at) - Date.parse(since)) / span));
  const lanes = lanesOf(touches).map(([place, some]) => {
    const name = placeName(place, say);
    const marks = some.map((touch) =>
      draw(
        'circle',
        {
          class: `mark ${BAD.includes(touch.what) ? 'bad' : touch.what === 'granted' ? 'granted' : ''} ${touch.own ? 'own' : ''}`,
          ...{ cx: percent(shareOf(touch.at)), cy: '14', r: touch.own ? '7' : '5' },
        },
        draw('title', {}, touchText(touch, model)),
      ),
    );
    const line = draw('line', { class: 'lane', x1: '0', x2: '100%', y1: '14', y2: '14' });
    const label = say('history.lane', { place: name, count: some.length });
    return element(
      'li',
      {},
      element('span', { 'aria-hidden': 'true' }, name),
      draw('svg', { class: 'strip', height: '28', role: 'img', 'aria-label': label }, line, ...marks),
    );
  });
  const listed = [...touches]
    .reverse()
    .map((touch) => element('li', {}, ...timed(touchText(touch, model), language, touch.at)));
  return [
    card(
      '',
      'history-head',
      say('history.head'),
      element(
        'p',
        {},
        ...timed(say('history.text', { since: moment(since, language), count: touches.length }), language, since),
      ),
      element('ul', { class: 'lanes', id: 'history' }, ...lanes),
      element('p', { class: 'hint' }, say('history.key')),
      element(
        'details',
        { id: 'history-open' },
        element('summary', { id: 'history-list' }, say('history.list')),
        element('ul', {}, ...listed),
      ),
    ),
  ];
}

const placeName = (place: string, say: Say): string =>
  place.startsWith('desk ')
    ? say('history.desk', { desk: place.slice('desk '.length) })
    : channelName(place.slice('channel '.length), say);

/** The way in which people asked, or the machinery by which something happened. */
function channelName(channel: string, say: Say): string {
  const ours = sayOrName(say, 'by-itself', channel);
  return ours === channel ? sayOr(say, 'channel', channel) : ours;
}

/** One thing that happened to the account, in words. */
export function touchText({ what, at, action, desk, channel, own }: Touch, { say, language }: Model): string {
  const place = desk ?? channelName(channel, say);
  const about = action === null ? '' : `, ${sayOr(say, 'action', action)}`;
  return `${moment(at, language)}: ${sayOr(say, 'touch', what)}${about}, ${place}${own ? ` (${say('history.own')})` : ''}`;
}
