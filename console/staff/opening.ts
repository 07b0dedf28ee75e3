import { element } from '../dom.ts';
import type { Opening } from './api.ts';
import { choice, line, lines, valuesOf } from './fields.ts';
import type { Model } from './model.ts';
import { hashOf } from './place.ts';
import { ACTIONS, CHANNELS, sayOr } from './texts.ts';

/** A request for somebody who called, or for oneself. */
export function openingScreen(model: Model, go: (hash: string) => void): readonly Node[] {
  const { say, busy } = model;
  const onsubmit = (event: Event): void => {
    const opening = openingIn(valuesOf(event));
    void model.act('done.open', async () => {
      const { recovery } = await model.api.open(opening);
      go(hashOf({ at: 'recovery', id: recovery }));
    });
  };
  return [
    element('h1', {}, say('open.head')),
    element('p', { class: 'lead' }, say('open.text')),
    element(
      'form',
      { id: 'open', class: 'card', onsubmit },
      line({ id: 'open-account', label: say('field.account'), hint: say('hint.account') }),
      choice(
        { id: 'open-action', label: say('field.action') },
        ACTIONS.map((one) => [one, sayOr(say, 'action', one)]),
      ),
      lines({ id: 'open-reason', label: say('field.reason'), hint: say('hint.reason') }),
      line({ id: 'open-requester', label: say('field.requester'), hint: say('hint.requester'), required: false }),
      choice(
        { id: 'open-channel', label: say('field.channel') },
        CHANNELS.map((one) => [one, sayOr(say, 'channel', one)]),
      ),
      line({ id: 'open-caller', label: say('field.caller'), hint: say('hint.caller'), required: false }),
      element('button', { class: 'main', id: 'open-do', disabled: busy }, say('open.do')),
    ),
  ];
}

/** Only a request for somebody else names a channel and a caller. */
function openingIn(values: ReadonlyMap<string, string>): Opening {
  const of = (name: string): string => values.get(`open-${name}`) ?? '';
  const [requester, caller] = [of('requester'), of('caller')];
  const own = { account: of('account'), action: of('action'), reason: of('reason') };
  if (requester === '') return own;
  return { ...own, requester, channel: of('channel'), ...(caller === '' ? {} : { caller }) };
}
