import type { CallerFound } from '../../../lambdas/contract/help.ts';
import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { line, valuesOf } from '../parts/fields.ts';
import { card } from '../parts/recovery.ts';
import { type Key, sayOr } from '../texts/texts.ts';

/** How a screen asks who somebody is, and the field that comes next where only one account was found. */
export interface Finding {
  readonly find: Key;
  readonly hint: Key;
  readonly nobody: Key;
  readonly next: string;
}

/** An agent finds somebody by what they say, or by what is in a ticket. */
export function searchForm(model: Model, { find, hint, next }: Finding): Node {
  const { say, busy } = model;
  const onsubmit = (event: Event): void => {
    const words = valuesOf(event).get('find') ?? '';
    const then = (): string => (model.caller.picked === null ? 'pick-0' : next);
    void model.act('', () => model.caller.find(words)).then(() => byId(then())?.focus());
  };
  return element(
    'form',
    { id: 'look', class: 'card', onsubmit, autocomplete: 'off' },
    line({ id: 'find', label: say(find), hint: say(hint) }),
    element('button', { class: 'main', id: 'look-do', disabled: busy }, say('caller.look')),
  );
}

/** Who was found. Nothing of it helps somebody to answer a question about themselves. */
export function foundCards(model: Model, { nobody, next }: Finding): readonly Node[] {
  const { say, caller } = model;
  const { found, picked } = caller;
  if (found === null || picked !== null) return [];
  if (found.items.length === 0) return [element('p', { class: 'message bad', id: 'nobody' }, say(nobody))];
  const items = found.items.map((one, index) => {
    const onclick = (): void => {
      void model.act('', async () => caller.pick(one)).then(() => byId(next)?.focus());
    };
    const text = element('span', {}, nameOf(one, model));
    const pick = element('button', { type: 'button', id: `pick-${index}`, onclick }, say('caller.pick'));
    return element('li', {}, text, ' ', one.account === null ? say('caller.no-account') : pick);
  });
  const more = found.more ? [element('p', { class: 'hint' }, say('caller.more'))] : [];
  return [
    card('', 'found-head', say('caller.found'), element('ul', { class: 'plain', id: 'found' }, ...items), ...more),
  ];
}

export const nameOf = ({ name, account, kind }: CallerFound, { say }: Pick<Model, 'say'>): string =>
  [name, account, kind === null || kind === 'human' ? null : sayOr(say, 'kind', kind)]
    .filter((one) => one !== null)
    .join(' · ');
