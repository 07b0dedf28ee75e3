import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { LocalKms } from '../../../local/aws/kms.ts';
import { kmsContract, MOTO_KMS } from '../../contracts/aws/kms.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

kmsContract('local', localEndpoint());

const other = otherEndpoint(MOTO_KMS);
if (other !== undefined) kmsContract('another endpoint', other.open, other.deviations);

describe('KMS: the keys of the data directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kms-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const open = () => new LocalKms({ directory, now: Date.now, keys: ['alias/gates'] });
  const Plaintext = Buffer.from('text').toString('base64');

  it('are the same after a restart, and nobody else can read them', async () => {
    const ciphertext = await open().operations.Encrypt({ KeyId: 'alias/gates', Plaintext });
    const { CiphertextBlob } = ciphertext as { CiphertextBlob: string };
    expect(await open().operations.Decrypt({ CiphertextBlob, KeyId: 'alias/gates' })).toMatchObject({ Plaintext });
    expect(statSync(join(directory, 'kms.json')).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(join(directory, 'kms.json'), 'utf8')).state).toHaveLength(1);
  });
});
