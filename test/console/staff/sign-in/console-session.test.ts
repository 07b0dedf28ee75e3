import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ConsoleSession } from '../../../../console/staff/sign-in/console-session.ts';
import { OidcTokenVerifier } from '../../../../lambdas/adapters/oidc/token-verifier.ts';
import { CONSOLE_PATH, SIGN_IN_PATH } from '../../../../lambdas/contract/sign-in.ts';
import { AUDIENCE } from '../../../../local/serve/issuer.ts';
import { CLIENT, SCOPES } from '../../../../local/serve/sign-in/provider.ts';
import { signInAs } from '../../../support/browser.ts';
import { type LocalIssuer, localIssuer } from '../../../support/local-issuer.ts';

let says: Readonly<Record<string, unknown>>;
let service: LocalIssuer;
beforeAll(async () => {
  service = await localIssuer((path, url) =>
    path === SIGN_IN_PATH
      ? { issuer: url, clientId: CLIENT, scopes: SCOPES, assurance: 1, origins: [url], ...says }
      : undefined,
  );
});
afterAll(() => service.close());
beforeEach(() => {
  says = {};
});

/** A tab of a browser: its storage outlives a page. */
function tab() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  let clock = 0;
  const shown: string[] = [];
  return {
    kept,
    shown,
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
    /** Loads the console; `left` is the address for which the page leaves. */
    load(at = '') {
      const { search, hash } = new URL(`${service.url}${CONSOLE_PATH}${at}`);
      let leave: (address: URL) => void;
      const left = new Promise<URL>((resolve) => {
        leave = resolve;
      });
      const session = new ConsoleSession({
        ...{ origin: service.url, search, hash, storage },
        leaveFor: (address) => leave(new URL(address)),
        rewrite: (address) => void shown.push(address),
        now: () => Date.now() + clock,
      });
      return { session, left };
    },
  };
}

/** A tab in which Alex has signed in. */
async function signedIn(change: (answer: URL) => void = () => {}) {
  const here = tab();
  const { session, left } = here.load('#/recoveries/r-1');
  void session.signIn();
  const answer = await signInAs(await left, { person: 'alex' });
  change(answer);
  return { ...here, answer, ...here.load(answer.search) };
}

describe('the sign-in of the console', () => {
  it('is nobody until somebody signs in', async () => {
    expect(await tab().load().session.token()).toBeNull();
  });

  it('gets a token that the API takes, and shows the same place again without the code', async () => {
    const { session, shown } = await signedIn();
    const token = (await session.token()) ?? '';
    expect(session.name()).toBe('Alex Moreau');
    const verifier = new OidcTokenVerifier({ issuer: service.url, audience: [AUDIENCE] });
    expect(await verifier.verify(token)).toMatchObject({ sub: 'local-alex' });
    expect(shown).toEqual([`${CONSOLE_PATH}#/recoveries/r-1`]);
  });

  it('keeps no token and no one-time value in the storage of the tab', async () => {
    const { session, kept } = await signedIn();
    await session.token();
    expect([...kept]).toEqual([['countersign.returning', 'yes']]);
  });

  it('takes an answer once: loaded again, it asks the issuer anew', async () => {
    const { answer, load, session } = await signedIn();
    await session.token();
    expect(await load(answer.search).session.token()).toBeNull();
  });

  it.each([
    ['another state', (answer: URL) => answer.searchParams.set('state', 'guessed')],
    ['another issuer', (answer: URL) => answer.searchParams.set('iss', 'https://elsewhere.example.com')],
    ['no issuer where it always names itself', (answer: URL) => answer.searchParams.delete('iss')],
    ['another code', (answer: URL) => answer.searchParams.set('code', 'of-somebody-else')],
  ])('refuses an answer with %s', async (_, change) => {
    const { session } = await signedIn(change);
    expect(await session.token()).toBeNull();
  });

  it('asks the issuer without a page after a reload, once', async () => {
    const { session, load } = await signedIn();
    await session.token();
    const again = load();
    expect((await again.left).searchParams.get('prompt')).toBe('none');
    expect(await load('?error=login_required&state=x').session.token()).toBeNull();
    expect(await load().session.token()).toBeNull();
  });

  it('renews a token before it ends, once for all who ask', async () => {
    const { session, pass } = await signedIn();
    const first = await session.token();
    pass(14.5 * 60_000);
    const renewed = await Promise.all([session.token(), session.token()]);
    expect(renewed[0]).toBe(renewed[1]);
    expect(decodeJwt(renewed[0] ?? '').jti).not.toBe(decodeJwt(first ?? '').jti);
  });

  it('ends an hour after the sign-in', async () => {
    const { session, pass } = await signedIn();
    await session.token();
    pass(3_600_000);
    expect(await session.token()).toBeNull();
  });

  it('forgets the token at once when somebody signs out, and ends the session of the issuer', async () => {
    const { session, left } = await signedIn();
    await session.token();
    await session.signOut();
    expect([await session.token(), session.name()]).toEqual([null, null]);
    const { pathname, searchParams } = await left;
    expect([pathname, searchParams.get('client_id')]).toEqual(['/oidc/end', CLIENT]);
    for (const name of ['post_logout_redirect_uri', 'logout_uri'])
      expect(searchParams.get(name)).toBe(`${service.url}${CONSOLE_PATH}`);
  });

  it('calls no origin that the deployment does not name', async () => {
    says = { origins: ['https://elsewhere.example.com'] };
    await expect(tab().load().session.signIn()).rejects.toThrow('is elsewhere');
  });
});
