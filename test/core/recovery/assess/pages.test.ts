import { describe, expect, it } from '@jest/globals';
import { MOST_PAGES, pageNamed, pageWordsOf, staffWordsOf } from '../../../../lambdas/core/recovery/assess/pages.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { hears, nameOf, OTHER_PAGE, PAGE, vouches } from '../../../support/deeds.ts';
import { ACTORS } from '../../../support/fixtures.ts';
import { wordsOf } from '../../../support/keys.ts';
import { asks, provingWorld, waiting } from '../../../support/proving.ts';
import { givenIn, type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

const [ONE, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const given = (...past: readonly Past[]) => givenIn(provingWorld(), ...waiting(), ...past);

/** The recovery after this. */
function standing(...past: readonly Past[]): Recovery {
  const recovery = recoveryOf(worldAfter([...waiting(), ...past], provingWorld()));
  if (recovery === undefined) throw new Error('it has ended');
  return recovery;
}

describe('rule 12: each side says two words and types two others', () => {
  it('the help desk`s follow from a key, the page`s also from its cookie, and nobody reads the other`s', () => {
    const recovery = standing();
    const words = [
      staffWordsOf(wordsOf, recovery),
      pageWordsOf(wordsOf, recovery, ONE),
      pageWordsOf(wordsOf, recovery, OTHER),
    ].map(String);
    expect(new Set(words).size).toBe(3);
    expect(staffWordsOf(wordsOf, { id: 'rec-2' })).not.toEqual(staffWordsOf(wordsOf, recovery));
    expect(pageWordsOf(wordsOf, { id: 'rec-2' }, ONE)).not.toEqual(pageWordsOf(wordsOf, recovery, ONE));
  });

  it('a page that has heard the help desk can be named, once, however its words are written', () => {
    given(hears()).when(hears()).thenHappens();
    const recovery = standing(hears(), asks('totp', { actor: OTHER_PAGE }));
    for (const [session, words] of [ONE, OTHER].map((one) => [one, pageWordsOf(wordsOf, recovery, one)] as const)) {
      const [first, second] = words;
      for (const written of [`${first} ${second}`, ` ${first.toUpperCase()},  ${second}.`, `${first}-${second}`])
        expect(pageNamed(wordsOf, recovery, written)).toBe(session);
    }
  });

  it('a page that has not, and that was asked nothing, is nobody`s to name', () => {
    expect(pageNamed(wordsOf, standing(), pageWordsOf(wordsOf, standing(), ONE).join(' '))).toBeUndefined();
    given().when(vouches(ACTORS.verifier, 'in-person')).thenRefused('page-unknown');
    given(hears(OTHER_PAGE)).when(vouches(ACTORS.verifier, 'in-person')).thenRefused('page-unknown');
    given(hears()).when(vouches(ACTORS.verifier, 'in-person')).thenHappens({ type: 'ProofRecorded' });
  });

  it('a page that only asks to stop is not named either', () => {
    const recovery = standing(asks('totp', { purpose: 'stop' }));
    expect(pageNamed(wordsOf, recovery, pageWordsOf(wordsOf, recovery, ONE).join(' '))).toBeUndefined();
  });

  it.each(['', 'apt', 'no such', 'apt deck apt'])('`%s` names nothing, and is no word of the help desk', (typed) => {
    expect(pageNamed(wordsOf, standing(hears()), typed)).toBeUndefined();
    given().when(hears(PAGE, typed)).thenRefused('words-wrong');
  });

  it('wrong words, and those of the page itself, open nothing', () => {
    const own = nameOf(worldAfter(waiting(), provingWorld()));
    given().when(hears(PAGE, own)).thenRefused('words-wrong');
  });

  it('nobody but a page types them', () => {
    given()
      .when({ ...hears(), actor: ACTORS.agent })
      .thenRefused('method-not-theirs');
  });

  it('as many pages as may be hear them, and no more', () => {
    const page = (index: number) => ({ by: 'visitor', session: String(index).padStart(64, '0') }) as const;
    const pages = Array.from({ length: MOST_PAGES }, (_, index) => hears(page(index)));
    given(...pages)
      .when(hears())
      .thenRefused('too-many-pages');
    given(...pages)
      .when(hears(page(0)))
      .thenHappens();
  });
});
