import type { CallBackOffer } from '../../../lambdas/contract/help.ts';
import { byId, element } from '../../shared/dom.ts';
import { lasting } from '../../shared/language.ts';
import type { Statement } from '../model/requests.ts';
import { signedDecision } from '../model/statement.ts';
import { checkedOf, choice, folded, line, sends, several, valuesOf } from '../parts/fields.ts';
import { card, type Seen } from '../parts/recovery.ts';
import { EVIDENCE, sayOr } from '../texts/texts.ts';

/** What a verifier, or a related person, says of the requester. */
export const proving = (seen: Seen): Node =>
  card('status', 'prove-head', seen.model.say('prove.head'), provingForm(seen));

const SIGHTINGS: readonly string[] = ['in-person', 'live-video'];
const OUTCOMES = ['verified', 'failed', 'repudiated'] as const;

/** What a verifier does before they confirm, by the way in which they see somebody; the API keeps what they did with the proof. */
export const CHECKS = {
  'in-person': ['document', 'portrait', 'alone'],
  'live-video': ['document', 'portrait', 'cue', 'camera', 'alone'],
} as const;

export function provingForm(seen: Seen): Node {
  const { model, shown, offers } = seen;
  const { say } = model;
  const onsubmit = sends(model, async (values, event) => {
    const statement = statementIn(values, event);
    const isGood = statement.outcome === 'verified';
    if (isGood && !areAllChecked(statement)) return model.tell('checks.open');
    return model.act(isGood ? 'done.prove' : 'done.unproved', () => sendProof(model, shown, statement));
  });
  const methods = offers.prove.map((method) => [method, sayOr(say, 'method', method)] as const);
  const outcomes = OUTCOMES.map((one) => [one, say(`outcome-of.${one}`)] as const);
  const sightings = offers.prove.filter((method) => SIGHTINGS.includes(method));
  const evidence = EVIDENCE.map((kind) => [kind, sayOr(say, 'seen', kind)] as const);
  return element(
    'form',
    { id: 'prove', onsubmit },
    element('p', {}, say('prove.text')),
    choice({ id: 'prove-method', label: say('field.method') }, methods),
    ...sightings.map((method) => checklist(seen, method)),
    ...(sightings.length > 0 ? [several({ id: 'prove-seen', label: say('field.seen') }, evidence)] : []),
    line({ id: 'prove-reference', label: say('field.reference'), hint: say('hint.reference'), required: false }),
    pageField(seen, 'prove'),
    choice({ id: 'prove-outcome', label: say('field.outcome') }, outcomes),
    element('button', { class: 'main', id: 'prove-do', disabled: model.busy }, say('prove.do')),
  );
}

/** Signs what somebody says of the requester, where they have a passkey, and sends it. */
export async function sendProof(model: Seen['model'], shown: Seen['shown'], statement: Statement): Promise<void> {
  const { method, outcome, reference = null, seen, checked = [] } = statement;
  const signed = await signedDecision(model.api, {
    ...{ recovery: shown.recovery.id, account: shown.account, kind: 'prove' },
    content: { method, outcome, reference, seen, checked },
  });
  const { warnings } = await model.api.prove(shown.recovery.id, statement, signed);
  model.warn(warnings);
}

/** The steps of one way of seeing somebody; the page shows only those of the chosen way. */
function checklist({ model: { say } }: Seen, method: string): Node {
  const list = checksOf(method).map((one) => [one, say(`check.${one}`)] as const);
  const fields = several({ id: `check-${method}`, label: say('checks.head') }, list);
  return element('div', { class: `checks of-${method}` }, fields);
}

/** The checks of a way of seeing somebody; none for every other method. */
export const checksOf = (method: string): (typeof CHECKS)['live-video'] | (typeof CHECKS)['in-person'] | readonly [] =>
  method === 'live-video' || method === 'in-person' ? CHECKS[method] : [];

const areAllChecked = ({ method, checked = [] }: Statement): boolean => checked.length === checksOf(method).length;

/** The words of the requester's page, and a warning while there are none where the credential is taken on that page. */
function pageField({ model: { say }, shown }: Seen, form: 'prove' | 'call'): Node {
  const isTaken = shown.takes === 'page';
  const hint = say(isTaken ? 'hint.page' : 'hint.page-read');
  const field = line({ id: `${form}-page`, label: say('field.page'), hint, required: false });
  if (!isTaken) return field;
  const input = field instanceof HTMLElement ? field.querySelector('input') : null;
  // Styles show the warning while the placeholder is shown.
  input?.setAttribute('placeholder', ' ');
  return element('div', { class: 'of-page' }, field, element('p', { class: 'warning' }, say('page.none')));
}

function statementIn(values: ReadonlyMap<string, string>, event: Event): Statement {
  const method = values.get('prove-method') ?? '';
  const [reference, page] = [values.get('prove-reference'), values.get('prove-page')];
  const isSeen = SIGHTINGS.includes(method);
  return {
    method,
    outcome: OUTCOMES.find((one) => one === values.get('prove-outcome')) ?? 'failed',
    seen: isSeen ? checkedOf(event, 'prove-seen') : [],
    ...(isSeen ? { checked: checkedOf(event, `check-${method}`) } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(page === undefined ? {} : { page }),
  };
}

/** A call to a registered number, and the code that the person reads back. */
export function calling(seen: Seen): readonly Node[] {
  const { model, offers } = seen;
  const { say, caller } = model;
  if (caller.call !== null) return [card('status', 'call-head', say('call.head'), heardForm(seen, caller.call))];
  if (offers.calls.length === 0) return [];
  if (caller.isOver) return [card('status', 'call-head', say('call.head'), callForm(seen))];
  return [folded('call', say('call.head'), callForm(seen), 'card')];
}

/** Names a way by its contacts: its place in the list may be another one after the next read. */
const wayOf = ({ contact, called }: CallBackOffer): string => `${contact.id}/${called.id}`;

function callForm({ model, shown, offers }: Seen): Node {
  const { say } = model;
  const onsubmit = (event: Event): void => {
    const who = valuesOf(event).get('call-who');
    const chosen = offers.calls.find((one) => wayOf(one) === who);
    if (chosen === undefined) {
      model.tell('call.choose');
      return;
    }
    void model
      .act('done.call', async () => {
        model.caller.begin(await model.api.callBack(shown.recovery.id, chosen.contact.id, chosen.called.id));
      })
      .then(() => byId('call-code')?.focus());
  };
  const ways = offers.calls.map((one) => {
    const names = { called: one.called.shown, contact: one.contact.shown };
    return [wayOf(one), say('call.way', names)] as const;
  });
  return element(
    'form',
    { id: 'call', onsubmit },
    element('p', {}, say(model.caller.isOver ? 'call.over' : 'call.text')),
    choice({ id: 'call-who', label: say('call.who'), none: say('call.choose') }, ways),
    element('button', { class: 'main', id: 'call-do', disabled: model.busy }, say('call.do')),
  );
}

function heardForm(seen: Seen, call: NonNullable<Seen['model']['caller']['call']>): Node {
  const { model, shown } = seen;
  const { say, language } = model;
  const onsubmit = (event: Event): void => {
    const values = valuesOf(event);
    const code = (values.get('call-code') ?? '').replace(/\D/g, '');
    if (code.length !== 8) {
      model.tell('call.no-code');
      return;
    }
    const page = values.get('call-page');
    const heard = { challenge: call.challenge, code, ...(page === undefined ? {} : { page }) };
    void model.act('done.heard', async () => {
      const { correct, warnings } = await model.caller.readBack(shown.recovery.id, heard);
      model.warn(correct ? warnings : ['answer-wrong']);
    });
  };
  const again = (): void => {
    model.caller.hangUp();
    model.redraw();
    byId('call-summary')?.click();
  };
  const left = Math.max(60, Math.round((Date.parse(call.expiresAt) - Date.now()) / 60_000) * 60);
  return element(
    'form',
    { id: 'heard', onsubmit, autocomplete: 'off' },
    element('p', {}, say('call.number'), ' ', element('a', { href: `tel:${call.call}`, id: 'call-number' }, call.call)),
    line({ id: 'call-code', label: say('call.code'), hint: say('call.left', { time: lasting(left, language) }) }),
    pageField(seen, 'call'),
    element('button', { class: 'main', id: 'heard-do', disabled: model.busy }, say('call.check')),
    element('button', { type: 'button', class: 'quiet', id: 'call-again', onclick: again }, say('call.again')),
  );
}
