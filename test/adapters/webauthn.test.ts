import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEAST_RSA_BITS } from '../../lambdas/adapters/webauthn/ceremonies.ts';
import { WebAuthnPasskeys } from '../../lambdas/adapters/webauthn/passkeys.ts';
import { no, yes } from '../../lambdas/core/values/result.ts';
import type { KeptPasskey, PasskeyFlaw } from '../../lambdas/ports/passkeys.ts';
import {
  ALGORITHMS,
  type Attestation,
  type Ceremony,
  SoftwareAuthenticator,
} from '../../local/signing/authenticator.ts';

const ORIGIN = 'https://recover.example.com';
const CHALLENGE = 'Y2hhbGxlbmdlLW9mLXRoaXMtcmVjb3Zlcnk';
const passkeys = new WebAuthnPasskeys(ORIGIN);
const BYTES = new Uint8Array(8);
const GOOD: Ceremony = { challenge: CHALLENGE, origin: ORIGIN };

async function registered(authenticator: SoftwareAuthenticator, over: Partial<Ceremony> = {}): Promise<KeptPasskey> {
  const made = await passkeys.register(authenticator.make({ ...GOOD, ...over }), CHALLENGE);
  if (!made.ok) throw new Error(made.no);
  return made.value;
}

describe('passkeys', () => {
  it.each(ALGORITHMS)('takes a registration and an assertion by %s', async (algorithm) => {
    const authenticator = new SoftwareAuthenticator(algorithm);
    const passkey = await registered(authenticator);
    expect(passkey.credentialId).toBe(authenticator.id.toString('base64url'));
    expect(await passkeys.verify(authenticator.use(GOOD), passkey, CHALLENGE)).toEqual(yes({ counter: 0 }));
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

  it.each(WRONG)('refuses an assertion made %s', async (_, over, flaw) => {
    const authenticator = new SoftwareAuthenticator();
    const assertion = authenticator.use({ ...GOOD, ...over });
    expect(await passkeys.verify(assertion, await registered(authenticator), CHALLENGE)).toEqual(no(flaw));
  });

  it.each(WRONG)('refuses a registration made %s', async (_, over, flaw) => {
    const made = new SoftwareAuthenticator().make({ ...GOOD, ...over });
    expect(await passkeys.register(made, CHALLENGE)).toEqual(no(flaw));
  });

  it.each(ALGORITHMS)('refuses the passkey of another person, by %s', async (algorithm) => {
    const theirs = new SoftwareAuthenticator(algorithm);
    const passkey = await registered(new SoftwareAuthenticator(algorithm));
    expect(await passkeys.verify(theirs.use(GOOD), passkey, CHALLENGE)).toEqual(no('wrong-credential'));
    const disguised = { ...theirs.use(GOOD), id: passkey.credentialId };
    expect(await passkeys.verify(disguised, passkey, CHALLENGE)).toEqual(no('wrong-signature'));
  });

  it('refuses what was changed after it was signed', async () => {
    const authenticator = new SoftwareAuthenticator();
    const assertion = authenticator.use({ ...GOOD, counter: 1 });
    const data = Buffer.from(assertion.authenticatorData, 'base64url');
    data.writeUInt32BE(9, 33);
    const changed = { ...assertion, authenticatorData: data.toString('base64url') };
    expect(await passkeys.verify(changed, await registered(authenticator), CHALLENGE)).toEqual(no('wrong-signature'));
  });

  it.each([
    [0, 0, true],
    [0, 1, true],
    [5, 6, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
  ])('with a counter kept at %i, takes %i: %s', async (kept, given, ok) => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = { ...(await registered(authenticator)), counter: kept };
    expect((await passkeys.verify(authenticator.use({ ...GOOD, counter: given }), passkey, CHALLENGE)).ok).toBe(ok);
  });

  it('takes no key that is too short, or of an algorithm that was not asked for', async () => {
    const short = new SoftwareAuthenticator('RS256', { bits: LEAST_RSA_BITS / 2 }).make(GOOD);
    expect(await passkeys.register(short, CHALLENGE)).toEqual(no('algorithm-unsupported'));
  });

  it.each([
    '',
    'AA',
    '!!!',
    'e30',
    Buffer.alloc(36).toString('base64url'),
    Buffer.alloc(300, 0xff).toString('base64url'),
  ])('has an answer for bytes that are nothing: %s', async (bytes) => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = await registered(authenticator);
    const assertion = authenticator.use(GOOD);
    const made = authenticator.make(GOOD);
    for (const member of ['clientDataJSON', 'authenticatorData', 'signature'] as const)
      expect((await passkeys.verify({ ...assertion, [member]: bytes }, passkey, CHALLENGE)).ok).toBe(false);
    for (const member of ['clientDataJSON', 'attestationObject'] as const)
      expect((await passkeys.register({ ...made, [member]: bytes }, CHALLENGE)).ok).toBe(false);
  });

  const STATEMENTS: readonly (readonly [string, Attestation['statement'], PasskeyFlaw])[] = [
    ['none', [['sig', BYTES]], 'malformed'],
    ['packed', [], 'malformed'],
    ['packed', Object.entries({ alg: -7, sig: BYTES }), 'malformed'],
    ['packed', Object.entries({ alg: -7, sig: BYTES, x5c: [BYTES] }), 'attestation-unasked'],
    ['tpm', [], 'attestation-unasked'],
    ['android-safetynet', [], 'attestation-unasked'],
    ['unheard-of', [], 'attestation-unasked'],
  ];

  it.each(STATEMENTS)('refuses the statement `%s` of %j', async (format, statement, flaw) => {
    const made = new SoftwareAuthenticator().make({ ...GOOD, attestation: { format, statement } });
    expect(await passkeys.register(made, CHALLENGE)).toEqual(no(flaw));
  });

  it('takes a statement that the passkey signed itself', async () => {
    const made = new SoftwareAuthenticator().make({ ...GOOD, attestation: 'self' });
    expect(await passkeys.register(made, CHALLENGE)).toMatchObject({ ok: true });
  });

  it.each([
    [false, 0x08],
    [true, 0],
  ])('refuses a passkey that was made with eligible for backup %s and comes with flags %i', async (eligible, flags) => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = await registered(authenticator, { flags: eligible ? 0x08 : 0 });
    expect(await passkeys.verify(authenticator.use({ ...GOOD, flags }), passkey, CHALLENGE)).toEqual(
      no('backup-changed'),
    );
  });

  it('refuses an id that is not the one that the authenticator signed, or is too long for one', async () => {
    const made = new SoftwareAuthenticator().make(GOOD);
    expect(await passkeys.register({ ...made, id: 'b3RoZXI' }, CHALLENGE)).toEqual(no('wrong-credential'));
    const long = new SoftwareAuthenticator('ES256', { idLength: 1024 }).make(GOOD);
    expect(await passkeys.register(long, CHALLENGE)).toEqual(no('malformed'));
  });
  it('has an answer for any bytes, and believes none that differ from what was signed', async () => {
    const authenticator = new SoftwareAuthenticator();
    const passkey = await registered(authenticator);
    const [made, assertion] = [authenticator.make(GOOD), authenticator.use(GOOD)];
    const changed = (text: string, place: number, by: number): string => {
      const bytes = Buffer.from(text, 'base64url');
      const at = place % bytes.length;
      return bytes.fill(bytes.readUInt8(at) ^ by, at, at + 1).toString('base64url');
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(400), fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const given = (member: 'clientDataJSON' | 'authenticatorData' | 'signature') =>
          passkeys.verify({ ...assertion, [member]: changed(assertion[member], place, by) }, passkey, CHALLENGE);
        expect((await given('clientDataJSON')).ok || (await given('authenticatorData')).ok).toBe(false);
        // The frame of a signature may be written in several ways, and what was not signed is believed under none.
        expect(typeof (await given('signature')).ok).toBe('boolean');
        const attestationObject = changed(made.attestationObject, place, by);
        expect(typeof (await passkeys.register({ ...made, attestationObject }, CHALLENGE)).ok).toBe('boolean');
      }),
    );
  });
});
