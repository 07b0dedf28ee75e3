/** A part of a JSON text that a strict reader looks at, with where it stands. */
export interface JsonPart {
  readonly kind: 'name' | 'string' | 'number' | 'open';
  /** The characters as they are written, quotes and escapes included. */
  readonly raw: string;
  /** Where `raw` begins in the text. */
  readonly at: number;
  /** How many objects and lists are open around it, itself included. */
  readonly depth: number;
  /** A name that its object has had before. */
  readonly isRepeated: boolean;
  /** Names and indexes on the way to it; of a name, to its own member. To be asked before the next part is. `MOST_STEPS` at most. */
  readonly path: () => readonly string[];
}

/** A path is cut after so many steps, so that naming a place costs the same however deep a text goes. */
export const MOST_STEPS = 64;

/** The tokens of a text that is known to be JSON; a string that a colon follows is the name of a member. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|[{}[\],]/g;

interface Frame {
  /** Names seen; null for a list. */
  readonly names: Set<string> | null;
  name: string;
  index: number;
}

/**
 * The parts of a text that `JSON.parse` has taken, in order. It tells what parsing loses: members given twice, numbers to the digit, where
 * a value stands in the text. Time is linear in the length of the text; nothing recurs, so depth cannot exhaust the stack.
 */
export function* partsOf(text: string): Generator<JsonPart> {
  const open: Frame[] = [];
  for (const match of text.matchAll(TOKENS)) {
    const [token, string, colon, number] = match;
    const frame = open.at(-1);
    if (token === ',') {
      if (frame !== undefined) frame.index += 1;
      continue;
    }
    if (token === '}' || token === ']') {
      open.pop();
      continue;
    }
    const isName = string !== undefined && colon !== undefined;
    const isRepeated = isName && entered(frame, string);
    if (token === '{' || token === '[') open.push({ names: token === '{' ? new Set() : null, name: '', index: 0 });
    const kind = isName ? 'name' : string !== undefined ? 'string' : number !== undefined ? 'number' : 'open';
    const depth = open.length;
    const around = token === '{' || token === '[' ? depth - 1 : depth;
    const path = () => open.slice(0, Math.min(around, MOST_STEPS)).map(stepOf);
    yield { kind, raw: string ?? token, at: match.index, depth, isRepeated, path };
  }
}

const stepOf = ({ names, name, index }: Frame): string => (names === null ? String(index) : name);

/** Notes a name in its object; true where it was there before. */
function entered(frame: Frame | undefined, raw: string): boolean {
  if (frame?.names == null) return false;
  const name = unquoted(raw);
  const isRepeated = frame.names.has(name);
  frame.names.add(name);
  frame.name = name;
  return isRepeated;
}

/** The characters that a JSON string stands for. */
export const unquoted = (raw: string): string => JSON.parse(raw) as string;
