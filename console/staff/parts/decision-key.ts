import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';

/** The card of the page of one's own: makes the passkey, and shows the line for the administrators. */
export function decisionKeyPart(model: Model): Node {
  const { say, mine, busy } = model;
  const onclick = (): void =>
    void model.act('done.decision-key', () => mine.makeDecisionKey(say('mine.decision-name')));
  const { decisionKey } = mine;
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'decision-key-head' },
    element('h2', { id: 'decision-key-head' }, say('mine.decision-head')),
    element('p', {}, say('mine.decision-text')),
    decisionKey !== null && element('output', { id: 'decision-key', class: 'line' }, JSON.stringify(decisionKey)),
    element(
      'p',
      { class: 'buttons' },
      element('button', { type: 'button', id: 'make-decision-key', disabled: busy, onclick }, say('mine.decision-do')),
    ),
  );
}
