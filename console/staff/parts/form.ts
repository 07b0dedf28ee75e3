import { element } from '../../shared/dom.ts';
import type { Key } from '../texts/texts.ts';
import type { Seen } from './recovery.ts';

/** A form whose button does one thing. */
export function form(
  id: string,
  { model: { say, busy } }: Seen,
  look: { readonly tone: string; readonly does: Key },
  work: (event: Event) => void,
  ...fields: readonly Node[]
): Node {
  const button = element('button', { class: look.tone, id: `${id}-do`, disabled: busy }, say(look.does));
  return element('form', { id, onsubmit: work }, ...fields, button);
}
