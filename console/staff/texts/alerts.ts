import type { Language } from '../../shared/language.ts';
import { type Key, keyOr, type Say, sayOr, sayOrName } from './texts.ts';

/** What an alert adds to an event, by its shape: the API says it in English, and the names in it stay. */
const SHAPES: readonly (readonly [shape: RegExp, key: Key])[] = [
  [/^(?<person>\S+), by (?<by>.+), with (?<witness>\S+)$/, 'alerted.passkey'],
  [/^(?<signal>\S+) after recovery (?<recovery>\S+)$/, 'alerted.watch'],
  [/^(?<kind>\S+) in (?<connector>\S+), (?<cause>\S+)$/, 'alerted.change'],
  [/^(?<what>.+) changed$/, 'alerted.changed'],
  [/^(?<people>\d+) people, (?<accounts>\d+) accounts$/, 'alerted.batch'],
  [/^(?<count>\d+) refused$/, 'alerted.rows'],
  [/^(?<to>\S+) in the directory, (?<from>\S+) in the record$/, 'alerted.tier'],
  [/^incident (?<incident>.+)$/, 'alerted.incident'],
  [/^(?<source>\S+) stopped, (?<code>\S+)$/, 'alerted.stopped'],
  [/^(?<some>\d+) of (?<all>\d+)$/, 'alerted.of'],
  [/^(?<source>\S+), (?<count>\d+) new$/, 'alerted.new'],
];

/** The code of a refusal, and what it says in English. */
const REFUSAL = /^(?<code>[a-z-]+(?:, [a-z-]+)?) \(.+\)$/;

interface Telling {
  readonly say: Say;
  readonly language: Language;
}

/** An event of an alert, in the language of the screen. */
export function alertInWords(what: string, { say, language }: Telling): string {
  const [event = '', ...more] = what.split(': ');
  const code = language === 'en' ? undefined : REFUSAL.exec(more.join(': '))?.groups?.['code'];
  const added = code === undefined ? more.map((one) => addedInWords(one, say)) : [code];
  return [sayOr(say, 'event', event), ...added].join(': ');
}

function addedInWords(added: string, say: Say): string {
  if (keyOr(`alerted.${added}`, 'title') !== 'title') return sayOrName(say, 'alerted', added);
  for (const [shape, key] of SHAPES) {
    const names = shape.exec(added)?.groups;
    if (names !== undefined) return say(key, names);
  }
  return added;
}
