import { describe, expect, it } from '@jest/globals';
import type { Challenge } from '../../../lambdas/core/proofing/challenge.ts';
import { wordsOf } from '../../../lambdas/core/proofing/words.ts';
import { pageNamed, pageNameOf } from '../../../lambdas/core/recovery/page-name.ts';
import { asks, gives, nameOf, OTHER_PAGE, PAGE, provingWorld, waiting } from '../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

const [ONE, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const worldOf = (...past: Parameters<typeof worldAfter>[0]) => worldAfter([...waiting(), ...past], provingWorld());
const challengesOf = (...past: Parameters<typeof worldAfter>[0]) => recoveryOf(worldOf(...past))?.challenges ?? [];

describe('the two words of a page', () => {
  it('are there once it has asked for something, and stay', () => {
    expect(pageNameOf({ challenges: challengesOf() }, ONE)).toBeNull();
    const asked = worldOf(asks('totp'));
    const later = worldOf(asks('totp'), ...gives('issued-code-email'), asks('passkey', { actor: OTHER_PAGE }));
    expect(nameOf(asked)).toMatch(/^[a-z]+ [a-z]+$/);
    expect(pageNameOf({ challenges: recoveryOf(later)?.challenges ?? [] }, OTHER)).not.toBeNull();
    const [first] = recoveryOf(later)?.challenges ?? [];
    expect(nameOf(later, PAGE)).toBe(wordsOf(`page:${first?.id}`).join(' '));
  });

  it('follow from what was asked, which no browser chooses, and not from its cookie', () => {
    const challenges = challengesOf(asks('totp'));
    const renamed = challenges.map((one) => ({ ...one, session: 'chosen by a thief' }));
    expect(pageNameOf({ challenges: renamed }, 'chosen by a thief')).toEqual(pageNameOf({ challenges }, ONE));
    const other = challenges.map((one) => ({ ...one, id: 'cmd-of-chance' }));
    expect(pageNameOf({ challenges: other }, ONE)).toEqual(wordsOf('page:cmd-of-chance'));
  });

  it('are not those of the recovery', () => {
    expect(nameOf(worldOf(asks('totp')))).not.toBe(wordsOf('rec-1').join(' '));
  });

  it('find the page, however they are written', () => {
    const challenges = challengesOf(asks('totp'), asks('totp', { actor: OTHER_PAGE }));
    const [first = '', second = ''] = pageNameOf({ challenges }, OTHER) ?? [];
    for (const written of [`${first} ${second}`, ` ${first.toUpperCase()},  ${second}.`, `${first}-${second}`])
      expect(pageNamed({ challenges }, written)).toBe(OTHER);
  });

  it.each(['', 'apt', 'no such', 'apt deck apt'])('find nothing for `%s`', (name) => {
    expect(pageNamed({ challenges: challengesOf(asks('totp')) }, name)).toBeUndefined();
  });

  it('find nothing where two pages go by the same', () => {
    const [one] = challengesOf(asks('totp')) as [Challenge];
    const twins = [one, { ...one, session: OTHER }];
    const name = pageNameOf({ challenges: twins }, ONE)?.join(' ') ?? '';
    expect(pageNamed({ challenges: [one] }, name)).toBe(ONE);
    expect(pageNamed({ challenges: twins }, name)).toBeUndefined();
  });

  it('name no challenge that a verifier asked', () => {
    const challenges = challengesOf(asks('call-back'));
    const words = wordsOf(`page:${challenges[0]?.id}`).join(' ');
    expect(pageNamed({ challenges }, words)).toBeUndefined();
  });
});
