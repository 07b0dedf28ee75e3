import { describe, expect, it } from '@jest/globals';
import { Md5, Sha256 } from '../../../lambdas/compose/clients/checksum.ts';

const digestOf = async (checksum: Sha256, ...parts: readonly Parameters<Sha256['update']>[0][]) => {
  for (const part of parts) checksum.update(part);
  return Buffer.from(await checksum.digest()).toString('hex');
};

const ABC = Buffer.from('xabcx').subarray(1, 4);
const SHA_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('the checksums of a deployed function', () => {
  it('are SHA-256 as published (FIPS 180-4), of text, views and buffers, in one part or several', async () => {
    expect(await digestOf(new Sha256(), 'abc')).toBe(SHA_OF_ABC);
    expect(await digestOf(new Sha256(), ABC)).toBe(SHA_OF_ABC);
    expect(await digestOf(new Sha256(), 'a', new Uint8Array([98, 99]).buffer)).toBe(SHA_OF_ABC);
  });

  it('are HMACs with a secret (RFC 4231, test case 2)', async () => {
    const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(await digestOf(new Sha256('Jefe'), 'what do ya want ', 'for nothing?')).toBe(expected);
    expect(await digestOf(new Sha256(Buffer.from('Jefe')), 'what do ya want for nothing?')).toBe(expected);
  });

  it('are MD5 for the client of SQS (RFC 1321)', async () => {
    expect(await digestOf(new Md5(), 'abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
  });

  it('begin again after a reset, with the same secret', async () => {
    const checksum = new Sha256('Jefe');
    const first = await digestOf(checksum, 'what do ya want for nothing?');
    checksum.reset();
    expect(await digestOf(checksum, 'what do ya want for nothing?')).toBe(first);
  });
});
