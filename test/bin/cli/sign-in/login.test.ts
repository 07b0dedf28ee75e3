import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LOOPBACK_PORTS, SIGN_IN_PATH } from '../../../../lambdas/contract/sign-in.ts';
import { CLIENT, SCOPES } from '../../../../local/serve/sign-in/provider.ts';
import { signInAs } from '../../../support/browser.ts';
import { goBack, type Person, person, picking } from '../../../support/cli-sign-in.ts';
import { type LocalIssuer, localIssuer } from '../../../support/local-issuer.ts';

/** What the service says; a test may change it. */
let says: Readonly<Record<string, unknown>>;
let service: LocalIssuer;
let someone: Person;

beforeAll(async () => {
  service = await localIssuer((path, url) =>
    path === SIGN_IN_PATH ? { issuer: url, clientId: CLIENT, scopes: SCOPES, assurance: 1, ...says } : undefined,
  );
});
afterAll(() => service.close());
beforeEach(() => {
  says = {};
  someone = person();
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(someone.home, { recursive: true });
});

const login = (browses = picking({ person: 'alex' }), ...more: readonly string[]) =>
  someone.run(['login', '--url', service.url, ...more], browses);
const stateFile = (name = 'default') => join(someone.home, '.local/state/countersign', `${name}.json`);
const kept = () => JSON.parse(readFileSync(stateFile(), 'utf8')) as Record<string, string>;
const codeIn = async (ran: Promise<{ readonly code: number; readonly err: string }>) => {
  const { code, err } = await ran;
  return [code, JSON.parse(err.slice(err.indexOf('{'))).code as string];
};

describe('countersign login', () => {
  it('signs a person in by their browser, into a file that only they may read', async () => {
    const { code, out } = await login();
    expect([code, out]).toEqual([0, expect.stringContaining('Alex Moreau')]);
    expect(statSync(stateFile()).mode & 0o777).toBe(0o600);
    expect(out).not.toContain(kept()['accessToken']);
  });

  it('needs the address only once, and knows who is signed in', async () => {
    await login();
    const { out } = await someone.run(['whoami', '--json']);
    expect(JSON.parse(out)).toMatchObject({ subject: 'local-alex', url: `${service.url}/`, factors: 2 });
    expect((await someone.run(['login'], picking({ person: 'ada' }))).out).toContain('Ada Lindqvist');
  });

  it('keeps one sign-in for each profile', async () => {
    await login();
    await login(picking({ person: 'rita' }), '--profile', 'staging');
    const asked = await someone.run(['whoami'], undefined, { COUNTERSIGN_PROFILE: 'staging' });
    expect([asked.out, (await someone.run(['whoami'])).out]).toEqual([
      expect.stringContaining('Rita Almeida'),
      expect.stringContaining('Alex Moreau'),
    ]);
  });

  it('keeps nothing of a sign-in with one factor', async () => {
    expect(await codeIn(login(picking({ person: 'alex', factors: 'one' }), '--json'))).toEqual([1, 'one-factor']);
    expect(existsSync(stateFile())).toBe(false);
  });

  it('takes one factor by the word of the deployment that its issuer always asks for two', async () => {
    says = { assurance: 2 };
    expect((await login(picking({ person: 'alex', factors: 'one' }))).code).toBe(0);
  });

  it('refuses an issuer that says it is another one', async () => {
    const server = await discovering(() => ({ issuer: service.url }));
    says = { issuer: server.url };
    expect(await codeIn(login(undefined, '--json'))).toEqual([1, 'issuer-mismatch']);
    await server.close();
  });

  it('refuses an issuer that is not the one of the first sign-in, unless the person accepts it', async () => {
    await login();
    says = { issuer: service.url.replace('127.0.0.1', 'localhost') };
    expect(await codeIn(login(undefined, '--json'))).toEqual([1, 'issuer-changed']);
    expect(kept()['issuer']).toBe(service.url);
  });

  it('opens no address that is not the web: an issuer cannot start another program', async () => {
    const server = await discovering((url) => ({
      issuer: url,
      authorization_endpoint: 'vscode://run/me',
      token_endpoint: `${url}/token`,
    }));
    says = { issuer: server.url };
    const opened: URL[] = [];
    const ran = login(async (address) => void opened.push(address), '--json');
    expect(await codeIn(ran)).toEqual([1, 'issuer-not-private']);
    expect(opened).toEqual([]);
    await server.close();
  });

  it('never speaks to an issuer over plain http on another machine', async () => {
    says = { issuer: 'http://issuer.example.com' };
    expect(await codeIn(login(undefined, '--json'))).toEqual([1, 'issuer-not-private']);
  });

  it('gives a thief of the code nothing, and refuses a code that the issuer does not know', async () => {
    const thief = async (address: URL) => {
      const back = await signInAs(address, { person: 'alex' });
      const used = { client_id: CLIENT, grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' };
      const fields = {
        ...used,
        redirect_uri: address.searchParams.get('redirect_uri') ?? '',
        code_verifier: 'a'.repeat(43),
      };
      const stolen = await fetch(`${service.url}/oidc/token`, { method: 'POST', body: new URLSearchParams(fields) });
      expect(stolen.status).toBe(400);
      back.searchParams.set('code', 'another-code');
      await goBack(back);
    };
    expect(await codeIn(login(thief, '--json'))).toEqual([1, 'code-refused']);
    expect(existsSync(stateFile())).toBe(false);
  });

  it('refuses an answer that names another issuer', async () => {
    const mixed = async (address: URL) => {
      const back = await signInAs(address, { person: 'alex' });
      back.searchParams.set('iss', 'https://elsewhere.example.com');
      await goBack(back);
    };
    expect(await codeIn(login(mixed, '--json'))).toEqual([1, 'answer-not-ours']);
  });

  it('says when the issuer refused', async () => {
    const refused = async (address: URL) => {
      const back = new URL(address.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', address.searchParams.get('state') ?? '');
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('iss', service.url);
      await goBack(back);
    };
    expect(await codeIn(login(refused, '--json'))).toEqual([1, 'sign-in-refused']);
  });

  it('goes on waiting when a page elsewhere sends an answer of its own', async () => {
    const disturbed = async (address: URL) => {
      const forged = new URL(address.searchParams.get('redirect_uri') ?? '');
      forged.searchParams.set('state', 'guessed');
      forged.searchParams.set('code', 'of-the-attacker');
      expect(await goBack(forged)).toBe(404);
      await goBack(await signInAs(address, { person: 'alex' }));
    };
    expect((await login(disturbed)).code).toBe(0);
  });

  it('says what to do when the browser was closed', async () => {
    expect(await codeIn(login(async () => {}, '--wait', '1', '--json'))).toEqual([1, 'browser-closed']);
  });

  it('takes the next port when one is taken, and says so when all three are', async () => {
    const [first, ...others] = LOOPBACK_PORTS;
    const taken = [await taking(first)];
    expect((await login()).code).toBe(0);
    for (const port of others) taken.push(await taking(port));
    expect(await codeIn(login(undefined, '--json'))).toEqual([1, 'ports-taken']);
    for (const server of taken) server.close();
  });

  it('says that the clock is off', async () => {
    const { fetch } = globalThis;
    const now = Date.now();
    // The issuer runs in this process, so the clock goes wrong only after it has answered.
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (...given) => {
      const answer = await fetch(...given);
      if (String(given[0]).endsWith('/oidc/token')) jest.spyOn(Date, 'now').mockReturnValue(now + 3 * 3600 * 1000);
      return answer;
    });
    expect(await codeIn(login(undefined, '--json'))).toEqual([1, 'clock-off']);
  });

  it('refuses a file that others may read', async () => {
    await login();
    chmodSync(stateFile(), 0o644);
    expect(await codeIn(someone.run(['whoami', '--json']))).toEqual([1, 'file-not-private']);
  });
});

describe('a signed-in command line', () => {
  const list = (...more: readonly string[]) => someone.run(['recoveries', 'list', '--json', ...more]);

  it('sends its token only to the service that its person signed in for', async () => {
    await login();
    const seen: (string | undefined)[] = [];
    const other = createServer(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { readonly port: number };
    expect(await codeIn(list('--url', `http://127.0.0.1:${port}`))).toEqual([2, 'not-signed-in']);
    expect(seen).toEqual([]);
    other.close();
  });

  it('renews its token before it runs out, once for all who need it', async () => {
    await login();
    const before = kept();
    writeFileSync(stateFile(), JSON.stringify({ ...before, until: new Date(Date.now() + 30_000).toISOString() }));
    await Promise.all([list(), list(), list()]);
    const after = kept();
    expect(after['accessToken']).not.toBe(before['accessToken']);
    expect(after['refreshToken']).not.toBe(before['refreshToken']);
    expect((await someone.run(['logout'])).out).toContain('at the issuer');
  });

  it('says that the sign-in is over when the issuer does not renew it', async () => {
    await login();
    const past = new Date(0).toISOString();
    writeFileSync(stateFile(), JSON.stringify({ ...kept(), refreshToken: 'gone', until: past }));
    expect(await codeIn(list())).toEqual([1, 'sign-in-over']);
  });
});

describe('countersign logout', () => {
  it('ends the sign-in here and at the issuer', async () => {
    await login();
    const { refreshToken = '', until = '' } = kept();
    const { out } = await someone.run(['logout']);
    expect(out).toContain('here and at the issuer');
    expect(out).toContain(`is good until ${until}`);
    expect(existsSync(stateFile())).toBe(false);
    const fields = { client_id: CLIENT, grant_type: 'refresh_token', refresh_token: refreshToken };
    const again = await fetch(`${service.url}/oidc/token`, { method: 'POST', body: new URLSearchParams(fields) });
    expect(again.status).toBe(400);
    expect(await codeIn(someone.run(['logout', '--json']))).toEqual([2, 'not-signed-in']);
  });

  it('forgets the sign-in here when the issuer cannot be told, and says that it did not confirm', async () => {
    await login();
    const profiles = join(someone.home, '.config/countersign/profiles.json');
    const gone = readFileSync(profiles, 'utf8').replace(/"issuer": "[^"]+"/, '"issuer": "http://127.0.0.1:1"');
    writeFileSync(profiles, gone);
    const { code, out } = await someone.run(['logout']);
    expect([code, out]).toEqual([0, expect.stringContaining('The issuer did not confirm the end')]);
    expect(existsSync(stateFile())).toBe(false);
  });
});

async function taking(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** A server that answers only a discovery document. */
async function discovering(document: (url: string) => object) {
  let url = '';
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(document(url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  url = `http://127.0.0.1:${port}`;
  return { url, close: async () => void server.close() };
}
