export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

/** The texts of a page: each in every language, by key. */
export type Texts = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** A text in one language; `{…}` is a placeholder. */
export type SayOf<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export const sayFrom =
  <All extends Texts>(texts: All, language: Language): SayOf<keyof All & string> =>
  (key, values = {}) =>
    (texts[key]?.[language] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** A text whose name is computed, or `other` when there is none of this name. */
export const keyIn = <All extends Texts>(texts: All, name: string, other: keyof All & string): keyof All & string =>
  Object.hasOwn(texts, name) ? name : other;

export const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(LANGUAGES, text);

/** Where the browser stores the chosen language. */
const CHOICE = 'countersign-language';

/** The language that was chosen in this browser, or the one in which the page was served. */
export function firstLanguage(): Language {
  const chosen = stored();
  const served = document.documentElement.lang;
  return isLanguage(chosen) ? chosen : isLanguage(served) ? served : 'en';
}

/** Null when the browser stores nothing. */
function stored(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

/** Keeps the choice for the next visit. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(CHOICE, language);
  } catch {
    // Not stored: the language is then chosen again next time.
  }
}

/** The browser may have a regional format of that language. */
const localeOf = (language: Language): string =>
  navigator.languages.find((one) => one.split('-')[0] === language) ?? language;

/** A moment in everyday form: only the time if it is today. */
export function moment(at: string, language: Language, now = new Date()): string {
  const date = new Date(at);
  const isToday = date.toDateString() === now.toDateString();
  const format = new Intl.DateTimeFormat(localeOf(language), {
    ...(isToday ? {} : { dateStyle: 'medium' }),
    timeStyle: 'short',
  });
  return format.format(date);
}

/** A moment in everyday form, with its time zone: for what somebody must do in time. */
export function momentInZone(at: string, language: Language, now = new Date()): string {
  const date = new Date(at);
  const isToday = date.toDateString() === now.toDateString();
  const format = new Intl.DateTimeFormat(localeOf(language), {
    ...(isToday ? {} : { day: 'numeric', month: 'short', year: 'numeric' }),
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  });
  return format.format(date);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A length of time in its largest whole unit: `4 hours`. */
export function lasting(seconds: number, language: Language): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  const format = new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(seconds / length);
}

/** A length of time, about: in the largest unit of which there is at least one. */
export function about(seconds: number, language: Language): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const format = new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.floor(seconds / length));
}
