import { valueAt } from './field.ts';
import type { LabelChanges } from './mapping.ts';

/** Labels before a change and after it. */
interface Change {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The labels before and after the change that a delivery reports; undefined when it changed no labels. */
export function labelChange({ items, field }: LabelChanges, document: unknown): Change | undefined {
  const listed = valueAt(document, items);
  const changed = (Array.isArray(listed) ? listed : []).filter((item: unknown) => valueAt(item, '/field') === field);
  if (changed.length === 0) return undefined;
  return { before: wordsAt(changed[0], '/fromString'), after: wordsAt(changed.at(-1), '/toString') };
}

function wordsAt(item: unknown, pointer: string): readonly string[] {
  const text = valueAt(item, pointer);
  return typeof text === 'string' ? text.split(/\s+/).filter((word) => word !== '') : [];
}

/** A copy of the document with these labels. */
export const withLabels = (document: unknown, pointer: string, labels: readonly string[]): unknown =>
  replaced(document, pointer.split('/').slice(1), labels);

function replaced(value: unknown, [name, ...rest]: readonly string[], labels: readonly string[]): unknown {
  if (name === undefined) return labels;
  const members = typeof value === 'object' && value !== null ? value : {};
  return { ...members, [name]: replaced(valueAt(value, `/${name}`), rest, labels) };
}
