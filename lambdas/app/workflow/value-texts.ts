import { type JsonPart, partsOf } from '../../core/values/json-text.ts';
import { Secret } from '../../ports/secret.ts';
import { RotationError } from './rotation-error.ts';

/** What a JSON text says. Throws `RotationError` `value-malformed`; the syntax error's message quotes the text, so it is dropped. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RotationError('value-malformed', 'the value is no JSON');
  }
}

/** A token of a JSON text, with the names that lead to it, by `/`. */
export interface ValuePart extends Pick<JsonPart, 'kind' | 'raw' | 'at'> {
  readonly name: string;
}

/** The tokens of a JSON text that has one meaning. Throws `RotationError`: `value-malformed`, `member-twice`. */
export function valueParts(text: string): readonly ValuePart[] {
  jsonIn(text);
  const parts: ValuePart[] = [];
  for (const { kind, raw, at, isRepeated, path } of partsOf(text)) {
    if (isRepeated) throw new RotationError('member-twice', 'the value has two meanings: a member is there twice');
    parts.push({ kind, raw, at, name: path().join('/') });
  }
  return parts;
}

/**
 * The same value with other texts in members of these names; no other character changes, and a member that is not there is not added. Throws
 * as `valueParts` does.
 */
export function withTexts(value: Secret, texts: Readonly<Record<string, string>>): Secret {
  const written = valueParts(value.reveal()).filter(
    ({ kind, name }) => kind === 'string' && Object.hasOwn(texts, name),
  );
  let text = value.reveal();
  // From the end, so that earlier places stay where they are.
  for (const { name, at, raw } of written.reverse())
    text = `${text.slice(0, at)}${JSON.stringify(texts[name])}${text.slice(at + raw.length)}`;
  return new Secret(text);
}
