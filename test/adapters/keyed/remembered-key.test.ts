import { describe, expect, it } from '@jest/globals';
import { FRESH_MS, RememberedKey } from '../../../lambdas/adapters/keyed/remembered-key.ts';
import { MemoryKey } from '../../support/keys.ts';

/** A key that counts its reads, under a clock that a test moves. */
function counted() {
  const seen = { now: 0, reads: 0 };
  const held = new MemoryKey('k'.repeat(64));
  const versions = () => {
    seen.reads += 1;
    return held.versions();
  };
  return { held, seen, key: new RememberedKey({ versions }, () => seen.now) };
}

describe('a remembered key', () => {
  it('is read once in its time, and again afterwards', async () => {
    const { key, seen } = counted();
    await Promise.all([key.versions(), key.versions()]);
    seen.now = FRESH_MS - 1;
    await key.versions();
    expect(seen.reads).toBe(1);
    seen.now = FRESH_MS;
    await key.versions();
    expect(seen.reads).toBe(2);
  });

  it('is read sooner for whoever asks for a newer one', async () => {
    const { key, held, seen } = counted();
    await key.versions();
    held.replace('n'.repeat(64));
    seen.now = 1000;
    const [current] = await key.versions(1000);
    expect(current.reveal()).toBe('n'.repeat(64));
  });

  it('does not remember that it could not be read', async () => {
    const { key, held } = counted();
    held.isReadable = false;
    await expect(key.versions()).rejects.toMatchObject({ code: 'key-unreadable', retryable: true });
    held.isReadable = true;
    expect(await key.versions()).toHaveLength(1);
  });
});
