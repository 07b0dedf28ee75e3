import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { CALLING } from '../model/place.ts';
import { choice, sends } from '../parts/fields.ts';
import { sayOr, WHY_CALLED } from '../texts/texts.ts';

/** A call to whom the agent has found, opened before they dial. Its words are on the screen that it leads to. `head`: of the form. */
export function callFound(model: Model, go: (hash: string) => void, head = model.say('dial.head')): readonly Node[] {
  const { say, busy, caller, overviews, api } = model;
  const account = caller.picked?.account ?? null;
  if (account === null) return [];
  const desks = overviews.parts?.desks ?? [];
  const [first] = desks;
  if (first === undefined) return [];
  const onsubmit = sends(model, (values) =>
    model.act('done.call-opened', async () => {
      const desk = values.get('dial-desk') ?? first;
      await api.openCall({ account, desk, reason: values.get('dial-reason') ?? '' });
      caller.forget();
      go(CALLING);
    }),
  );
  const reasons = WHY_CALLED.map((one) => [one, sayOr(say, 'call-reason', one)] as const);
  return [
    element(
      'form',
      { id: 'dial', class: 'card', onsubmit },
      element('h2', { id: 'dial-head' }, head),
      element('p', {}, say('dial.text')),
      choice({ id: 'dial-reason', label: say('calling.reason') }, reasons),
      desks.length > 1 &&
        choice(
          { id: 'dial-desk', label: say('calling.desk') },
          desks.map((desk) => [desk, desk] as const),
        ),
      element('button', { id: 'dial-do', disabled: busy }, say('calling.open')),
    ),
  ];
}
