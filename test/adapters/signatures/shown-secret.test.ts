import { describe, expect, it } from '@jest/globals';
import { shownSecret } from '../../../lambdas/adapters/signatures/shown-secret.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const [OLD, NEW] = ['canary-old-secret-of-a-hook', 'canary-new-secret-of-a-hook'];
const shows = (authorization: string | undefined, ...keys: readonly string[]) =>
  shownSecret(
    { headers: { authorization } },
    keys.map((key) => new Secret(key)),
  );

describe('a secret that a sender shows', () => {
  it.each([
    ['the secret', NEW, [NEW], undefined],
    ['the one before', OLD, [NEW, OLD], undefined],
    ['one with a comma in it', `Basic a,${NEW}`, [`Basic a,${NEW}`], undefined],
    ['nothing', undefined, [NEW], 'signature-missing'],
    ['white space', '  ', [NEW], 'signature-missing'],
    ['its beginning', NEW.slice(0, -1), [NEW], 'signature-invalid'],
    ['more than it', `${NEW}x`, [NEW], 'signature-invalid'],
    ['one that is too short to be one', 'short', ['short'], 'keys-unusable'],
    ['one where there is none', NEW, [], 'keys-unusable'],
  ])('%s', (_, given, keys, failure) => {
    expect(shows(given, ...keys)).toBe(failure);
  });

  it('counts once: two headers are refused', () => {
    const headers = { authorization: NEW, Authorization: NEW };
    expect(shownSecret({ headers }, [new Secret(NEW)])).toBe('duplicate-header');
  });
});
