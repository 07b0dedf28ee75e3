import { describe, expect, it } from '@jest/globals';
import { cookieOf } from '../../../lambdas/http/page/cookie.ts';
import { pageCookies } from '../../support/keys.ts';

const SECURE = { cookies: pageCookies, secure: true };
const PLAIN = { cookies: pageCookies, secure: false };
const VALUE = (await pageCookies.make()).reveal();
const [CHANCE = '', CODE = ''] = VALUE.split('.');

describe('the cookie of a page', () => {
  it('is made once, of 256 bits, for this host and for no other site', async () => {
    const [one, other] = [await cookieOf({}, SECURE), await cookieOf({}, SECURE)];
    expect(one.set).toMatch(
      /^__Host-countersign=[\w-]{43}\.[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(one.set).toContain(one.value.reveal());
    expect(other.value.reveal()).not.toBe(one.value.reveal());
  });

  it('is kept where the browser has it', async () => {
    const { value, set } = await cookieOf({ cookies: ['a=b', `__Host-countersign=${VALUE}`] }, SECURE);
    expect([value.reveal(), set]).toEqual([VALUE, undefined]);
  });

  it('without TLS, on one’s own machine, has another name and is never taken for the other', async () => {
    expect((await cookieOf({}, PLAIN)).set).toMatch(
      /^countersign=[\w-]{43}\.[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect((await cookieOf({ cookies: [`countersign=${VALUE}`] }, SECURE)).set).toBeDefined();
  });

  it.each([
    '',
    'short',
    CHANCE,
    `${VALUE}x`,
    `${VALUE}.${CODE}`,
    `${'v'.repeat(43)}.${CODE}`,
    `${CHANCE}.${'v'.repeat(43)}`,
    `${CHANCE}.`,
    `${CHANCE}.${CODE}`.toUpperCase(),
    'x'.repeat(100_000),
  ])('is not taken from somebody as `%s`', async (value) => {
    const { set, value: made } = await cookieOf({ cookies: [`__Host-countersign=${value}`] }, SECURE);
    expect(set).toBeDefined();
    expect(made.reveal()).not.toBe(value);
  });
});
