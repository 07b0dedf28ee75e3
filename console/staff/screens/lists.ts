import type { StaffItem } from '../../../lambdas/contract/staff.ts';
import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { headline } from '../parts/recovery.ts';
import { timed, timeOf } from '../parts/times.ts';
import { type Key, sayOr } from '../texts/texts.ts';
import { hasWords, threatInWords, tierMark } from '../texts/words.ts';
import { searchOf } from './keys.ts';

/** Statuses in which somebody must act, by what they do; the order is that of the screen. */
const WAITING = [
  ['list.approving', ['approving']],
  ['list.proofing', ['opened', 'proofing']],
  ['list.overdue', ['revocation-overdue']],
  ['list.reviewing', ['reviewing']],
  ['list.running', ['approved', 'executing', 'granted', 'revoking', 'revoked']],
] as const satisfies readonly (readonly [Key, readonly string[]])[];

const URGENCY = ['critical', 'privileged', 'standard'];

/** The most protected accounts first; of these, what has waited longest. */
const byUrgency = (one: StaffItem, other: StaffItem): number =>
  urgencyOf(one) - urgencyOf(other) || (one.openedAt < other.openedAt ? -1 : 1);
const urgencyOf = ({ tier }: StaffItem): number => (tier === null ? -1 : URGENCY.indexOf(tier));

/** The recoveries that this person may read: what waits first, or what has ended. */
export function listScreen(model: Model): readonly Node[] {
  const { say, place } = model;
  const { items, filter } = model.list;
  if (place.at !== 'list') return [];
  const title = headline(say(place.which === 'open' ? 'list.open' : 'list.ended'));
  if (items === null)
    return model.message === null ? [title, element('p', { class: 'lead' }, say('loading'))] : [title];
  const head = [title, ...raised(model)];
  if (items.length === 0) return [...head, element('p', { class: 'lead' }, say(`list.empty-${place.which}`))];
  const found = items.filter((item) => hasWords(item, filter));
  const rows =
    place.which === 'ended'
      ? [table(model, found)]
      : WAITING.flatMap(([key, statuses]) => {
          const some = found.filter(({ status }) => (statuses as readonly string[]).includes(status)).sort(byUrgency);
          return some.length === 0 ? [] : [element('h2', {}, say(key)), table(model, some)];
        });
  const none = found.length === 0 ? notFound(model, filter, place.which) : [];
  return [...head, finder(model), ...rows, ...none, ...more(model)];
}

/** What is not in this list may be in the other one. */
function notFound({ say, list }: Model, words: string, which: 'open' | 'ended'): readonly Node[] {
  const other = which === 'open' ? 'ended' : 'open';
  const href = hashOf({ at: 'list', which: other });
  const onclick = (): void => list.carry(words);
  return [
    element('p', { class: 'lead' }, say('list.not-found', { words })),
    element('p', {}, element('a', { href, id: 'look-there', onclick }, say(`list.look-${other}`))),
  ];
}

/** What people on duty have raised: it changes what is demanded, and how a call is heard. */
const raised = ({ say, language, list }: Model): readonly Node[] =>
  list.threats.map((threat) =>
    element(
      'p',
      { class: 'message bad threat' },
      ...timed(threatInWords(threat, { say, language }), language, threat.until),
    ),
  );

function finder(model: Model): Node {
  const { say, list } = model;
  // The key leads an agent to whoever calls; then this field only shows less.
  const isSearch = searchOf(model) === hashOf(model.place);
  const oninput = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) void model.find(event.target.value);
  };
  const input = element('input', {
    ...{ id: 'find', type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '100', oninput },
    value: list.filter,
    ...(isSearch ? { 'aria-keyshortcuts': '/' } : {}),
  });
  return element(
    'p',
    { class: 'find' },
    element('label', { for: 'find' }, say(isSearch ? 'list.find' : 'list.filter')),
    input,
  );
}

function table({ say, language }: Model, items: readonly StaffItem[]): Node {
  const heads = ['list.account', 'list.action', 'list.status', 'list.since'] as const;
  const rows = items.map((item) => {
    const link = element('a', { href: hashOf({ at: 'recovery', id: item.id }), id: `to-${item.id}` }, item.account);
    return element(
      'tr',
      {},
      element('td', {}, link, ' ', tierMark(item.tier, say)),
      element('td', {}, sayOr(say, 'action', item.action)),
      element('td', {}, sayOr(say, 'status', item.status)),
      element('td', {}, timeOf(item.openedAt, language)),
    );
  });
  const head = element('tr', {}, ...heads.map((key) => element('th', { scope: 'col' }, say(key))));
  return element(
    'div',
    { class: 'rows' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)),
  );
}

function more(model: Model): readonly Node[] {
  const { list } = model;
  if (list.next === undefined) return [];
  // The focus goes on to the first of the new rows.
  const shown = list.items?.length ?? 0;
  const onclick = (): void => void model.more().then(() => byId(`to-${list.items?.[shown]?.id}`)?.focus());
  return [element('button', { type: 'button', id: 'more', disabled: model.busy, onclick }, model.say('list.more'))];
}
