import type { ShownCall } from '../../../lambdas/contract/help.ts';
import { byId, element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { line, valuesOf } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timed } from '../parts/times.ts';
import { sayOr } from '../texts/texts.ts';

type SignIn = () => Promise<void>;

/** Who of the help desk calls, for whoever is called; without a sign-in by the words alone. */
export function calledScreen(model: Model, signIn: SignIn): readonly Node[] {
  const { say } = model;
  return [
    headline(say('called.head')),
    ...foundCard(model, signIn),
    element('p', { class: 'lead' }, say('called.text')),
    wordsForm(model),
    ...(model.isSignedIn ? mineCards(model) : [withoutWords(model, signIn)]),
  ];
}

function wordsForm(model: Model): Node {
  const { say, busy } = model;
  const onsubmit = (event: Event): void => {
    const heard = valuesOf(event).get('heard') ?? '';
    if (heard === '') byId('heard')?.focus();
    else void model.act('', () => model.calls.lookUp(heard)).then(() => byId('found-call')?.focus());
  };
  return element(
    'form',
    { id: 'look-up', class: 'card', onsubmit, autocomplete: 'off', novalidate: true },
    line({ id: 'heard', label: say('called.words'), hint: say('called.words-hint') }),
    element('button', { class: 'main', id: 'look-up-do', disabled: busy }, say('called.check')),
  );
}

/** The answer comes first: on a telephone, nobody scrolls while somebody talks to them. */
function foundCard(model: Model, signIn: SignIn): readonly Node[] {
  const { say, calls } = model;
  if (calls.found === null) return [];
  const { call } = calls.found;
  if (call === null)
    return [
      card(
        'status bad',
        'found-call',
        say('called.false'),
        element('p', {}, say('called.false-text')),
        model.isSignedIn
          ? reportingNumber(model, (caller) => calls.report(caller), 'report-false')
          : signing(model, signIn, 'called.sign-in-report'),
      ),
    ];
  const words = call.reply.flatMap((word) => [element('span', {}, word), ' ']);
  return [
    card(
      'words',
      'found-call',
      say('called.true'),
      ...facts(model, call),
      element('p', {}, say('called.say')),
      element('p', { class: 'pair', id: 'reply', lang: 'en' }, ...words),
      element('p', {}, say('called.never')),
      reporting(model, () => calls.report(), 'report-found'),
    ),
  ];
}

function facts({ say, language }: Model, { agent, desk, account, reason, at, until }: ShownCall): readonly Node[] {
  const who = { agent: agent ?? say('called.an-agent'), desk, account };
  return [
    element('p', { class: 'who' }, element('strong', {}, say('called.who', who))),
    element('p', {}, say('called.why', { reason: sayOr(say, 'call-reason', reason) })),
    element(
      'p',
      { class: 'hint' },
      ...timed(say('called.until', { at: moment(at, language), until: moment(until, language) }), language, at, until),
    ),
  ];
}

/** The calls to whoever is signed in. They still ask for the words, which are not shown here. */
function mineCards(model: Model): readonly Node[] {
  const { say, calls } = model;
  if (calls.mine === null) return [];
  if (calls.mine.length === 0)
    return [
      card(
        '',
        'mine-head',
        say('called.mine'),
        element('p', { id: 'no-call' }, say('called.mine-none')),
        reportingNumber(model, (caller) => calls.report(caller), 'report-nobody'),
      ),
    ];
  const each = calls.mine.flatMap((one, index) => [
    ...facts(model, one),
    reportingNumber(model, (caller) => calls.reportMine(one.call, caller), `report-${index}`),
  ]);
  return [card('', 'mine-head', say('called.mine'), element('p', {}, say('called.mine-ask')), ...each)];
}

function reporting(model: Model, work: () => Promise<void>, id: string): Node {
  const { say, busy } = model;
  const onclick = (): void => void model.act('done.false-call', work).then(() => byId('message-text')?.focus());
  return element('button', { type: 'button', class: 'stop', id, disabled: busy, onclick }, say('called.report'));
}

/** The same by somebody who is signed in: they can name the number that their telephone shows, and need not. */
function reportingNumber(model: Model, work: (caller?: string) => Promise<void>, id: string): Node {
  const { say, busy } = model;
  const onsubmit = (event: Event): void => {
    const caller = valuesOf(event).get(`${id}-caller`);
    void model.act('done.false-call', () => work(caller)).then(() => byId('message-text')?.focus());
  };
  return element(
    'form',
    { id: `${id}-form`, onsubmit, autocomplete: 'off' },
    line({ id: `${id}-caller`, label: say('called.number'), hint: say('called.number-hint'), required: false }),
    element('button', { class: 'stop', id, disabled: busy }, say('called.report')),
  );
}

function withoutWords(model: Model, signIn: SignIn): Node {
  const { say } = model;
  return card(
    '',
    'without-head',
    say('called.without'),
    element('p', {}, say('called.without-text')),
    signing(model, signIn, 'sign-in.do'),
  );
}

function signing(model: Model, signIn: SignIn, key: 'sign-in.do' | 'called.sign-in-report'): Node {
  const { say, busy } = model;
  const onclick = (): void => void model.act('', signIn);
  const id = key === 'sign-in.do' ? 'sign-in' : 'sign-in-report';
  return element('button', { type: 'button', id, disabled: busy, onclick }, say(key));
}
