import type { Detector } from './facts.ts';

/** Somebody else asks for the requester, who may not know of it. */
export const openedOnBehalf: Detector = {
  name: 'opened-on-behalf',
  weight: 10,
  detect: ({ agent }) => (agent === null ? undefined : 'opened by an agent for the requester'),
};

export const outOfHours: Detector = {
  name: 'out-of-hours',
  weight: 10,
  detect: ({ inHours }) => (inHours ? undefined : 'asked for outside of working hours'),
};

/** Words of hurry, rank and threat, in the languages of the desks. Whole words, spelled as `folded` returns them: 今すぐ is 今すく. */
const PRESSURE: readonly RegExp[] = [
  /\b(urgent(ly)?|asap|immediately|right now|emergency|hurry|deadline|board meeting|ceo|fired|escalate|no time)\b/,
  /\b(dringend|sofort|umgehend|notfall|eilt|unverzuglich|vorstand|gekundigt|keine zeit)\b/,
  /\b(urgente?|immediatement|tout de suite|au plus vite|pas le temps|licencie|direction generale)\b/,
  /\b(urgente|inmediatamente|ahora mismo|emergencia|cuanto antes|despedido|no hay tiempo)\b/,
  /\b(urgentemente|imediatamente|agora mesmo|emergencia|sem tempo|demitido)\b/,
  /\b(immediatamente|subito|emergenza|licenziato|non c'e tempo)\b/,
  /\b(dringende|onmiddellijk|meteen|noodgeval|geen tijd|ontslagen)\b/,
  /(至急|緊急|今すく|紧急|马上|立刻)/,
];

/** Social engineers use pressure, and so do honest people in trouble: it asks for more and refuses nothing. */
export const pressuringLanguage: Detector = {
  name: 'pressuring-language',
  weight: 15,
  detect({ reason }) {
    const text = folded(reason);
    return PRESSURE.some((words) => words.test(text)) ? 'the request presses for speed' : undefined;
  },
};

/**
 * Lower case, without accents, invisible letters and underscores, with Latin letters in place of look-alikes. Best effort: a word can be
 * hidden from this search, but not from a human reader.
 */
const folded = (text: string): string =>
  asLatin(text.normalize('NFKD').replace(/[\p{Diacritic}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, ''))
    .replace(/[\u2018\u2019]/g, "'")
    .replaceAll('_', ' ')
    .toLowerCase();

/**
 * Cyrillic, Greek and other letters that look like Latin ones, each above its Latin letter. A selection from the confusables of Unicode UTS
 * 39. Best effort: the text is only searched, never trusted.
 */
const ALIKE = [
  ['АВЕЅІЈКМНОРСТУХԚԜҺ', 'ABESIJKMHOPCTYXQWH'],
  ['авеѕіјкмнорстухԛԝһԁ', 'abesijkmhopctyxqwhd'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αγεηικνορτυχω', 'ayenikvoptuxw'],
  ['ıɡɑɩ', 'igai'],
] as const;

const LATIN = new Map(
  ALIKE.flatMap(([others, latin]) => Array.from(others, (letter, index) => [letter, latin.charAt(index)] as const)),
);

/** Replaces look-alike letters by Latin letters. Keeps the case: a letter that looks like `N` may have a small form that looks like `v`. */
export const asLatin = (text: string): string =>
  text.replace(/[^\p{Script=Latin}\p{ASCII}]|[ıɡɑɩ]/gu, (one) => LATIN.get(one) ?? one);
