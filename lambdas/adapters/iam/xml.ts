import { AdapterError } from '../../ports/errors.ts';

/** An element of an answer: its text, and its children by name, each name with all elements that have it. */
export interface Element {
  readonly text: string;
  readonly children: ReadonlyMap<string, readonly Element[]>;
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: Map<string, Element[]>;
}

const TOKEN = /<(\/?)([A-Za-z][\w.-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/y;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the XML of AWS's query protocol: elements and text, whose attributes say nothing. Comments, CDATA, entities of a document's own and
 * declarations but the first are not in it, and are refused. Throws `answer-unreadable`; the error quotes nothing, since an answer may hold a key.
 */
export function elementIn(xml: string): Element {
  const root: Open = { name: '', text: '', children: new Map() };
  const open: Open[] = [root];
  const text = xml.replace(/^\uFEFF?\s*<\?xml[^<>]*\?>/, '');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [, closes, name, isEmpty, words] = TOKEN.exec(text) ?? unreadable();
    const here = open.at(-1) ?? unreadable();
    if (words !== undefined) here.text += unescaped(words);
    else if (closes === '/') {
      if (open.length === 1 || open.pop()?.name !== name) unreadable();
    } else {
      const made: Open = { name: name ?? '', text: '', children: new Map() };
      here.children.set(made.name, [...(here.children.get(made.name) ?? []), made]);
      if (isEmpty !== '/') open.push(made);
    }
  }
  return open.length === 1 ? root : unreadable();
}

/** The one element at a path; undefined where there is none, or more than one on the way. */
export function elementAt(element: Element, ...path: readonly string[]): Element | undefined {
  let here: Element | undefined = element;
  for (const name of path) {
    const found: readonly Element[] = here?.children.get(name) ?? [];
    here = found.length === 1 ? found[0] : undefined;
  }
  return here;
}

/** The text there. Throws `answer-unreadable` where there is none. */
export function textAt(element: Element, ...path: readonly string[]): string {
  return elementAt(element, ...path)?.text ?? unreadable();
}

/** The members of a list there; none where it is not there. */
export const membersAt = (element: Element, ...path: readonly string[]): readonly Element[] =>
  elementAt(element, ...path)?.children.get('member') ?? [];

const unescaped = (words: string): string =>
  words.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));?/g, (_, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? unreadable();
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : unreadable();
  });

function unreadable(): never {
  throw new AdapterError('answer-unreadable', {
    retryable: true,
    message: 'answer-unreadable: this is not the XML of AWS',
  });
}
