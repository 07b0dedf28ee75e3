import { element } from '../shared/dom.ts';
import type { Model } from './model.ts';
import type { Key } from './texts.ts';

interface Revealing {
  readonly label: Key;
  readonly text: Key;
  /** How it is drawn; as it is copied, where absent. */
  readonly drawn?: readonly (Node | string)[];
}

/** A secret on the screen, with a button to copy it and one to hide it. */
export function revealed(model: Model, secret: string, { label, text, drawn = [secret] }: Revealing): readonly Node[] {
  const { say } = model;
  const note = element('span', { role: 'status', class: 'note' });
  /** A browser may forbid it; then it is selected by hand, and whoever pressed the button must not believe that they have it. */
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(secret).then(
      () => true,
      () => false,
    );
    note.textContent = say(isCopied ? 'copied' : 'copied.not');
  };
  const hide = (): void => {
    model.forget();
    document.getElementById('status-head')?.focus();
  };
  return [
    element('p', { id: 'secret-about' }, say(text)),
    element(
      'output',
      { id: 'secret', class: 'secret', tabindex: '0', 'aria-label': say(label), translate: 'no' },
      ...drawn,
    ),
    element(
      'p',
      { class: 'row' },
      element('button', { type: 'button', id: 'copy', onclick: () => void copy() }, say('copy')),
      element('button', { type: 'button', id: 'hide', class: 'quiet', onclick: hide }, say('hide')),
      note,
    ),
  ];
}
