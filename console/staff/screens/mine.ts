import type { OwnAccount } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Prepared } from '../model/mine.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { decisionKeyPart } from '../parts/decision-key.ts';
import { line, sends } from '../parts/fields.ts';
import { qrOf } from '../parts/qr.ts';
import { card, headline } from '../parts/recovery.ts';
import { timeOf } from '../parts/times.ts';
import { sayOr } from '../texts/texts.ts';
import { tierMark } from '../texts/words.ts';

/** What somebody has prepared for the day on which they cannot sign in, account by account. */
export function mineScreen(model: Model): readonly Node[] {
  const { say, mine } = model;
  const head = [headline(say('mine.head')), element('p', { class: 'lead' }, say('mine.text'))];
  if (mine.accounts === null) return model.message === null ? [...head, element('p', {}, say('loading'))] : head;
  if (mine.accounts.length === 0)
    return [...head, ...askedPart(model), element('p', { id: 'no-account' }, say('mine.none')), decisionKeyPart(model)];
  const accounts = mine.accounts.map((one, index) => accountCards(model, one, index));
  return [...head, ...askedPart(model), ...once(model), ...accounts, decisionKeyPart(model)];
}

/** What was done to their accounts, and of which nobody knows whether they wanted it. */
function askedPart({ say, mine }: Model): readonly Node[] {
  const links = mine.asked.map(({ id, account, action }) =>
    element(
      'li',
      {},
      element(
        'a',
        { href: hashOf({ at: 'recovery', id }), id: `asked-${id}` },
        sayOr(say, 'action', action),
        `, ${account}`,
      ),
    ),
  );
  return links.length === 0 ? [] : [card('status', 'asked-head', say('mine.answers'), element('ul', {}, ...links))];
}

/** What is shown once comes first, and alone says what to do with it. */
function once(model: Model): readonly Node[] {
  const { say, mine, busy } = model;
  if (mine.once === null) return [];
  const { account } = mine.once;
  if (mine.once.of === 'code') {
    const onclick = (): void => model.forget();
    return [
      card(
        'status',
        'once-head',
        say('mine.code-head'),
        element('p', {}, say('mine.code-text', { account })),
        element('code', { class: 'secret', id: 'saved-code' }, mine.once.code),
        element('button', { type: 'button', class: 'main', id: 'code-kept', onclick }, say('mine.code-kept')),
      ),
    ];
  }
  const { secret, address } = mine.once.offer;
  const onsubmit = sends(model, (values) =>
    model.act('done.enrolled', () => mine.endApp(account, secret, values.get('app-password') ?? '')),
  );
  return [
    card(
      'status',
      'once-head',
      say('mine.app-head'),
      element('p', {}, say('mine.app-text', { account })),
      qrOf(address, say('mine.app-picture')),
      element('p', {}, element('a', { href: address, id: 'app-address' }, say('mine.app-open'))),
      element('p', { class: 'hint' }, say('mine.app-type')),
      element('code', { class: 'secret', id: 'app-secret' }, secret.replace(/(.{4})(?=.)/g, '$1 ')),
      element(
        'form',
        { id: 'app', onsubmit },
        line({ id: 'app-password', label: say('mine.app-password') }),
        element('button', { class: 'main', id: 'app-do', disabled: busy }, say('mine.app-do')),
      ),
    ),
  ];
}

function accountCards(model: Model, { own, enrolled }: Prepared, index: number): Node {
  const { say } = model;
  const { account, tier, isFrozen } = own;
  return element(
    'section',
    { 'aria-labelledby': `account-${index}` },
    element('h2', { class: 'account', id: `account-${index}` }, account, ' ', tierMark(tier, say)),
    isFrozen && element('p', { class: 'message bad' }, say('mine.frozen')),
    outlookPart(model, own),
    enrolledPart(model, { own, enrolled }, index),
    helpersPart(model, { own, enrolled }, index),
  );
}

const part = (title: string, ...children: readonly (Node | false)[]): Node =>
  element('div', { class: 'card' }, element('h3', {}, title), ...children);

/** What would happen today, and what after the loss of the telephone. */
function outlookPart({ say, language }: Model, { recoveries, methods, contacts }: OwnAccount): Node {
  const asked = recoveries.filter(({ today }) => today !== 'denied');
  const rows = asked.map(({ action, today, withoutTelephone }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, sayOr(say, 'action', action)),
      element('td', { class: today, 'data-label': say('mine.today') }, say(`outlook.${today}`)),
      element('td', { class: withoutTelephone, 'data-label': say('mine.lost') }, say(`outlook.${withoutTelephone}`)),
    ),
  );
  const heads = [
    element('td', {}),
    ...(['mine.today', 'mine.lost'] as const).map((key) => element('th', { scope: 'col' }, say(key))),
  ];
  const isLost = asked.some(({ today, withoutTelephone }) => today !== 'never' && withoutTelephone === 'never');
  const shownContact = ({ shown, countsFrom }: OwnAccount['contacts'][number]): string =>
    isCounted(countsFrom) ? shown : `${shown} (${say('mine.counts-from')} ${moment(countsFrom, language)})`;
  const names = methods.map((one) => sayOr(say, 'method', one)).join(', ');
  return part(
    say('mine.outlook'),
    rows.length === 0
      ? element('p', {}, say('mine.no-action'))
      : element(
          'div',
          { class: 'rows' },
          element(
            'table',
            { class: 'outlook' },
            element('thead', {}, element('tr', {}, ...heads)),
            element('tbody', {}, ...rows),
          ),
        ),
    isLost && element('p', { class: 'message bad' }, say('mine.lost-all')),
    rows.length > 0 &&
      element('p', { class: 'hint' }, say('mine.methods', { methods: names === '' ? say('mine.no-method') : names })),
    contacts.length > 0 &&
      element('p', { class: 'hint' }, say('mine.contacts', { contacts: contacts.map(shownContact).join(', ') })),
  );
}

function enrolledPart(model: Model, { own: { account }, enrolled }: Prepared, index: number): Node {
  const { say, mine, busy } = model;
  const items = enrolled.authenticators.map(({ id, method, enrolledAt, countsFrom }) =>
    entry(model, { id, name: sayOr(say, 'method', method), since: enrolledAt, countsFrom }, 'authenticators', account),
  );
  const add = (id: string, key: 'mine.add-passkey' | 'mine.add-app' | 'mine.add-code', work: () => Promise<void>) => {
    const done = id === 'passkey' ? 'done.enrolled' : 'done.begun';
    const onclick = (): void => void model.act(done, work).then(() => document.getElementById('once-head')?.focus());
    return element('button', { type: 'button', id: `add-${id}-${index}`, disabled: busy, onclick }, say(key));
  };
  return part(
    say('mine.enrolled'),
    items.length === 0
      ? element('p', {}, say('mine.nothing-enrolled'))
      : element('ul', { class: 'entries', id: `enrolled-${index}` }, ...items),
    element(
      'p',
      { class: 'buttons' },
      add('passkey', 'mine.add-passkey', () => mine.addPasskey(account)),
      add('app', 'mine.add-app', () => mine.beginApp(account)),
      add('code', 'mine.add-code', () => mine.addCode(account)),
    ),
  );
}

const isCounted = (from: string): boolean => Date.parse(from) <= Date.now();

/** People who may be sent a code to pass on. */
function helpersPart(model: Model, { own: { account }, enrolled }: Prepared, index: number): Node {
  const { say, busy } = model;
  const items = enrolled.recoveryContacts.map(({ id, person, since, countsFrom }) =>
    entry(model, { id, name: person, since, countsFrom }, 'recovery-contacts', account),
  );
  const onsubmit = sends(model, (values) =>
    model.act('done.named', () => model.api.nameContact(account, values.get(`helper-${index}`) ?? '')),
  );
  return part(
    say('mine.helpers'),
    element('p', {}, say('mine.helpers-text')),
    items.length > 0 && element('ul', { class: 'entries' }, ...items),
    element(
      'form',
      { id: `name-${index}`, onsubmit },
      line({ id: `helper-${index}`, label: say('mine.helper'), hint: say('hint.helper') }),
      element('button', { id: `name-do-${index}`, disabled: busy }, say('mine.name')),
    ),
  );
}

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly since: string;
  readonly countsFrom: string;
}

function entry(
  model: Model,
  { id, name, since, countsFrom }: Entry,
  what: 'authenticators' | 'recovery-contacts',
  account: string,
): Node {
  const { say, language, busy } = model;
  const onclick = (): void => void model.act('done.removed', () => model.api.remove(what, id, account));
  const counts = isCounted(countsFrom)
    ? [say('mine.counts')]
    : [say('mine.counts-from'), ' ', timeOf(countsFrom, language)];
  const age = [say('mine.since'), ' ', timeOf(since, language), '; ', ...counts];
  const label = say('mine.remove-this', { name, at: moment(countsFrom, language) });
  return element(
    'li',
    {},
    element('strong', {}, name),
    element('span', { class: 'hint' }, ...age),
    element(
      'button',
      { type: 'button', class: 'quiet', id: `remove-${id}`, 'aria-label': label, disabled: busy, onclick },
      say('mine.remove'),
    ),
  );
}
