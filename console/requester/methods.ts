import type { PageMethod } from '../../lambdas/contract/requester.ts';
import { element } from '../shared/dom.ts';
import type { Model, Purpose } from './model.ts';
import { type Key, keyOr, moment } from './texts.ts';

interface Way {
  readonly model: Model;
  readonly purpose: Purpose;
  readonly method: PageMethod;
  /** Prefix of the ids of its elements. */
  readonly id: string;
}

/** The methods, one open at a time. */
export const ways = (model: Model, purpose: Purpose, methods: readonly PageMethod[]): Node =>
  element(
    'div',
    { class: 'ways' },
    ...methods.map((method) => way({ model, purpose, method, id: `${purpose}-${method.method}` })),
  );

function way(one: Way): Node {
  const { model, purpose, method, id } = one;
  const { say } = model;
  const isOpen = model.openChallenge(purpose, method.method) !== undefined;
  return element(
    'details',
    { id, name: `${purpose}-ways`, open: isOpen },
    element(
      'summary',
      { id: `${id}-summary` },
      element('span', { class: 'name' }, say(keyOr(`method.${method.method}`, 'method.other'))),
    ),
    element('div', { class: 'way' }, ...body(one)),
  );
}

function body(one: Way): readonly Node[] {
  const { model, purpose, method } = one;
  const { say } = model;
  const about = element('p', {}, say(keyOr(`about.${method.method}`, 'title')));
  const { asks } = method;
  if (method.throttled) return [element('p', { class: 'bad' }, say('closed'))];
  switch (asks.for) {
    case 'passkey':
      return [about, passkey(one)];
    case 'vendor':
      return [about, ...method.vendors.flatMap((vendor) => visiting(one, vendor))];
    case 'kept-code':
      return [about, typed(one, say(asks.of === 'digits' ? 'totp.label' : 'saved.label'))];
    case 'sent-code':
      return model.openChallenge(purpose, method.method) === undefined
        ? [about, sending(one)]
        : [answering(one), sending(one)];
    default:
      return undrawn(asks);
  }
}

/** A page older than its server draws nothing for an unknown method; in the source, a new method does not compile until it is drawn. */
const undrawn = (_: never): readonly Node[] => [];

function passkey({ model, purpose, method, id }: Way): Node {
  const onclick = (): void => void model.usePasskey(purpose, method).then(toResult);
  return element(
    'button',
    { type: 'button', class: 'main', id: `${id}-do`, disabled: model.isHeld, onclick },
    model.say('passkey.do'),
  );
}

/** A vendor's session in a separate tab without access to this one. The result arrives at the server, and this page waits for it. */
function visiting({ model, method, id }: Way, vendor: PageMethod['vendors'][number]): readonly Node[] {
  const { say, state } = model;
  const begun = state?.challenges.findLast((one) => one.vendor === vendor.id && one.start !== null);
  if (begun === undefined || begun.start === null) {
    const onclick = (): void =>
      void model.visit(method, vendor.id).then((done) => {
        document.getElementById(done ? `${id}-${vendor.id}-open` : 'message-text')?.focus();
      });
    const text = say('vendor.begin', { name: vendor.name });
    const attributes = {
      type: 'button',
      class: 'main',
      id: `${id}-${vendor.id}-begin`,
      disabled: model.isHeld,
      onclick,
    };
    return [element('button', attributes, text)];
  }
  const away = { target: '_blank', rel: 'noopener noreferrer', referrerpolicy: 'no-referrer' };
  const link = { id: `${id}-${vendor.id}-open`, href: begun.start, ...away };
  return [
    element('p', {}, element('a', link, say('vendor.open', { name: vendor.name }))),
    element('p', { class: 'hint' }, say('vendor.wait')),
  ];
}

const shownAs = ({ model, method: { asks } }: Way, contact: { readonly shown: string } | undefined): string =>
  asks.for === 'sent-code' && asks.to === 'a-person'
    ? model.say('send.person', { number: contact?.shown ?? '' })
    : (contact?.shown ?? '');

/** The recipient of the code: one of the registered contacts only. */
function sending(one: Way): Node {
  const { model, purpose, method, id } = one;
  const { say } = model;
  const isAgain = model.openChallenge(purpose, method.method) !== undefined;
  const [only] = method.contacts;
  const choices = method.contacts.map((contact, index) => {
    const radio = element('input', {
      type: 'radio',
      name: `${id}-to`,
      id: `${id}-to-${index}`,
      value: contact.id,
      checked: index === 0,
    });
    return element(
      'label',
      { class: 'choice', for: `${id}-to-${index}` },
      radio,
      element('span', {}, shownAs(one, contact)),
    );
  });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const chosen = new FormData(event.target as HTMLFormElement).get(`${id}-to`);
    const contact = method.contacts.find((each) => each.id === chosen) ?? only;
    if (contact === undefined) return;
    void model.send(purpose, method, { id: contact.id, shown: shownAs(one, contact) }).then((done) => {
      document.getElementById(done ? `${id}-code` : 'message')?.focus();
    });
  };
  const button = element(
    'button',
    { class: isAgain ? 'quiet' : 'main', id: `${id}-send`, disabled: model.isHeld },
    say(isAgain ? 'send.again' : 'send.do'),
  );
  const group =
    choices.length > 1
      ? element('fieldset', {}, element('legend', {}, say('send.where')), ...choices)
      : !isAgain && element('p', { class: 'to' }, shownAs(one, only));
  return element('form', { novalidate: true, onsubmit }, group, button);
}

function answering(one: Way): Node {
  const { model, purpose, method } = one;
  const { say, language } = model;
  const challenge = model.openChallenge(purpose, method.method);
  const contact = method.contacts.find(({ id }) => id === challenge?.contact);
  const until = say('code.valid', { at: moment(challenge?.expiresAt ?? '', language) });
  return typed(one, say('code.label', { to: shownAs(one, contact) }), until);
}

/** Why a text cannot be such a code: it is not sent, so it costs no try. People type spaces and dashes, and the digits of their own script. */
function shapeless({ asks }: PageMethod, typed: string): Key | null {
  const code = typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '');
  if (code === '') return 'missing';
  if (asks.for === 'sent-code') return Array.from(code).length === SENT_DIGITS ? null : 'code.shape-sent';
  if (asks.for !== 'kept-code' || asks.of !== 'digits') return null;
  return /^\p{Nd}{6}$/u.test(code) ? null : 'code.shape-app';
}

/** Digits of a code that is sent. */
const SENT_DIGITS = 8;

/** What was said last of a field; null for nothing. */
const said = new Map<string, Key | null>();

/** A typed code. Its form is not restricted in the browser: people type spaces and dashes. */
function typed({ model, purpose, method, id }: Way, label: string, hint?: string): Node {
  const { say } = model;
  const error = element('span', { id: `${id}-error`, class: 'error' });
  const numeric = method.asks.for !== 'kept-code' || method.asks.of === 'digits';
  const input = element('input', {
    ...{
      id: `${id}-code`,
      name: 'code',
      type: 'text',
      maxlength: '64',
      autocomplete: numeric ? 'one-time-code' : 'off',
    },
    ...{ inputmode: numeric ? 'numeric' : 'text', spellcheck: 'false', autocapitalize: 'off', required: true },
    'aria-describedby': `${id}-error${hint === undefined ? '' : ` ${id}-hint`}`,
  });
  const tell = (wrong: Key | null): void => {
    input.setAttribute('aria-invalid', String(wrong !== null));
    error.textContent = wrong === null ? '' : say(wrong);
  };
  // The page may be drawn anew meanwhile, as in another language.
  tell(said.get(id) ?? null);
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const code = input.value.trim();
    const wrong = shapeless(method, code);
    said.set(id, wrong);
    tell(wrong);
    if (wrong !== null) {
      input.focus();
      return;
    }
    input.value = '';
    void model.check(purpose, method.method, code).then(toResult);
  };
  return element(
    'form',
    { novalidate: true, onsubmit, autocomplete: 'off' },
    element('label', { for: `${id}-code` }, label),
    input,
    error,
    hint !== undefined && element('span', { id: `${id}-hint`, class: 'hint' }, hint),
    element('button', { class: 'main', id: `${id}-check`, disabled: model.isHeld }, say('check')),
  );
}

/** Moves the focus to the message about the result. */
function toResult(): void {
  const message = document.getElementById('message-text');
  (message ?? document.getElementById('status-head'))?.focus();
}
