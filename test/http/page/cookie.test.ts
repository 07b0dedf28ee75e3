import { describe, expect, it } from '@jest/globals';
import { cookieOf } from '../../../lambdas/http/page/cookie.ts';

const VALUE = 'v'.repeat(43);

describe('the cookie of a page', () => {
  it('is made once, of 256 bits, for this host and for no other site', () => {
    const [one, other] = [cookieOf({}, true), cookieOf({}, true)];
    expect(one.set).toMatch(
      /^__Host-countersign=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(one.set).toContain(one.value.reveal());
    expect(other.value.reveal()).not.toBe(one.value.reveal());
  });

  it('is kept where the browser has it', () => {
    const { value, set } = cookieOf({ cookies: ['a=b', `__Host-countersign=${VALUE}`] }, true);
    expect([value.reveal(), set]).toEqual([VALUE, undefined]);
  });

  it('without TLS, on one’s own machine, has another name and is never taken for the other', () => {
    expect(cookieOf({}, false).set).toMatch(
      /^countersign=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(cookieOf({ cookies: [`countersign=${VALUE}`] }, true).set).toBeDefined();
  });

  it.each(['', 'short', `${VALUE}x`, `${VALUE.slice(1)}!`])('is not taken from somebody as `%s`', (value) => {
    expect(cookieOf({ cookies: [`__Host-countersign=${value}`] }, true).set).toBeDefined();
  });
});
