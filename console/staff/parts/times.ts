import { element } from '../../shared/dom.ts';
import { type Language, moment } from '../../shared/language.ts';

/** A moment in the person's own time; what a pointer on it shows is in UTC. */
export const timeOf = (at: string, language: Language): Node =>
  element('time', { datetime: at, title: at }, moment(at, language));

/** A sentence in which these moments stand in this order, each as an element that shows UTC to a pointer. */
export function timed(sentence: string, language: Language, ...moments: readonly string[]): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let rest = sentence;
  for (const at of moments) {
    const shown = moment(at, language);
    const place = rest.indexOf(shown);
    if (place < 0) continue;
    parts.push(rest.slice(0, place), timeOf(at, language));
    rest = rest.slice(place + shown.length);
  }
  return [...parts, rest].filter((part) => part !== '');
}
