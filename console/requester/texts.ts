import { keyIn, type Language, type SayOf, sayFrom } from '../shared/language.ts';
import texts from './texts.json' with { type: 'json' };

export { isLanguage, LANGUAGES, type Language, moment } from '../shared/language.ts';

export type Key = keyof typeof texts;
export type Say = SayOf<Key>;

export const sayIn = (language: Language): Say => sayFrom(texts, language);

/** A text whose name is computed, or `other` when there is none of this name. */
export const keyOr = (name: string, other: Key): Key => keyIn(texts, name, other);
