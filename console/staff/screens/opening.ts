import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import type { Opening } from '../model/requests.ts';
import { choice, folded, line, lines, sends } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timeOf } from '../parts/times.ts';
import { actionsFor, CHANNELS, sayOr } from '../texts/texts.ts';
import { callFound } from './call-found.ts';
import { type Finding, foundCards, nameOf, searchForm } from './found.ts';

type Go = (hash: string) => void;

const CALLER: Finding = {
  ...{ find: 'caller.find', hint: 'caller.find-hint', nobody: 'caller.nobody', next: 'open-reason' },
};

/** A request: an agent finds who called first; everybody may ask for themselves. */
export function openingScreen(model: Model, go: Go): readonly Node[] {
  const { say, overviews } = model;
  const isAgent = overviews.parts?.roles.includes('agent') === true;
  const head = [
    headline(say(isAgent ? 'caller.head' : 'open.head')),
    element('p', { class: 'lead' }, say(isAgent ? 'caller.text' : 'open.text')),
  ];
  if (!isAgent) return [...head, ownForm(model, go, 'card')];
  const own = folded('own', say('own.head'), ownForm(model, go), 'card');
  return [
    ...head,
    searchForm(model, CALLER),
    ...openOfThem(model),
    ...foundCards(model, CALLER),
    ...openingCard(model, go),
    ...callFound(model, go),
    own,
  ];
}

/** What is open already of whoever was found: an agent goes on with it, instead of opening it again. */
function openOfThem({ say, language, caller }: Model): readonly Node[] {
  if (caller.open.length === 0) return [];
  const items = caller.open.map(({ id, account, action, status, openedAt }) =>
    element(
      'li',
      {},
      element(
        'a',
        { href: hashOf({ at: 'recovery', id }), id: `to-${id}` },
        `${sayOr(say, 'action', action)}, ${account}`,
      ),
      element('span', {}, sayOr(say, 'status', status)),
      timeOf(openedAt, language),
    ),
  );
  return [
    card(
      'status',
      'open-of-them-head',
      say('caller.open'),
      element('ul', { class: 'entries', id: 'open-of-them' }, ...items),
    ),
  ];
}

/** The request of whom was found. */
function openingCard(model: Model, go: Go): readonly Node[] {
  const { say, busy, caller, overviews } = model;
  const { picked } = caller;
  if (picked === null || picked.account === null) return [];
  const { account, person } = picked;
  const desks = overviews.parts?.desks ?? [];
  const onsubmit = sends(model, (values) => {
    const of = (name: string): string => values.get(`open-${name}`) ?? '';
    const [number, desk] = [of('caller'), desks.length > 1 ? of('desk') : ''];
    const who = { account, requester: person ?? of('requester'), channel: of('channel') };
    const asked = { ...who, action: of('action'), reason: of('reason') };
    return opens(model, go, {
      ...asked,
      ...(number === '' ? {} : { caller: number }),
      ...(desk === '' ? {} : { desk }),
    });
  });
  return [
    element(
      'form',
      { id: 'open', class: 'card', onsubmit },
      element('h2', { id: 'open-head' }, say('caller.for', { who: nameOf(picked, model) })),
      actionChoice(model, 'open', picked.kind),
      lines({ id: 'open-reason', label: say('field.reason'), hint: say('hint.reason') }),
      ...(person === null
        ? [line({ id: 'open-requester', label: say('field.requester'), hint: say('hint.custodian') })]
        : []),
      choice(
        { id: 'open-channel', label: say('field.channel') },
        CHANNELS.map((one) => [one, sayOr(say, 'channel', one)]),
      ),
      ...(desks.length > 1
        ? [
            choice(
              { id: 'open-desk', label: say('fact.desk') },
              desks.map((one) => [one, one]),
            ),
          ]
        : []),
      line({ id: 'open-caller', label: say('field.caller'), hint: say('hint.caller'), required: false }),
      element('button', { class: 'main', id: 'open-do', disabled: busy }, say('open.do')),
    ),
  ];
}

const actionChoice = ({ say }: Model, form: 'open' | 'own', kind: string | null): Node =>
  choice(
    { id: `${form}-action`, label: say('field.action') },
    actionsFor(kind).map((one) => [one, sayOr(say, 'action', one)]),
  );

/** A request for oneself. */
function ownForm(model: Model, go: Go, look = ''): Node {
  const { say, busy } = model;
  const onsubmit = sends(model, (values) => {
    const of = (name: string): string => values.get(`own-${name}`) ?? '';
    return opens(model, go, { account: of('account'), action: of('action'), reason: of('reason') });
  });
  return element(
    'form',
    { id: 'own', onsubmit, ...(look === '' ? {} : { class: look }) },
    line({ id: 'own-account', label: say('field.account'), hint: say('hint.account') }),
    actionChoice(model, 'own', null),
    lines({ id: 'own-reason', label: say('field.reason') }),
    element('button', { class: 'main', id: 'own-do', disabled: busy }, say('open.do')),
  );
}

const opens = (model: Model, go: Go, opening: Opening): Promise<boolean> =>
  model.act('done.open', async () => {
    const { recovery } = await model.api.open(opening);
    go(hashOf({ at: 'recovery', id: recovery }));
  });
