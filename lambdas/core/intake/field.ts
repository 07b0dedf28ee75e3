import type { Instant } from '../values/instant.ts';

/** How to read a value from a ticket. Configuration: plain data. */
export interface Field {
  /** JSON pointers (RFC 6901). The first that holds a text, a whole number, or a list of these is used. */
  readonly from?: readonly string[];
  /** Used when `from` finds nothing: pointers to web addresses; the last step of the path is the value, as in `…/sys_user/6816f7`. */
  readonly links?: readonly string[];
  /** Pointer into each member of a list of objects, e.g. `/value` for a multi-select field. */
  readonly each?: string;
  /** Only texts with this prefix count, and the prefix is removed: for labels such as `account:okta:jane`. */
  readonly prefix?: string;
  /** Meaning of each text, ignoring case; a text outside the table has no meaning. */
  readonly table?: Readonly<Record<string, string>>;
  /** The value to use when nothing is found. */
  readonly otherwise?: string;
}

/** A pointer to a moment, and how it is written. */
export interface TimeField {
  readonly from: string;
  readonly unit: 'milliseconds' | 'seconds' | 'iso-8601';
}

/** The result of reading a field. */
export interface FieldReading {
  /** Distinct values, in the order of the ticket. */
  readonly values: readonly string[];
  /** Whether some text was not in the table. */
  readonly unknown: boolean;
}

/** Reads a field of an untrusted document. */
export function readField(field: Field, document: unknown): FieldReading {
  const { from = [], links = [], each, prefix = '', table, otherwise } = field;
  const stated = from.map((pointer) => textsOf(valueAt(document, pointer), each));
  const linked = links.map((pointer) => textOf(valueAt(document, pointer)).flatMap(lastStep));
  const found = [...stated, ...linked].find((texts) => texts.length > 0);
  const texts = (found ?? []).filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length).trim());
  const meanings = texts
    .filter((text) => text !== '')
    .map((text) => (table === undefined ? text : lookUp(table, text)));
  const values = [...new Set(meanings.filter((meaning) => meaning !== undefined))];
  return {
    values: values.length === 0 && otherwise !== undefined ? [otherwise] : values,
    unknown: meanings.includes(undefined),
  };
}

function textsOf(value: unknown, each: string | undefined): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => textOf(each === undefined ? item : valueAt(item, each)));
  return textOf(value);
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  return typeof value === 'number' && Number.isSafeInteger(value) ? [String(value)] : [];
}

const lastStep = (address: string): readonly string[] => /^https:\/\/[^?#]*\/([\w-]+)$/.exec(address)?.slice(1) ?? [];

function lookUp(table: Readonly<Record<string, string>>, text: string): string | undefined {
  const key = text.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether a text is a JSON pointer (RFC 6901): zero or more tokens, each after a `/`, with `~` only in `~0` and `~1`. */
export const isPointer = (text: string): boolean => /^(\/([^~/]|~[01])*)*$/.test(text);

/** The value at a JSON pointer, or undefined. Reads own members only, so a document cannot reach members that every object inherits. */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(member, document);
}

function member(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined;
  return (value as Record<string, unknown>)[token];
}

/** The JSON pointer for a path of member names and indexes. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** How a delivery reports a change of labels. */
export interface LabelChanges {
  /** Values of the event field that report a change. */
  readonly is: readonly string[];
  /** Pointer to the list of changed fields; each has `field`, `fromString` and `toString`, labels separated by spaces. */
  readonly items: string;
  /** Name of the labels field in that list, and pointer to the labels in the document. */
  readonly field: string;
  readonly labels: string;
}

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

/** A part of a document that two readers may read differently. */
export interface Flaw {
  readonly code: string;
  readonly path: readonly string[];
}

/** The first flaw at a place that is read, on the path to it, or inside it. */
export function flawIn(flaws: readonly Flaw[], pointers: readonly string[]): Flaw['code'] | undefined {
  const places = pointers.map((pointer) => pointer.split('/').slice(1));
  return flaws.find(({ path }) =>
    places.some((place) => path.slice(0, place.length).every((name, index) => name === unescaped(place[index] ?? ''))),
  )?.code;
}

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Every place that a mapping or one of its fields reads. */
export function pointersIn(mapping: object): readonly string[] {
  return Object.entries(mapping).flatMap(([name, value]: [string, unknown]) => {
    if (['from', 'links', 'items', 'labels'].includes(name))
      return [value].flat().filter((one) => typeof one === 'string');
    return name !== 'table' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pointersIn(value)
      : [];
  });
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;

/** When the event happened, by the ticket system's clock; null where the mapping or the document names no time. */
export function eventTimeIn(field: TimeField | undefined, document: unknown): Instant | null {
  if (field === undefined) return null;
  const value = valueAt(document, field.from);
  const factor = { milliseconds: 1, seconds: 1000, 'iso-8601': Number.NaN }[field.unit];
  const isText = field.unit === 'iso-8601' && typeof value === 'string' && ISO_8601.test(value);
  const time = isText ? Date.parse(value) : typeof value === 'number' ? value * factor : Number.NaN;
  return Math.abs(time) <= LATEST ? new Date(time).toISOString() : null;
}

/** 9999-12-31T23:59:59.999Z in milliseconds: the last moment that ISO 8601 writes with a four-digit year. */
const LATEST = 253_402_300_799_999;
