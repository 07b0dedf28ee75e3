type Attribute = string | boolean | ((event: Event) => void);
type Child = Node | string | undefined | false;

/**
 * Makes an element: `true` sets an attribute without a value, `false` omits it, a function listens to the event `on…`. Texts are never
 * markup.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

export const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Of a field that shows what is so, and keeps nothing that was typed: what is drawn again counts. */
export const DRAWN = 'data-drawn';

/** The last content of each place. */
const shown = new Map<string, string>();

/**
 * Shows content in a place unless it is already there. Typed text, open parts and the focus are kept, by the ids of the elements: the page
 * is read again every few seconds, and nobody should notice.
 */
export function show(place: string, about: unknown, make: () => readonly (Node | false | undefined)[]): void {
  const key = JSON.stringify(about);
  const home = byId(place);
  if (home === null || shown.get(place) === key) return;
  shown.set(place, key);
  const typed = [...home.querySelectorAll<Field>('input:not([type="file"]), select, textarea')]
    .filter((field) => !field.hasAttribute(DRAWN))
    .map((field) => ({
      id: field.id,
      value: field.value,
      checked: field instanceof HTMLInputElement && field.checked,
    }));
  const open = [...home.querySelectorAll('details[open]')].map(({ id }) => id);
  const focused = home.contains(document.activeElement) ? document.activeElement : null;
  const caret = isTyped(focused) ? focused.selectionStart : null;
  home.replaceChildren(...make().filter((node) => node !== false && node !== undefined));
  for (const { id, value, checked } of typed) restore(byId(id), { value, checked });
  for (const id of open) byId(id)?.setAttribute('open', '');
  if (focused === null || focused.id === '') return;
  const again = byId(focused.id);
  again?.focus({ preventScroll: true });
  // Else the next letter would be typed before the others.
  if (isTyped(again) && caret !== null) again.setSelectionRange(caret, caret);
}

/** A field with a caret. */
const isTyped = (one: Element | null): one is HTMLInputElement | HTMLTextAreaElement =>
  one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function restore(field: HTMLElement | null, was: { readonly value: string; readonly checked: boolean }): void {
  if (field instanceof HTMLInputElement && ['radio', 'checkbox'].includes(field.type)) field.checked = was.checked;
  else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = was.value;
  // INVARIANT: what is not offered any more is replaced by no choice, never by another one. Setting an unknown value does just that.
  else if (field instanceof HTMLSelectElement) field.value = was.value;
}
