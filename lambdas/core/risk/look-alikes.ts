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
