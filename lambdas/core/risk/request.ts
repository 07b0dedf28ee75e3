import type { Detector } from './facts.ts';

/** Somebody else asks for the requester: who it is for may know nothing of it. */
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

/** Words of hurry, rank and threat, in the languages of the desks. Whole words, spelled as `folded` leaves them: 今すぐ is 今すく. */
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

/** Pressure is what social engineering is made of, and what honest people in trouble write too: it asks for more, and refuses nothing. */
export const pressuringLanguage: Detector = {
  name: 'pressuring-language',
  weight: 15,
  detect({ reason }) {
    const text = folded(reason);
    return PRESSURE.some((words) => words.test(text)) ? 'the request presses for speed' : undefined;
  },
};

/**
 * Lower case, without accents, without the invisible letters and the underscores that keep a word from being found, and with Latin letters
 * for what looks like them. Best effort: who wants to hide a word from a search can, and from a reader cannot.
 */
const folded = (text: string): string =>
  asLatin(text.normalize('NFKD').replace(/[\p{Diacritic}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, ''))
    .replace(/[\u2018\u2019]/g, "'")
    .replaceAll('_', ' ')
    .toLowerCase();

/**
 * Cyrillic, Greek and other letters that look like Latin ones, each above the one that it is taken for. A choice from the confusables of
 * Unicode UTS 39: best effort, for text that is searched and never believed.
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

/** Text with Latin letters in place of those that only look like them. Case is kept: what looks like `N` may have a small letter like `v`. */
export const asLatin = (text: string): string =>
  text.replace(/[^\p{Script=Latin}\p{ASCII}]|[ıɡɑɩ]/gu, (one) => LATIN.get(one) ?? one);
