import type { StaffHit } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import { csvOf, SEARCHED } from '../model/finder.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { save } from '../parts/export.ts';
import { line, valuesOf } from '../parts/fields.ts';
import { headline } from '../parts/recovery.ts';
import { timed, timeOf } from '../parts/times.ts';
import { sayOr } from '../texts/texts.ts';
import { ticketName, tierMark } from '../texts/words.ts';

/** Milliseconds after the last letter, before it is searched. */
const PAUSE_MS = 250;

/** Recoveries by what somebody remembers of them, each with who approved it and which controls allowed it. */
export function finderScreen(model: Model): readonly Node[] {
  const { say, place } = model;
  const { finder } = model.overviews;
  if (place.at !== 'search') return [];
  if (model.overviews.parts !== null && !model.overviews.readsAll)
    return [headline(say('find.head')), element('p', { class: 'lead', id: 'not-yours' }, say('find.not-yours'))];
  const head = [headline(say('find.head')), element('p', { class: 'lead' }, say('find.text'))];
  if (finder.found === null) {
    const isAwaited = place.asked !== '' && model.message === null;
    return [...head, searching(model), ...(isAwaited ? [element('p', {}, say('loading'))] : [])];
  }
  const { open, ended } = finder.found;
  const hits = [...open.items, ...ended.items];
  const none = hits.length === 0 ? [element('p', { class: 'lead', id: 'found-none' }, say('find.none'))] : [];
  return [
    ...[...head, searching(model), ...none],
    ...group(model, 'find.open', open.items),
    ...group(model, 'find.ended', ended.items),
    ...further(model),
    ...(hits.length === 0 ? [] : [exporting(model, hits)]),
  ];
}

let pause: ReturnType<typeof setTimeout> | undefined;

function searching(model: Model): Node {
  const { say, place } = model;
  const asked = new URLSearchParams(place.at === 'search' ? place.asked : '');
  const search = (form: HTMLFormElement | null): void => {
    clearTimeout(pause);
    if (form !== null) void model.search(askedIn(new FormData(form)));
  };
  const oninput = (event: Event): void => {
    clearTimeout(pause);
    const form = event.target instanceof HTMLInputElement ? event.target.form : null;
    pause = setTimeout(() => search(form), PAUSE_MS);
  };
  const onsubmit = (event: Event): void => {
    valuesOf(event);
    search(event.target instanceof HTMLFormElement ? event.target : null);
  };
  const input = element('input', {
    ...{ id: 'find', name: 'words', type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '128' },
    ...{ value: asked.get('words') ?? '', 'aria-keyshortcuts': '/', 'aria-describedby': 'find-hint' },
  });
  const parts = SEARCHED.map((name) => {
    const field = { id: `find-${name}`, label: say(`find.${name}`), required: false };
    const made = line(field, asked.get(name) ?? '') as HTMLElement;
    const control = made.querySelector('input');
    control?.setAttribute('name', name);
    if (name === 'from' || name === 'to') control?.setAttribute('type', 'date');
    return made;
  });
  return element(
    'form',
    { id: 'search', role: 'search', oninput, onsubmit },
    element('p', { class: 'find' }, element('label', { for: 'find' }, say('find.words')), input),
    element('p', { class: 'hint', id: 'find-hint' }, say('find.hint')),
    element(
      'details',
      { id: 'find-more' },
      element('summary', { id: 'find-parts' }, say('find.more')),
      element('div', { class: 'parts' }, ...parts),
    ),
    element('button', { class: 'main', id: 'search-do' }, say('find.do')),
  );
}

/** What is filled in, as the address of the screen has it. */
function askedIn(values: FormData): string {
  const given = [...values].map(([name, value]) => [name, String(value).trim()] as const);
  return new URLSearchParams(given.filter(([, value]) => value !== '').map((pair) => [...pair])).toString();
}

function group(model: Model, head: 'find.open' | 'find.ended', hits: readonly StaffHit[]): readonly Node[] {
  if (hits.length === 0) return [];
  return [
    element('h2', {}, model.say(head)),
    element('ol', { class: 'hits', id: head.replace('.', '-') }, ...hits.map((hit) => hitOf(model, hit))),
  ];
}

function hitOf(model: Model, hit: StaffHit): Node {
  const { say, language } = model;
  const { id, account, action, status, openedAt, tier, trace } = hit;
  const from = [
    trace?.desk ?? null,
    trace === null ? null : sayOr(say, 'channel', trace.channel),
    ticketName(trace?.ticket),
  ];
  return element(
    'li',
    { class: 'card' },
    element(
      'p',
      { class: 'hit' },
      element(
        'a',
        { href: hashOf({ at: 'recovery', id }), id: `to-${id}` },
        `${sayOr(say, 'action', action)}, ${account}`,
      ),
      ' ',
      tierMark(tier, say),
    ),
    element(
      'p',
      { class: 'hint' },
      `${sayOr(say, 'status', status)} · `,
      timeOf(openedAt, language),
      ` · ${say('find.by', { who: trace?.requester ?? '?' })}`,
      ...from.flatMap((text) => (text === null ? [] : [` · ${text}`])),
    ),
    approvalsOf(model, hit),
    controlsOf(model, hit),
  );
}

/** Who approved it: only countersignatures of the plan that stands or was executed. */
function approvalsOf({ say, language }: Model, { trace }: StaffHit): Node {
  const counting = trace?.approvals.filter(({ counts }) => counts) ?? [];
  const names = counting.map(({ approver, groups, relations, at }) => {
    const as = [...groups, ...relations.map((one) => sayOr(say, 'relation', one))].join(', ');
    return `${approver}${as === '' ? '' : ` (${as})`}, ${moment(at, language)}`;
  });
  const text = names.length === 0 ? say('find.unapproved') : say('find.approved', { who: names.join('; ') });
  return element('p', { class: 'approved' }, ...timed(text, language, ...counting.map(({ at }) => at)));
}

function controlsOf({ say }: Model, { trace }: StaffHit): Node | false {
  const rules = trace?.rules ?? [];
  if (rules.length === 0) return false;
  const owners = new Map(rules.map(({ control, owner }) => [control, owner]));
  const names = [...owners].map(([control, owner]) => say('find.control-of', { control, owner }));
  return element('p', { class: 'allowed' }, say('find.allowed', { controls: names.join('; ') }));
}

function further(model: Model): readonly Node[] {
  const { say, language, busy } = model;
  const { finder } = model.overviews;
  const { next, lookedBackTo } = finder.found?.ended ?? {};
  if (next === undefined) return [];
  const onclick = (): void => void model.act('', () => finder.more());
  const back = lookedBackTo == null ? '' : say('find.back', { at: moment(lookedBackTo, language) });
  return [
    element('p', { class: 'hint' }, ...timed(back, language, ...(lookedBackTo == null ? [] : [lookedBackTo]))),
    element('button', { type: 'button', id: 'more', disabled: busy, onclick }, say('list.more')),
  ];
}

function exporting({ say }: Model, hits: readonly StaffHit[]): Node {
  const csv = (): void => save('countersign-search.csv', 'text/csv', csvOf(hits));
  const json = (): void => save('countersign-search.json', 'application/json', JSON.stringify(hits, null, 2));
  return element(
    'div',
    { class: 'card' },
    element('p', {}, say('find.export-text')),
    element(
      'p',
      { class: 'buttons' },
      element('button', { type: 'button', id: 'export-csv', onclick: csv }, say('find.export-csv')),
      element('button', { type: 'button', id: 'export-json', onclick: json }, say('find.export-json')),
    ),
  );
}
