import { isUtf8 } from 'node:buffer';
import { LIMITS } from '../../contract/limits.ts';
import { type JsonPart, partsOf, unquoted } from '../../core/values/json-text.ts';
import { type ProblemCode, problem } from '../problem.ts';

/**
 * Parses JSON with only one meaning. Refuses what two parsers may read differently (a repeated member, a number that must be rounded, a
 * lone surrogate), names that reach into JavaScript objects, and too deep nesting. Throws the problem.
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
    // The parser's message quotes the body, so it is not kept as the cause.
    throw problem('json-malformed');
  }
}

const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const flawIn = (text: string): ProblemCode | undefined => flawsIn(text).next().value?.code;

/** Parts that two parsers may read differently, with their places. */
function* flawsIn(text: string): Generator<JsonFlaw> {
  for (const part of partsOf(text)) {
    const code = flawOf(part);
    if (code !== undefined) yield { code, path: part.path() };
  }
}

function flawOf({ kind, raw, depth, isRepeated }: JsonPart): ProblemCode | undefined {
  if (depth > LIMITS.jsonDepth) return 'json-too-deep';
  if (kind === 'number') return isUnsafe(Number(raw)) ? 'json-unsafe-number' : undefined;
  if (kind === 'open') return undefined;
  if (raw.includes('\\u') && /\p{Cs}/u.test(unquoted(raw))) return 'body-malformed';
  if (kind === 'name' && FORBIDDEN.includes(unquoted(raw))) return 'json-forbidden-key';
  return isRepeated ? 'json-duplicate-key' : undefined;
}

const isUnsafe = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));

/** A flaw of a document, with its place: the path of names and indexes. */
export interface JsonFlaw {
  readonly code: ProblemCode;
  readonly path: readonly string[];
}

/**
 * The document of a delivery with a valid signature, whatever its flaws: its reader checks only whether a flaw touches a field that it
 * reads. Undefined for a text that is no JSON. An incomplete byte sequence becomes U+FFFD, which is a flaw of its member.
 */
export function readSigned(bytes: Uint8Array): { readonly document: unknown; readonly flaws: readonly JsonFlaw[] } {
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return { document: JSON.parse(text), flaws: [...flawsIn(text), ...(isUtf8(bytes) ? [] : brokenIn(text))] };
  } catch {
    return { document: undefined, flaws: [{ code: 'json-malformed', path: [] }] };
  }
}

/** The members with a character that replaces invalid bytes. */
function* brokenIn(text: string): Generator<JsonFlaw> {
  for (const part of partsOf(text))
    if (part.raw.includes('\ufffd')) yield { code: 'body-malformed', path: part.path() };
}
