import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';

interface Field {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

/** A line of text with its label. */
export const line = ({ id, label, hint, required = true }: Field, value = ''): Node =>
  labelled(
    { id, label, ...(hint === undefined ? {} : { hint }) },
    element('input', { id, name: id, type: 'text', value, maxlength: '500', autocomplete: 'off', required }),
  );

/** A date and a time of day, of the person's own clock. */
export const when = ({ id, label, hint }: Field): Node =>
  labelled(
    { id, label, ...(hint === undefined ? {} : { hint }) },
    element('input', { id, name: id, type: 'datetime-local', required: true }),
  );

/** Several lines of text with their label. */
export const lines = ({ id, label, hint, required = true }: Field): Node =>
  labelled(
    { id, label, ...(hint === undefined ? {} : { hint }) },
    element('textarea', { id, name: id, rows: '3', maxlength: '500', required }),
  );

/** One of several: the first to begin with, or `none`, which is no answer. */
export const choice = (
  { id, label, none }: Field & { readonly none?: string },
  options: readonly (readonly [value: string, text: string])[],
): Node => {
  const all = [...(none === undefined ? [] : [['', none] as const]), ...options];
  const shown = all.map(([value, text]) => element('option', { value }, text));
  return labelled({ id, label }, element('select', { id, name: id, required: true }, ...shown));
};

/** Any of several; those of `chosen` to begin with. */
export const several = (
  { id, label }: Field,
  options: readonly (readonly [value: string, text: string])[],
  chosen: readonly string[] = [],
): Node =>
  element(
    'fieldset',
    {},
    element('legend', {}, label),
    ...options.map(([value, text]) => {
      const box = element('input', {
        type: 'checkbox',
        name: id,
        id: `${id}-${value}`,
        value,
        checked: chosen.includes(value),
      });
      return element('label', { class: 'choice', for: `${id}-${value}` }, box, element('span', {}, text));
    }),
  );

function labelled({ id, label, hint }: Field, control: HTMLElement): Node {
  if (hint !== undefined) control.setAttribute('aria-describedby', `${id}-hint`);
  return element(
    'p',
    { class: 'field' },
    element('label', { for: id }, label),
    control,
    // It is said with its control.
    hint !== undefined && element('span', { class: 'hint', id: `${id}-hint`, 'aria-hidden': 'true' }, hint),
  );
}

/** A part that takes room only when it is wanted. */
export const folded = (id: string, head: string, body: Node, look = ''): Node =>
  element(
    'details',
    { id: `${id}-open`, ...(look === '' ? {} : { class: look }) },
    element('summary', { id: `${id}-summary` }, head),
    element('div', { class: 'way' }, body),
  );

/** What a form does. `work` answers whether it was done: then the fields are empty again, so that nothing is sent twice. */
export const sends =
  (model: Pick<Model, 'place'>, work: (values: ReadonlyMap<string, string>, event: Event) => Promise<boolean>) =>
  (event: Event): void => {
    const values = valuesOf(event);
    const { place } = model;
    const { id } = event.target as HTMLFormElement;
    void work(values, event).then((isDone) => {
      const form = byId(id);
      if (isDone && model.place === place && form instanceof HTMLFormElement) form.reset();
    });
  };

/** The texts of a form by name; what was left empty is absent. */
export function valuesOf(event: Event): ReadonlyMap<string, string> {
  event.preventDefault();
  if (!(event.target instanceof HTMLFormElement)) return new Map();
  const entries = [...new FormData(event.target)].map(([name, value]) => [name, String(value).trim()] as const);
  return new Map(entries.filter(([, value]) => value !== ''));
}

/** The checked values of a name. */
export const checkedOf = (event: Event, name: string): readonly string[] =>
  event.target instanceof HTMLFormElement ? new FormData(event.target).getAll(name).map(String) : [];
