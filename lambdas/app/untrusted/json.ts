import { LIMITS } from '../../contract/limits.ts';
import { type ProblemCode, problem } from '../problem.ts';

/**
 * Parses JSON that has one meaning only: what two parsers may read differently (a member twice, a number that must be rounded, half a
 * character) is refused, and so is what reaches into objects of JavaScript or is nested without end. Throws the problem.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  const value = parsed(text);
  const flaw = flawIn(text);
  if (flaw !== undefined) throw problem(flaw);
  return value;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw problem('body-malformed', { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the parser quotes the body, so it is not kept as the cause.
    throw problem('json-malformed');
  }
}

/** The tokens of a text that is known to be JSON; a string that a colon follows is the name of a member. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|[{}[\]]/g;

const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

function flawIn(text: string): ProblemCode | undefined {
  /** Names seen in each object that is open; null for a list. */
  const open: (Set<string> | null)[] = [];
  for (const [token, string, colon, number] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    const flaw =
      open.length > LIMITS.jsonDepth
        ? 'json-too-deep'
        : (flawInString(string) ??
          flawInNumber(number) ??
          (colon === undefined ? undefined : flawInName(string, open)));
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function flawInString(string: string | undefined): ProblemCode | undefined {
  return string?.includes('\\u') && /\p{Cs}/u.test(unquoted(string)) ? 'body-malformed' : undefined;
}

function flawInNumber(number: string | undefined): ProblemCode | undefined {
  if (number === undefined) return undefined;
  const value = Number(number);
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
    ? 'json-unsafe-number'
    : undefined;
}

function flawInName(string: string | undefined, open: readonly (Set<string> | null)[]): ProblemCode | undefined {
  const name = unquoted(string ?? '""');
  const names = open.at(-1);
  if (FORBIDDEN.includes(name)) return 'json-forbidden-key';
  if (names?.has(name)) return 'json-duplicate-key';
  names?.add(name);
  return undefined;
}

const unquoted = (string: string): string => JSON.parse(string) as string;
