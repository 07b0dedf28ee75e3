import { describe, expect, it } from '@jest/globals';
import { HmacStopTokens, STOP_KEY } from '../../../lambdas/adapters/keyed/stop-tokens.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const KEY = 'k'.repeat(48);
const OLD = 'o'.repeat(48);

const withKeys = (...keys: string[]) =>
  new HmacStopTokens({ of: async (name) => (name === STOP_KEY ? keys.map((key) => new Secret(key)) : []) });

describe('tokens to stop', () => {
  it('stop the recovery that they were made for, and no other', async () => {
    const tokens = withKeys(KEY);
    const token = await tokens.of('rec-1');
    expect(token.reveal()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await tokens.isOf(token, 'rec-1')).toBe(true);
    expect(await tokens.isOf(token, 'rec-2')).toBe(false);
    expect(await tokens.of('rec-1')).toEqual(token);
  });

  it.each(['', 'A', 'A'.repeat(43), 'A'.repeat(5_000), 'ä'])('are not guessed: `%s`', async (guess) => {
    expect(await withKeys(KEY).isOf(new Secret(guess), 'rec-1')).toBe(false);
  });

  it('of the key before still work while it counts, and are not made any more', async () => {
    const before = await withKeys(OLD).of('rec-1');
    expect(await withKeys(KEY, OLD).isOf(before, 'rec-1')).toBe(true);
    expect(await withKeys(KEY).isOf(before, 'rec-1')).toBe(false);
    expect((await withKeys(KEY, OLD).of('rec-1')).reveal()).not.toBe(before.reveal());
  });

  it.each([[], ['short']])('are neither made nor believed without a key that is long enough', async (...keys) => {
    const tokens = withKeys(...keys);
    await expect(tokens.of('rec-1')).rejects.toMatchObject({ code: 'stop-key-missing', retryable: false });
    expect(await tokens.isOf(new Secret(''), 'rec-1')).toBe(false);
  });

  it('are not seen when they are printed', async () => {
    const token = await withKeys(KEY).of('rec-1');
    expect(`${token} ${JSON.stringify({ token })}`).not.toContain(token.reveal());
  });
});
