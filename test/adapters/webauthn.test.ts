import { describe, expect, it } from '@jest/globals';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { WebAuthnPasskeys } from '../../lambdas/adapters/webauthn/passkeys.ts';
import type { KeptPasskey, PasskeyFlaw } from '../../lambdas/ports/passkeys.ts';
import { ALGORITHMS, type Ceremony, SoftwareAuthenticator } from '../support/authenticator.ts';

const ORIGIN = 'https://recover.example.com';
const CHALLENGE = 'Y2hhbGxlbmdlLW9mLXRoaXMtcmVjb3Zlcnk';
const passkeys = new WebAuthnPasskeys(ORIGIN);
const GOOD: Ceremony = { challenge: CHALLENGE, origin: ORIGIN };

function registered(authenticator: SoftwareAuthenticator, counter = 0): KeptPasskey {
  const made = passkeys.register(authenticator.make({ ...GOOD, counter }), CHALLENGE);
  if (!made.ok) throw new Error(made.flaw);
  return made.passkey;
}

/** What the library that most people use says of the same answer of a browser. */
async function libraryTakes(authenticator: SoftwareAuthenticator, ceremony: Ceremony, counter = 0): Promise<boolean> {
  const expected = { expectedChallenge: CHALLENGE, expectedOrigin: ORIGIN, expectedRPID: passkeys.party };
  const shape = <Response extends { readonly id: string }>({ id, ...response }: Response) => ({
    ...{ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} },
    response,
  });
  try {
    const made = await verifyRegistrationResponse({ ...expected, response: shape(authenticator.make(GOOD)) });
    const credential = made.registrationInfo?.credential;
    if (credential === undefined) return false;
    const response = shape(authenticator.use(ceremony));
    const used = await verifyAuthenticationResponse({
      ...expected,
      response,
      credential: { ...credential, counter },
    });
    return used.verified;
  } catch {
    return false;
  }
}

describe('passkeys', () => {
  it.each(ALGORITHMS)('takes a registration and an assertion by %s', (algorithm) => {
    const authenticator = new SoftwareAuthenticator(algorithm);
    const passkey = registered(authenticator);
    expect(passkey.credentialId).toBe(authenticator.id.toString('base64url'));
    expect(passkeys.verify(authenticator.use(GOOD), passkey, CHALLENGE)).toEqual({ ok: true, counter: 0 });
  });

  const WRONG: readonly (readonly [string, Partial<Ceremony>, PasskeyFlaw])[] = [
    ['for another recovery', { challenge: 'b3RoZXI' }, 'wrong-challenge'],
    ['at another origin', { origin: 'https://recover.example.org' }, 'wrong-origin'],
    ['over http', { origin: 'http://recover.example.com' }, 'wrong-origin'],
    ['in a frame of another origin', { crossOrigin: true }, 'wrong-origin'],
    ['for another relying party', { party: 'example.com' }, 'wrong-party'],
    ['without anybody present', { userPresent: false }, 'no-user-present'],
    ['without verifying the person', { userVerified: false }, 'user-not-verified'],
    ['of another type', { type: 'payment.get' }, 'wrong-type'],
  ];

  it.each(WRONG)('refuses an assertion made %s', (_, over, flaw) => {
    const authenticator = new SoftwareAuthenticator();
    const assertion = authenticator.use({ ...GOOD, ...over });
    expect(passkeys.verify(assertion, registered(authenticator), CHALLENGE)).toEqual({ ok: false, flaw });
  });

  it.each(WRONG)('refuses a registration made %s', (_, over, flaw) => {
    const made = new SoftwareAuthenticator().make({ ...GOOD, ...over });
    expect(passkeys.register(made, CHALLENGE)).toEqual({ ok: false, flaw });
  });

  it.each(ALGORITHMS)('refuses the passkey of another person, by %s', (algorithm) => {
    const theirs = new SoftwareAuthenticator(algorithm);
    const passkey = registered(new SoftwareAuthenticator(algorithm));
    expect(passkeys.verify(theirs.use(GOOD), passkey, CHALLENGE)).toEqual({ ok: false, flaw: 'wrong-credential' });
    const disguised = { ...theirs.use(GOOD), id: passkey.credentialId };
    expect(passkeys.verify(disguised, passkey, CHALLENGE)).toEqual({ ok: false, flaw: 'wrong-signature' });
  });

  it('refuses what was changed after it was signed', () => {
    const authenticator = new SoftwareAuthenticator();
    const assertion = authenticator.use({ ...GOOD, counter: 1 });
    const data = Buffer.from(assertion.authenticatorData, 'base64url');
    data.writeUInt32BE(9, 33);
    const changed = { ...assertion, authenticatorData: data.toString('base64url') };
    expect(passkeys.verify(changed, registered(authenticator), CHALLENGE)).toMatchObject({ flaw: 'wrong-signature' });
  });

  it.each([
    [0, 0, true],
    [0, 1, true],
    [5, 6, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
  ])('with a counter kept at %i, takes %i: %s', (kept, given, ok) => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = { ...registered(authenticator), counter: kept };
    expect(passkeys.verify(authenticator.use({ ...GOOD, counter: given }), passkey, CHALLENGE).ok).toBe(ok);
  });

  it('takes no key that is too short, or of an algorithm that was not asked for', () => {
    const short = new SoftwareAuthenticator('RS256', 1024).make(GOOD);
    expect(passkeys.register(short, CHALLENGE)).toEqual({ ok: false, flaw: 'algorithm-unsupported' });
  });

  it.each([
    '',
    'AA',
    '!!!',
    'e30',
    Buffer.alloc(36).toString('base64url'),
    Buffer.alloc(300, 0xff).toString('base64url'),
  ])('has an answer for bytes that are nothing: %s', (bytes) => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = registered(authenticator);
    const assertion = authenticator.use(GOOD);
    const made = authenticator.make(GOOD);
    for (const member of ['clientDataJSON', 'authenticatorData', 'signature'] as const)
      expect(passkeys.verify({ ...assertion, [member]: bytes }, passkey, CHALLENGE).ok).toBe(false);
    for (const member of ['clientDataJSON', 'attestationObject'] as const)
      expect(passkeys.register({ ...made, [member]: bytes }, CHALLENGE).ok).toBe(false);
  });

  it.each([...WRONG.map(([name, over]) => [name, over] as const), ['as it should be', {}] as const])(
    'agrees with a widely used library on an assertion made %s',
    async (_, over) => {
      const authenticator = new SoftwareAuthenticator();
      const ceremony = { ...GOOD, ...over };
      const ours = passkeys.verify(authenticator.use(ceremony), registered(authenticator), CHALLENGE).ok;
      // The library leaves frames to its caller.
      if (ceremony.crossOrigin === true) expect(ours).toBe(false);
      else expect(await libraryTakes(authenticator, ceremony)).toBe(ours);
    },
  );

  it('agrees with it on every algorithm', async () => {
    for (const algorithm of ALGORITHMS)
      expect(await libraryTakes(new SoftwareAuthenticator(algorithm), GOOD)).toBe(true);
  });
});
