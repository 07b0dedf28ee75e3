import { describe, expect, it } from '@jest/globals';
import { RememberedEdgeSecrets } from '../../../lambdas/adapters/keyed/edge-secrets.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { MemoryKey } from '../../support/keys.ts';

const [SENT, BEFORE, OTHER] = ['s'.repeat(64), 'b'.repeat(64), 'o'.repeat(64)];
const MINUTE_MS = 60_000;
const isOurs = (secrets: RememberedEdgeSecrets, text: string) => secrets.isOurs(new Secret(text));

describe('the secrets of the edge', () => {
  it('are the one that it sends and the one before, whole and nothing else', async () => {
    const secrets = new RememberedEdgeSecrets([new MemoryKey(SENT), new MemoryKey(BEFORE)]);
    for (const ours of [SENT, BEFORE]) expect(await isOurs(secrets, ours)).toBe(true);
    for (const other of [OTHER, '', SENT.slice(1), `${SENT}s`, `${SENT},${SENT}`, SENT.toUpperCase(), ` ${SENT}`])
      expect(await isOurs(secrets, other)).toBe(false);
  });

  it('are read once in five minutes, whatever the flood of wrong ones', async () => {
    const seen = { reads: 0, now: 0 };
    const key = new MemoryKey(SENT);
    const versions = () => {
      seen.reads += 1;
      return key.versions();
    };
    const secrets = new RememberedEdgeSecrets([{ versions }], () => seen.now);
    for (let index = 0; index < 100; index += 1) await isOurs(secrets, OTHER);
    expect(seen.reads).toBe(1);
    seen.now = 5 * MINUTE_MS;
    expect(await isOurs(secrets, SENT)).toBe(true);
    expect(seen.reads).toBe(2);
  });

  it('let in what comes with the one that can be read while another cannot', async () => {
    const key = new MemoryKey(SENT);
    key.isReadable = false;
    const secrets = new RememberedEdgeSecrets([key, new MemoryKey(BEFORE)]);
    expect(await isOurs(secrets, BEFORE)).toBe(true);
    for (const unknown of [SENT, OTHER]) await expect(isOurs(secrets, unknown)).rejects.toThrow(AdapterError);
  });

  it('that cannot be read let nobody in, and can be read again', async () => {
    const key = new MemoryKey(SENT);
    key.isReadable = false;
    const secrets = new RememberedEdgeSecrets([key]);
    await expect(isOurs(secrets, SENT)).rejects.toThrow(AdapterError);
    key.isReadable = true;
    expect(await isOurs(secrets, SENT)).toBe(true);
  });
});
