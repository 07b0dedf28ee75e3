import { describe, expect, it } from '@jest/globals';
import { Patience } from '../../../lambdas/adapters/https/patience.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

describe('patience', () => {
  const throttled = (afterSeconds?: number) => new AdapterError('throttled', { retryable: true, afterSeconds });

  it('waits half a minute when no time is named, and hands every other failure on', async () => {
    const clock = { ms: 0 };
    const patience = new Patience({ now: () => clock.ms, sleep: async () => undefined, random: () => 0 });
    const fails = (error: Error) => patience.call(() => Promise.reject(error));
    await expect(fails(new Error('other'))).rejects.toThrow('other');
    await expect(fails(throttled())).rejects.toMatchObject({ code: 'throttled' });
    clock.ms = 24_000;
    await expect(patience.call(async () => 'called')).rejects.toMatchObject({ afterSeconds: 6 });
    clock.ms = 30_000;
    expect(await patience.call(async () => 'called')).toBe('called');
  });

  it('calls at most twice', async () => {
    let calls = 0;
    const patience = new Patience({ now: () => 0, sleep: async () => undefined, random: () => 0 });
    const work = async () => {
      calls += 1;
      throw throttled(1);
    };
    await expect(patience.call(work)).rejects.toMatchObject({ code: 'throttled' });
    expect(calls).toBe(2);
  });

  it('waits a little longer than it was asked to, so that many do not come back together', async () => {
    const clock = { ms: 0 };
    const patience = new Patience({ now: () => clock.ms, sleep: async () => undefined, random: () => 0.9 });
    await expect(patience.call(() => Promise.reject(throttled(60)))).rejects.toMatchObject({ code: 'throttled' });
    clock.ms = 50_000;
    await expect(patience.call(async () => 'called')).rejects.toMatchObject({ afterSeconds: 11 });
  });
});
