/** One token of a JSON text that a strict reader checks, with its position. */
export interface JsonPart {
  readonly kind: 'name' | 'string' | 'number' | 'open';
  /** The token as written, with quotes and escapes. */
  readonly raw: string;
  /** Offset of `raw` in the text. */
  readonly at: number;
  /** Number of open objects and lists at this point, including the one that this token opens. */
  readonly depth: number;
  /** Whether its object already has this name. */
  readonly isRepeated: boolean;
  /**
   * Names and indexes that lead to the token; the path of a name leads to its own member. At most `MOST_STEPS`. Call it before the next
   * token is read.
   */
  readonly path: () => readonly string[];
}

/** Longest path in steps, so the cost of naming a place does not grow with the depth of the text. */
export const MOST_STEPS = 64;

/** The tokens of a valid JSON text; a string before a colon is a member's name. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|[{}[\],]/g;

interface Frame {
  /** Names seen; null for a list. */
  readonly names: Set<string> | null;
  name: string;
  index: number;
}

/**
 * The tokens of a text that `JSON.parse` has accepted, in order. They show what parsing loses: repeated members, exact digits of numbers,
 * positions. Time is linear in the length of the text; there is no recursion, so depth cannot exhaust the stack.
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

/** Adds a name to its object; true if the object already had it. */
function entered(frame: Frame | undefined, raw: string): boolean {
  if (frame?.names == null) return false;
  const name = unquoted(raw);
  const isRepeated = frame.names.has(name);
  frame.names.add(name);
  frame.name = name;
  return isRepeated;
}

/** The characters that a JSON string encodes. */
export const unquoted = (raw: string): string => JSON.parse(raw) as string;
