import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { KmsKeyring, type PinnedKeys } from '../../lambdas/adapters/kms/keyring.ts';
import { publicHalf } from '../../lambdas/adapters/kms/public-half.ts';
import { KmsSigner } from '../../lambdas/adapters/kms/signer.ts';
import { halvesBy } from '../../lambdas/core/audit/adopted-keys.ts';
import { FAMILIES } from '../../lambdas/core/audit/families.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { KEYS_STREAM } from '../../lambdas/core/registry/signing-key.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { nextCommit, stored, streamOf } from '../support/commits.ts';
import { at, NOW, PEOPLE } from '../support/fixtures.ts';
import { aKeyPair, KEY_PAIRS, PUBLISHED } from '../support/signing.ts';

const kms = new KMSClient({ region: 'eu-central-1' });
const mock = mockClient(kms);
const PINNED = Object.fromEntries(FAMILIES.map((family) => [family, [`key/${family}`]])) as unknown as PinnedKeys;
const commit = nextCommit('cognito:jane');

beforeEach(() => {
  mock.reset();
  for (const { half, der } of Object.values(KEY_PAIRS))
    mock.on(GetPublicKeyCommand, { KeyId: half.key }).resolves({ PublicKey: new Uint8Array(der) });
});

describe('the keyring', () => {
  it('fetches each public half once, when a commit names it, and verifies on this machine', async () => {
    const keyring = new KmsKeyring(kms, PINNED, async () => []);
    await Promise.all([keyring.keysFor(['key/people']), keyring.keysFor(['key/people', 'key/people'])]);
    const keys = await keyring.keysFor(['key/people']);
    expect(keys('key/people')?.verifies(commit.commit.prev + commit.bytes, commit.signature)).toBe(true);
    expect(keys('key/people')).toMatchObject({ family: 'people', from: null });
    expect(mock.calls()).toHaveLength(1);
  });

  it('remembers a signature that held only for its own bytes', async () => {
    const half = (await new KmsKeyring(kms, PINNED, async () => []).keysFor(['key/people']))('key/people');
    const [message, { signature }] = [commit.commit.prev + commit.bytes, commit];
    expect([half?.verifies(message, signature), half?.verifies(message, signature)]).toEqual([true, true]);
    expect(half?.verifies(`${message} `, signature)).toBe(false);
    expect(half?.verifies(message, signature.replace(/^../, 'AA'))).toBe(false);
  });

  it('knows no key that the deployment has not pinned, and asks nobody about it', async () => {
    const keys = await new KmsKeyring(kms, PINNED, async () => []).keysFor(['key/of-mallory', '', 'constructor']);
    expect(keys('key/of-mallory')).toBeUndefined();
    expect(mock.calls()).toHaveLength(0);
  });

  it('throws where a pinned half cannot be fetched, and asks again the next time', async () => {
    const keyring = new KmsKeyring(kms, PINNED, async () => []);
    mock
      .on(GetPublicKeyCommand, { KeyId: 'key/people' })
      .rejectsOnce(Object.assign(new Error('no'), { name: 'KMSInternalException' }));
    await expect(keyring.keysFor(['key/people'])).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    mock.on(GetPublicKeyCommand, { KeyId: 'key/people' }).resolves({ PublicKey: new Uint8Array(KEY_PAIRS.people.der) });
    expect((await keyring.keysFor(['key/people']))('key/people')).toBeDefined();
  });

  it('hands out all halves, for whoever verifies elsewhere', async () => {
    const halves = await new KmsKeyring(kms, PINNED, async () => []).halves();
    expect(halves).toMatchObject(PUBLISHED);
  });
});

describe('a family with a second key', () => {
  const second = aKeyPair('people', 'key/people2');
  const pinned: PinnedKeys = { ...PINNED, people: ['key/people', 'key/people2'] };
  const { family, key, spki } = second.half;
  const signingKey = { family, key, spki, from: at(100), compromised: false };
  const digest = digestOf(signingKey);
  const adoption = streamOf(KEYS_STREAM, [
    [{ type: 'SigningKeyProposed', signingKey, by: PEOPLE.admin, digest }],
    [{ type: 'SigningKeyAdopted', by: PEOPLE.secondAdmin, digest }],
  ]).map(stored);
  let rows: readonly StoredCommit[] = [];
  let reads = 0;
  let now = 0;
  const keyring = () =>
    new KmsKeyring(
      kms,
      pinned,
      async (held) => {
        reads += 1;
        return halvesBy(rows, held);
      },
      () => now,
    );

  beforeEach(() => {
    mock.on(GetPublicKeyCommand, { KeyId: 'key/people2' }).resolves({ PublicKey: new Uint8Array(second.der) });
    rows = adoption;
    reads = 0;
    now = 0;
  });

  it('signs with the key that counts at the moment of the commit', async () => {
    const ring = keyring();
    expect(await ring.current('people', at(99))).toEqual({ family: 'people', key: 'key/people' });
    expect(await ring.current('people', at(100))).toEqual({ family: 'people', key: 'key/people2' });
    expect(reads).toBe(1);
  });

  it('signs with the first while nobody has adopted the second, which is not published and verifies nothing', async () => {
    rows = [];
    const ring = keyring();
    expect(await ring.current('people', at(100))).toEqual({ family: 'people', key: 'key/people' });
    expect((await ring.halves()).map((half) => half.key)).not.toContain('key/people2');
    expect((await ring.keysFor(['key/people2']))('key/people2')).toBeUndefined();
    expect((await ring.pinned()).map((half) => half.key)).toContain('key/people2');
  });

  it('hears of an adoption at once when a commit names the new key, and otherwise within 15 seconds', async () => {
    rows = [];
    const ring = keyring();
    expect(await ring.current('people', at(100))).toMatchObject({ key: 'key/people' });
    rows = adoption;
    expect(await ring.current('people', at(100))).toMatchObject({ key: 'key/people' });
    expect((await ring.keysFor(['key/people2']))('key/people2')).toMatchObject({ from: at(100), until: null });
    expect((await ring.keysFor(['key/people']))('key/people')).toMatchObject({ from: null, until: at(100) });
    rows = [];
    now = 15_000;
    expect(await ring.current('people', at(100))).toMatchObject({ key: 'key/people' });
  });

  it('asks the ledger nothing for families with one key', async () => {
    const ring = keyring();
    expect((await ring.keysFor(['key/workflow']))('key/workflow')).toMatchObject({ from: null, until: null });
    expect(await ring.current('workflow', at(100))).toEqual({ family: 'workflow', key: 'key/workflow' });
    expect(reads).toBe(0);
  });
});

describe('a public half', () => {
  it.each([
    ['nothing', ''],
    ['no key', Buffer.from('no key').toString('base64')],
  ])('is not made of %s', (_, spki) => {
    expect(() => publicHalf({ family: 'people', key: 'k', from: null, spki })).toThrow(
      expect.objectContaining({ code: 'key-unreadable', retryable: false }),
    );
  });
});

describe('the signer', () => {
  const signer = new KmsSigner(kms, new KmsKeyring(kms, PINNED, async () => []), () => 'people');

  it('signs the hash as a digest, with the key that the commit names', async () => {
    mock.on(SignCommand).resolves({ Signature: Uint8Array.from([1, 2, 3]) });
    expect(await signer.sign(commit)).toBe('AQID');
    expect(mock.commandCalls(SignCommand)[0]?.args[0].input).toEqual({
      ...{ KeyId: 'key/people', MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' },
      Message: Buffer.from(commit.hash, 'hex'),
    });
    expect(mock.calls()).toHaveLength(1);
  });

  it('writes as its family, and signs nothing that nobody would believe', async () => {
    expect(await signer.writerOf('StopRecovery', 'person', NOW)).toEqual({ family: 'people', key: 'key/people' });
    const refused = { code: 'family-not-allowed', retryable: false };
    await expect(signer.writerOf('IssueGrant', 'workflow', NOW)).rejects.toMatchObject(refused);
    await expect(signer.writerOf('StopRecovery', 'visitor', NOW)).rejects.toMatchObject(refused);
  });

  it('says when nothing was signed', async () => {
    mock.on(SignCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(signer.sign(commit)).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });
});
