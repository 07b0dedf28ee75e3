import { describe, expect, it } from '@jest/globals';
import { HmacPageCookies } from '../../../lambdas/adapters/keyed/page-cookies.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { MemoryKey } from '../../support/keys.ts';

const KEY = 'k'.repeat(48);
const MINUTE_MS = 60_000;
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Counts how often the key is read, at a time that the test sets. */
function counted() {
  const key = new MemoryKey(KEY);
  const seen = { reads: 0, now: 0 };
  const versions = () => {
    seen.reads += 1;
    return key.versions();
  };
  return { key, seen, cookies: new HmacPageCookies({ versions }, () => seen.now) };
}

describe('cookies of pages', () => {
  it('are known by whoever has the key, and by nobody else', async () => {
    const cookie = await counted().cookies.make();
    expect(await counted().cookies.isOurs(cookie)).toBe(true);
    expect(await new HmacPageCookies(new MemoryKey('x'.repeat(48))).isOurs(cookie)).toBe(false);
  });

  it('read the key once in five minutes, however many visits there are', async () => {
    const { cookies, seen } = counted();
    for (let visit = 0; visit < 50; visit += 1) expect(await cookies.isOurs(await cookies.make())).toBe(true);
    expect(seen.reads).toBe(1);
    seen.now = 5 * MINUTE_MS;
    await cookies.make();
    expect(seen.reads).toBe(2);
  });

  it('of a new key are known at once, and made-up ones make nobody read the key more than every ten seconds', async () => {
    const { cookies, seen, key } = counted();
    await cookies.make();
    key.replace('n'.repeat(48));
    const fresh = await new HmacPageCookies(key).make();
    seen.now = 10_000;
    expect(await cookies.isOurs(fresh)).toBe(true);
    const made = new Secret(`${'v'.repeat(43)}.${'v'.repeat(42)}A`);
    for (let visit = 0; visit < 50; visit += 1) expect(await cookies.isOurs(made)).toBe(false);
    expect(seen.reads).toBe(2);
  });

  it('of the key before still count while it is kept', async () => {
    const { cookies, seen, key } = counted();
    const before = await cookies.make();
    key.replace('n'.repeat(48));
    seen.now = 6 * MINUTE_MS;
    expect(await cookies.isOurs(before)).toBe(true);
    key.forgetPrevious();
    seen.now = 12 * MINUTE_MS;
    expect(await cookies.isOurs(before)).toBe(false);
  });

  it('have one spelling', async () => {
    const { cookies } = counted();
    const value = (await cookies.make()).reveal();
    const others = Array.from(SIGNS).filter((sign) => !value.endsWith(sign));
    for (const sign of others) expect(await cookies.isOurs(new Secret(value.slice(0, -1) + sign))).toBe(false);
  });

  it('are neither made nor known without the key, and work again when it is back', async () => {
    const { cookies, key } = counted();
    key.isReadable = false;
    await expect(cookies.make()).rejects.toMatchObject({ code: 'key-unreadable', retryable: true });
    key.isReadable = true;
    expect(await cookies.isOurs(await cookies.make())).toBe(true);
  });
});
