import texts from './texts.json' with { type: 'json' };

export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;
export type Key = keyof typeof texts;

/** A text in one language; `{…}` is a placeholder. */
export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export const sayIn =
  (language: Language): Say =>
  (key, values = {}) =>
    texts[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** A text whose name is computed, or `other` when there is none of this name. */
export const keyOr = (name: string, other: Key): Key => (Object.hasOwn(texts, name) ? (name as Key) : other);

export const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(LANGUAGES, text);

/** A moment in everyday form: only the time if it is today. */
export function moment(at: string, language: Language, now = new Date()): string {
  const date = new Date(at);
  const isToday = date.toDateString() === now.toDateString();
  // The browser may have a regional format of that language.
  const locale = navigator.languages.find((one) => one.split('-')[0] === language) ?? language;
  const format = new Intl.DateTimeFormat(locale, { ...(isToday ? {} : { dateStyle: 'medium' }), timeStyle: 'short' });
  return format.format(date);
}
