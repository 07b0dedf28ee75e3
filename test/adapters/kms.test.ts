import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { KmsKeyring, type PinnedKeys } from '../../lambdas/adapters/kms/keyring.ts';
import { publicHalf } from '../../lambdas/adapters/kms/public-half.ts';
import { KmsSigner } from '../../lambdas/adapters/kms/signer.ts';
import { FAMILIES } from '../../lambdas/core/audit/families.ts';
import { nextCommit } from '../support/commits.ts';
import { KEY_PAIRS, PUBLISHED } from '../support/signing.ts';

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
    const keyring = new KmsKeyring(kms, PINNED);
    await Promise.all([keyring.keysFor(['key/people']), keyring.keysFor(['key/people', 'key/people'])]);
    const keys = await keyring.keysFor(['key/people']);
    expect(keys('key/people')?.verifies(commit.commit.prev + commit.bytes, commit.signature)).toBe(true);
    expect(keys('key/people')).toMatchObject({ family: 'people', from: null });
    expect(mock.calls()).toHaveLength(1);
  });

  it('knows no key that the deployment has not pinned, and asks nobody about it', async () => {
    const keys = await new KmsKeyring(kms, PINNED).keysFor(['key/of-mallory', '', 'constructor']);
    expect(keys('key/of-mallory')).toBeUndefined();
    expect(mock.calls()).toHaveLength(0);
  });

  it('throws where a pinned half cannot be fetched, and asks again the next time', async () => {
    const keyring = new KmsKeyring(kms, PINNED);
    mock
      .on(GetPublicKeyCommand, { KeyId: 'key/people' })
      .rejectsOnce(Object.assign(new Error('no'), { name: 'KMSInternalException' }));
    await expect(keyring.keysFor(['key/people'])).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    mock.on(GetPublicKeyCommand, { KeyId: 'key/people' }).resolves({ PublicKey: new Uint8Array(KEY_PAIRS.people.der) });
    expect((await keyring.keysFor(['key/people']))('key/people')).toBeDefined();
  });

  it('hands out all halves, for whoever verifies elsewhere', async () => {
    const halves = await new KmsKeyring(kms, PINNED).halves();
    expect(halves).toMatchObject(PUBLISHED);
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
  const signer = new KmsSigner(kms, PINNED, () => 'people');

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
    expect(await signer.writerOf('StopRecovery', 'person')).toEqual({ family: 'people', key: 'key/people' });
    const refused = { code: 'family-not-allowed', retryable: false };
    await expect(signer.writerOf('IssueGrant', 'workflow')).rejects.toMatchObject(refused);
    await expect(signer.writerOf('StopRecovery', 'visitor')).rejects.toMatchObject(refused);
  });

  it('says when nothing was signed', async () => {
    mock.on(SignCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(signer.sign(commit)).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });
});
