import { describe, expect, it } from '@jest/globals';
import { assuranceIn } from '../../lambdas/http/assurance.ts';

describe('how strongly somebody is signed in', () => {
  it.each([
    [{}, 1],
    [{ acr: 'aal2' }, 2],
    [{ acr: 'urn:example:AAL3' }, 3],
    [{ acr: 'http://idmanagement.gov/ns/assurance/aal/2' }, 1],
    [{ acr: 'normaal2' }, 1],
    [{ acr: 'aal23' }, 1],
    [{ acr: 2 }, 1],
    [{ amr: 'mfa' }, 2],
    [{ amr: '[pwd mfa]' }, 1],
    [{ amr: ['pwd', 'mfa'] }, 2],
    [{ amr: ['pwd', 'no mfa'] }, 1],
    [{ amr: ['pwd'], acr: 'aal1' }, 1],
  ] as const)('by the claims %j', (claims, level) => {
    expect(assuranceIn(claims, 1)).toBe(level);
  });

  it('is at least what the deployment vouches for every token of its issuer, and never less than the token says', () => {
    expect(assuranceIn({}, 2)).toBe(2);
    expect(assuranceIn({ acr: 'aal1' }, 2)).toBe(2);
    expect(assuranceIn({ acr: 'aal3' }, 2)).toBe(3);
  });
});
