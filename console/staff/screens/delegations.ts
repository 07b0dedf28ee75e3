import type {
  Colleague,
  StaffDelegation,
  StaffDelegations,
  StaffOrder,
} from '../../../lambdas/contract/delegations.ts';
import { byId, element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import { isLent, momentOf } from '../model/lending.ts';
import type { Model } from '../model/model.ts';
import { MINE, type SigningOrder, wayBack } from '../model/place.ts';
import { checkedOf, line, lines, sends, several, valuesOf, when } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';

/** What somebody has lent and what was lent to them, and the form by which they lend their right to approve (ADR 51). */
export function delegationsScreen(model: Model): readonly Node[] {
  const { say, lending, message } = model;
  const head = [headline(say('lend.head')), element('p', { class: 'lead' }, say('lend.text'))];
  const { list } = lending;
  if (list === null) return message === null ? [...head, element('p', {}, say('loading'))] : head;
  return [...head, listCard(model, list, 'taken'), listCard(model, list, 'given'), lendCard(model, list)];
}

/** Those that end soonest come first; each is ended by one button. */
function listCard(model: Model, list: StaffDelegations, which: 'given' | 'taken'): Node {
  const { say } = model;
  const all = [...list[which]].sort((one, other) => one.until.localeCompare(other.until));
  const body =
    all.length === 0
      ? element('p', { id: `${which}-none` }, say(`lend.${which}-none`))
      : element('ul', { class: 'given', id: which }, ...all.map((one) => itemOf(model, one, which)));
  return card('', `${which}-head`, say(`lend.${which}`), body);
}

function itemOf(model: Model, delegation: StaffDelegation, which: 'given' | 'taken'): Node {
  const { say, busy, lending } = model;
  const who = which === 'given' ? delegation.to : delegation.from;
  const onclick = (): void => void model.act('done.withdraw', () => lending.withdraw(delegation));
  const does = say(which === 'given' ? 'lend.take-back' : 'lend.give-back');
  const [name, id] = [`${does}: ${who}`, `end-${delegation.id}`];
  return element(
    'li',
    {},
    element('strong', {}, who),
    ' ',
    ...timed(whatOf(model, delegation), model.language, delegation.until),
    ' ',
    element('span', { class: 'hint' }, `“${delegation.reason}”`),
    ' ',
    element('button', { type: 'button', class: 'quiet', id, 'aria-label': name, disabled: busy, onclick }, does),
  );
}

/** What is lent, and until when. */
const whatOf = ({ say, language }: Pick<Model, 'say' | 'language'>, { groups, until }: StaffOrder): string =>
  say(groups.length === 0 ? 'lend.is-related' : 'lend.is', {
    groups: groups.join(', '),
    until: moment(until, language),
  });

function lendCard(model: Model, list: StaffDelegations): Node {
  const { say, lending, busy } = model;
  const { picked } = lending;
  const head = say('lend.do-head');
  if (list.passkeys.length === 0) return card('status bad', 'lend-head', head, ...withoutPasskey(model));
  if (picked === null) return card('status', 'lend-head', head, lookForm(model), ...foundList(model));
  const onsubmit = sends(model, (values, event) =>
    model.act('done.lend', () =>
      lending.give({
        to: picked.person,
        groups: checkedOf(event, 'lend-groups'),
        until: momentOf(values.get('lend-until') ?? ''),
        reason: values.get('lend-reason') ?? '',
      }),
    ),
  );
  const groups = list.groups.map((one) => [one, one] as const);
  const form = element(
    'form',
    { id: 'lend', onsubmit },
    standInLine(model, picked),
    ...(groups.length === 0 ? [] : [several({ id: 'lend-groups', label: say('lend.groups') }, groups, list.groups)]),
    element('p', { class: 'hint' }, say('lend.related')),
    when({ id: 'lend-until', label: say('lend.until'), hint: say('lend.until-hint') }),
    lines({ id: 'lend-reason', label: say('field.reason') }),
    element('p', { class: 'hint' }, say('lend.passkey')),
    element('button', { class: 'main', id: 'lend-do', disabled: busy }, say('lend.do')),
  );
  return card('status', 'lend-head', head, form);
}

/** Who is to stand in is found first: nobody signs for a person whose name they have not read. */
function lookForm(model: Model): Node {
  const { say, busy, lending } = model;
  const onsubmit = (event: Event): void => {
    const words = valuesOf(event).get('lend-to') ?? '';
    const next = (): string => (lending.picked === null ? 'stand-in-0' : 'lend-until');
    void model.act('', () => lending.find(words)).then(() => byId(next())?.focus());
  };
  return element(
    'form',
    { id: 'lend-look', onsubmit, autocomplete: 'off' },
    line({ id: 'lend-to', label: say('lend.to'), hint: say('lend.to-hint') }),
    element('button', { class: 'main', id: 'lend-look-do', disabled: busy }, say('lend.look')),
  );
}

function foundList(model: Model): readonly Node[] {
  const { say, lending } = model;
  const { found } = lending;
  if (found === null) return [];
  if (found.items.length === 0) return [element('p', { class: 'message bad', id: 'nobody' }, say('lend.nobody'))];
  const items = found.items.map((one, index) => {
    const onclick = (): void =>
      void model.act('', async () => lending.pick(one)).then(() => byId('lend-until')?.focus());
    const pick = element('button', { type: 'button', id: `stand-in-${index}`, onclick }, say('lend.pick'));
    return element('li', {}, element('span', {}, `${one.name} · ${one.person}`), ' ', pick);
  });
  const more = found.more ? [element('p', { class: 'hint' }, say('caller.more'))] : [];
  return [element('ul', { class: 'plain', id: 'found' }, ...items), ...more];
}

function standInLine(model: Model, { person, name }: Colleague): Node {
  const { say } = model;
  const onclick = (): void =>
    void model.act('', async () => model.lending.pick(null)).then(() => byId('lend-to')?.focus());
  return element(
    'p',
    { id: 'stand-in' },
    `${say('lend.to')}: `,
    element('strong', {}, name),
    ` (${person}) `,
    element('button', { type: 'button', class: 'quiet', id: 'stand-in-other', onclick }, say('lend.other')),
  );
}

const withoutPasskey = ({ say }: Model): readonly Node[] => [
  element('p', { id: 'no-passkey' }, say('lend.no-passkey')),
  element('p', {}, element('a', { href: MINE, id: 'to-decision-key' }, say('countersign.no-passkey-do'))),
];

/** What the command line asks somebody to lend: read here, and signed by the button. As `signing.ts` does for decisions. */
export function lendingScreen(model: Model, place: SigningOrder, leave: (address: string) => void): readonly Node[] {
  const { say, lending, language, busy, message } = model;
  const { order } = place;
  const { list } = lending;
  const head = [headline(say('lend.head'))];
  if (list === null) return message === null ? [...head, element('p', {}, say('loading'))] : head;
  if (isLent(list, order)) {
    const link = element('a', { href: wayBack(place, 'signed'), id: 'signing-back' }, say('signing.back'));
    const text = element('p', { id: 'signing-done' }, say('signing.done'));
    return [...head, card('status', 'signing-head', say('signing.done-head'), text, element('p', {}, link))];
  }
  const asked = card('', 'signing-head', say('signing.head'), element('p', {}, say('signing.text')));
  const back = element(
    'p',
    {},
    element(
      'button',
      { type: 'button', class: 'quiet', id: 'signing-cancel', onclick: () => leave(wayBack(place, 'cancelled')) },
      say('signing.cancel'),
    ),
  );
  if (list.passkeys.length === 0)
    return [...head, asked, card('status bad', 'lend-head', say('lend.do-head'), ...withoutPasskey(model)), back];
  const onsubmit = sends(model, () => model.act('done.lend', () => lending.give(order)));
  const facts = [
    ['lend.to', order.to],
    ['lend.groups', order.groups.length === 0 ? say('lend.related') : order.groups.join(', ')],
    ['lend.until', moment(order.until, language)],
    ['field.reason', order.reason],
  ] as const;
  const form = element(
    'form',
    { id: 'signing', onsubmit },
    element('dl', {}, ...facts.flatMap(([key, value]) => [element('dt', {}, say(key)), element('dd', {}, value)])),
    element('button', { class: 'main', id: 'signing-do', disabled: busy }, say('lend.do')),
  );
  return [...head, asked, card('status', 'lend-head', say('lend.do-head'), form), back];
}

/** On the screen of a recovery: in whose place it is being decided, or could be. */
export function inPlaceCard(model: Model, id: string): readonly Node[] {
  const { say, lending, place, language } = model;
  const other = place.at === 'recovery' ? place.for : undefined;
  if (other !== undefined) {
    const own = element('a', { href: `#/recoveries/${id}`, id: 'in-own-right' }, say('in-place.own'));
    const text = element('p', { id: 'in-place-of' }, say('in-place.is', { who: other }));
    return [card('status', 'in-place-head', say('in-place.head', { who: other }), text, element('p', {}, own))];
  }
  return lending.lenders.map(({ id: delegation, from, until }) => {
    const href = `#/recoveries/${id}/for/${encodeURIComponent(from)}`;
    const link = element('a', { href, id: `in-place-${delegation}` }, say('in-place.do', { who: from }));
    const may = say('in-place.may', { who: from, until: moment(until, language) });
    const text = element('p', {}, ...timed(may, language, until));
    return card('status', `lent-${delegation}`, say('in-place.can', { who: from }), text, element('p', {}, link));
  });
}
