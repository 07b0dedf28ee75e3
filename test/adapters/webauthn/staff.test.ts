import { describe, expect, it } from '@jest/globals';
import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { isSite } from '../../../lambdas/core/registry/person.ts';
import { ALGORITHMS, SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { passkeyOf, SITE } from '../../support/statement-world.ts';

const challenge = 'c'.repeat(43);

describe('what staff signed', () => {
  it.each(ALGORITHMS)('is verified with %s for the site of the passkey’s record', async (algorithm) => {
    const key = new SoftwareAuthenticator(algorithm);
    const assertion = key.use({ challenge, origin: SITE });
    expect(await staffSignatures.verify(assertion, passkeyOf(key), challenge)).toEqual({
      ok: true,
      value: { counter: 0 },
    });
    const elsewhere = passkeyOf(key, 'https://other.example.com');
    expect(await staffSignatures.verify(assertion, elsewhere, challenge)).toEqual({ ok: false, no: 'wrong-origin' });
  });

  it('is verified whatever the passkey has counted since', async () => {
    const key = new SoftwareAuthenticator();
    const verified = await staffSignatures.verify(
      key.use({ challenge, origin: SITE, counter: 7 }),
      passkeyOf(key),
      challenge,
    );
    expect(verified).toEqual({ ok: true, value: { counter: 7 } });
  });

  it.each(['', 'x', 'http://console.example.com', 'https://', 'https://a b', 'https://a.example/path', 'javascript:1'])(
    'is nothing for the site %j',
    async (site) => {
      const key = new SoftwareAuthenticator();
      expect(isSite(site)).toBe(false);
      const assertion = key.use({ challenge, origin: SITE });
      expect(await staffSignatures.verify(assertion, passkeyOf(key, site), challenge)).toEqual({
        ...{ ok: false, no: 'wrong-origin' },
      });
    },
  );

  it('is nothing under a key that is none', async () => {
    const key = new SoftwareAuthenticator();
    const passkey = { ...passkeyOf(key), publicKey: 'AAAA' };
    const verified = await staffSignatures.verify(key.use({ challenge, origin: SITE }), passkey, challenge);
    expect(verified).toEqual({ ok: false, no: 'wrong-signature' });
  });
});
