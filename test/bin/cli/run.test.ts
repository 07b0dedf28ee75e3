import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Script, TOKEN } from '../../support/fake-service.ts';

let service: FakeService | undefined;

async function serving(script: Script): Promise<string> {
  service = await fakeService(script);
  return service.url;
}

afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const LIST = 'GET /recoveries?which=open&limit=50';
const NONE = { body: { items: [] } };

describe('help', () => {
  it('shows the groups, examples and exit codes', async () => {
    const { code, out } = await cli(['--help']);
    expect(code).toBe(0);
    for (const text of ['recoveries', 'tickets', 'ledger', 'registry', 'COUNTERSIGN_URL', 'Examples:', 'Exit codes:'])
      expect(out).toContain(text);
  });

  it('shows the commands of a group that was named alone, as wrong usage', async () => {
    const { code, out, err } = await cli(['ledger']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('verify');
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });
});

describe('exit codes', () => {
  it.each([
    [400, 'cursor-malformed'],
    [401, 'token-missing'],
    [403, 'role-missing'],
    [422, 'fields-invalid'],
    [429, 'too-many-requests'],
  ])('is 1 where the service refuses with %i', async (status, refused) => {
    const url = await serving({ [LIST]: aProblem(status, refused, { needs: 'this' }) });
    const { code, out, err } = await cli(['recoveries', 'list'], { url });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`refused: title of ${refused} (${refused}, ${status})\n  needs`);
    expect(err).toMatch(/correlation +corr-1\n/);
  });

  it('tells which field is wrong', async () => {
    const errors = [
      { pointer: '/account', mistake: 'custom' },
      { pointer: '/reason', mistake: 'too-big' },
    ];
    const url = await serving({ [LIST]: aProblem(422, 'fields-invalid', { errors }) });
    expect((await cli(['recoveries', 'list'], { url })).err).toMatch(/errors +\/account custom, \/reason too-big\n/);
  });

  it.each([[401], [403]])('is 1 where something in front of the service refuses with %i', async (status) => {
    const url = await serving({ [LIST]: { status, body: { message: 'Unauthorized' } } });
    expect((await cli(['recoveries', 'list'], { url })).code).toBe(1);
  });

  it('is 2 for an unknown command, with what may have been meant', async () => {
    const { code, err } = await cli(['recoveries', 'lst']);
    expect(code).toBe(2);
    expect(err).toContain("unknown command 'lst' (Did you mean list?)");
  });

  it.each([
    [['recoveries', 'prove', 'ID'], 'recoveries prove'],
    [['--json', 'policy', 'diff', 'old.yaml'], 'policy diff'],
    [['recoveries', 'lst'], 'recoveries'],
    [['recoveries', 'stop', 'ID', '--reason'], 'recoveries stop'],
    [['nothing'], ''],
  ])('is 2 for the wrong usage %j, with the help to read', async (argv, command) => {
    const { code, err } = await cli(argv);
    expect(code).toBe(2);
    expect(err).toContain(`see \`npx countersign ${command === '' ? '' : `${command} `}--help\``);
  });

  it('is 5 for a fault of this program, which is no answer of the service', async () => {
    const url = await serving({ 'GET /recoveries/rec-1': { body: { recovery: {}, account: 'a', timeline: [] } } });
    const { code, out, err } = await cli(['recoveries', 'show', 'rec-1'], { url });
    expect([code, out]).toEqual([5, '']);
    expect(err).toContain('defect: this program has a fault (unexpected)\n');
  });

  it('is 3 for an error of the service, and for what is no service', async () => {
    const broken = await serving({ [LIST]: aProblem(500, 'internal') });
    expect((await cli(['recoveries', 'list'], { url: broken })).code).toBe(3);
    await service?.close();
    const other = await serving({ [LIST]: { body: '<html></html>' } });
    expect((await cli(['recoveries', 'list'], { url: other })).code).toBe(3);
  });

  it('is 3 where nothing answers', async () => {
    const url = await serving({});
    await service?.close();
    service = undefined;
    const { code, err } = await cli(['recoveries', 'list'], { url });
    expect(code).toBe(3);
    expect(err).toContain(`cannot reach ${url}`);
    expect(err).toMatch(/cause +ECONNREFUSED\n/);
  });

  it('follows no redirect, which would take the token elsewhere', async () => {
    const url = await serving({ [LIST]: { status: 302, body: {} } });
    expect((await cli(['recoveries', 'list'], { url })).code).toBe(3);
  });
});

describe('--json', () => {
  it('prints the problem exactly as the service sent it, on standard error', async () => {
    const text = '{"title":"no", "code" : "role-missing","status":403,"role":"agent"}';
    const url = await serving({ [LIST]: { status: 403, body: text } });
    expect(await cli(['recoveries', 'list', '--json'], { url })).toMatchObject({ code: 1, out: '', err: `${text}\n` });
  });

  it('prints every other failure in the same shape', async () => {
    const { err } = await cli(['recoveries', 'list', '--json']);
    expect(JSON.parse(err)).toMatchObject({ type: 'about:blank', code: 'unreachable', attempts: 4 });
    const usage = await cli(['--json', 'recoveries', 'show']);
    expect(JSON.parse(usage.err)).toMatchObject({ code: 'usage', title: "missing required argument 'id'" });
  });
});

describe('the token', () => {
  it('comes from the option, then the file, then the environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-token-'));
    const file = join(folder, 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const env = { COUNTERSIGN_TOKEN: 'another' };
    const url = await serving({ [LIST]: NONE });
    expect((await cli(['recoveries', 'list', '--token', TOKEN], { url, env })).code).toBe(0);
    expect((await cli(['recoveries', 'list', '--token-file', file], { url, env })).code).toBe(0);
    expect((await cli(['recoveries', 'list'], { url })).code).toBe(0);
    expect((await cli(['recoveries', 'list', '--token', TOKEN, '--token-file', file], { url })).code).toBe(2);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['is missing', { COUNTERSIGN_TOKEN: '' }, []],
    ['has a line end inside', { COUNTERSIGN_TOKEN: `a\n${TOKEN}` }, []],
    ['has a character that no header holds', {}, ['--token', `${TOKEN}\u00e9`]],
    ['is in a file that cannot be read', {}, ['--token-file', '/nowhere/at/all']],
    ['is in an option that is misspelled', {}, [`--tokn=${TOKEN}`]],
    ['is in an option that is misspelled, apart', {}, ['--tokn', TOKEN]],
    ['is in the address', {}, ['--url', `https://me:${TOKEN}@example.com`]],
    ['is the address', {}, ['--url', TOKEN]],
    ['would go over plain http to another machine', {}, ['--url', 'http://example.com']],
    ['would go to something that is not the web', {}, ['--url', 'file:///etc/passwd']],
  ])('is neither sent nor shown where it %s', async (_, env, options) => {
    // `cli` itself holds that the token is nowhere in the output.
    expect((await cli(['recoveries', 'list', ...options], { env })).code).toBe(2);
    expect((await cli(['recoveries', 'list', '--json', ...options], { env })).code).toBe(2);
  });
});

describe('colour', () => {
  const coloured = async (tty: boolean, env: Record<string, string>) => {
    const url = await serving({ [LIST]: { body: { items: [{ id: 'rec-1', openedAt: '', expiresAt: null }] } } });
    const { out, err } = await cli(['recoveries', 'list'], { url, tty, env });
    await service?.close();
    service = undefined;
    const failed = await cli(['recoveries', 'list', '--limit', 'x'], { tty, env });
    return [out, err, failed.err].some((text) => text.includes('\u001b['));
  };

  it('goes to a terminal, and nowhere else', async () => {
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(false, {})).toBe(false);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(true, { TERM: 'dumb' })).toBe(false);
  });
});
