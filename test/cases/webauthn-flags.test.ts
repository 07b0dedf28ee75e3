import { describe, expect, it } from '@jest/globals';
import { WebAuthnPasskeys } from '../../lambdas/adapters/webauthn/passkeys.ts';
import { no } from '../../lambdas/core/values/result.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';

const ORIGIN = 'https://recover.example.com';
const CHALLENGE = 'Y2hhbGxlbmdlLW9mLXRoaXMtcmVjb3Zlcnk';
const GOOD: Ceremony = { challenge: CHALLENGE, origin: ORIGIN };
const [ELIGIBLE, BACKED_UP, EXTENSIONS] = [0x08, 0x10, 0x80];
/** Maps of extensions in CBOR: none, and `{"a":1}`. */
const [NONE, ONE] = [Buffer.from([0xa0]), Buffer.from([0xa1, 0x61, 0x61, 0x01])];

const passkeys = new WebAuthnPasskeys(ORIGIN);
const authenticator = new SoftwareAuthenticator();
const made = (over: Partial<Ceremony>) => passkeys.register(authenticator.make({ ...GOOD, ...over }), CHALLENGE);

async function used(over: Partial<Ceremony>, flags = 0) {
  const registered = await made({ flags });
  if (!registered.ok) throw new Error(registered.no);
  return passkeys.verify(authenticator.use({ ...GOOD, ...over }), registered.value, CHALLENGE);
}

describe('authenticator data whose flags and bytes disagree is refused, at registration and at assertion', () => {
  it.each([
    ['backed up without being eligible for it', { flags: BACKED_UP }],
    ['one byte behind the end', { more: Buffer.from([0]) }],
    ['two bytes behind the end', { more: Buffer.from([0, 0]) }],
    ['three bytes behind the end', { more: Buffer.from([1, 2, 3]) }],
    ['extensions without their flag', { more: ONE }],
    ['the flag of extensions without extensions', { flags: EXTENSIONS }],
    ['extensions that are no map', { flags: EXTENSIONS, more: Buffer.from([0x01]) }],
    ['extensions that are cut', { flags: EXTENSIONS, more: ONE.subarray(0, 3) }],
    ['a byte behind extensions', { flags: EXTENSIONS, more: Buffer.concat([ONE, Buffer.from([0])]) }],
  ])('%s', async (_, over) => {
    expect(await made(over)).toEqual(no('malformed'));
    expect(await used(over)).toEqual(no('malformed'));
  });

  it('an assertion that brings the flag of a new passkey and none', async () => {
    expect(await used({ flags: 0x40 })).toEqual(no('malformed'));
  });

  it.each([
    ['no extension', { flags: EXTENSIONS, more: NONE }],
    ['an extension', { flags: EXTENSIONS, more: ONE }],
    ['eligible', { flags: ELIGIBLE }],
    ['eligible and backed up', { flags: ELIGIBLE | BACKED_UP }],
  ])('but not %s', async (_, over) => {
    expect([(await made(over)).ok, (await used(over, 'more' in over ? 0 : over.flags)).ok]).toEqual([true, true]);
  });
});

describe('a passkey', () => {
  it.each([
    [0, { eligible: false, state: false }],
    [ELIGIBLE, { eligible: true, state: false }],
    [ELIGIBLE | BACKED_UP, { eligible: true, state: true }],
  ])('with flags %i is kept as it can be copied', async (flags, backup) => {
    expect(await made({ flags })).toMatchObject({ ok: true, value: { backup } });
  });
});
