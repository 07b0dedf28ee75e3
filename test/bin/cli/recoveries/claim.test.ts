import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Circumstances, cli } from '../../../support/cli.ts';
import { aStory } from '../../../support/cli-story.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../../support/fake-service.ts';
import { at } from '../../../support/fixtures.ts';

const SHOW = 'GET /recoveries/rec-1';
const CLAIM = 'POST /recoveries/rec-1/claims';
const CREDENTIAL = 'canary-\u00e9-credential\twith a tab';
const CLAIMED = { recovery: 'rec-1', credential: CREDENTIAL };

let service: FakeService;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-claim-'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await service.close();
  expect(service.complaints).toEqual([]);
});

async function claiming(
  argv: readonly string[],
  circumstances: Circumstances & { readonly reply?: Scripted; readonly hidden?: true } = {},
) {
  const { answer, recovery } = await aStory();
  const grant = { id: 'g', startedAt: at(0), expiresAt: at(3600), reference: 'r', claimable: true, claim: null };
  service = await fakeService({
    ...(circumstances.hidden ? {} : { [SHOW]: { body: { ...answer, recovery: { ...recovery, grant } } } }),
    [CLAIM]: circumstances.reply ?? { body: CLAIMED },
  });
  return cli(['recoveries', 'claim', 'rec-1', ...argv], { ...circumstances, url: service.url });
}

describe('recoveries claim', () => {
  it('claims nothing before it was said where the credential goes', async () => {
    const { code, err } = await claiming([], { tty: true });
    expect([code, service.seen]).toEqual([2, []]);
    expect(err).toContain('--output FILE');
  });

  it('writes exactly the credential to a new file that only its owner can read', async () => {
    const file = join(folder, 'credential');
    const { code, out, err } = await claiming(['--output', file]);
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(CREDENTIAL);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(out).toBe(`The credential is in ${file}.\n`);
    expect(out + err).not.toContain('canary');
    expect(service.seen).toEqual([{ line: CLAIM, body: {}, key: 'key-1' }]);
  });

  it('says in JSON where it is, without saying it', async () => {
    const file = join(folder, 'credential');
    const { out } = await claiming(['--output', file, '--json']);
    expect(JSON.parse(out)).toEqual({ recovery: 'rec-1', output: file });
  });

  it('claims nothing where the file exists already or cannot be made', async () => {
    const file = join(folder, 'credential');
    writeFileSync(file, 'precious');
    const exists = await claiming(['--output', file]);
    expect([exists.code, service.seen, readFileSync(file, 'utf8')]).toEqual([2, [], 'precious']);
    await service.close();
    const impossible = await claiming(['--output', join(folder, 'no', 'credential')]);
    expect([impossible.code, service.seen]).toEqual([2, []]);
  });

  it('leaves no file behind where the service refuses', async () => {
    const file = join(folder, 'credential');
    const { code, err } = await claiming(['--output', file], { reply: aProblem(409, 'already-claimed') });
    expect(code).toBe(1);
    expect(existsSync(file)).toBe(false);
    expect(err).toContain('if that was not you, stop it at once');
  });

  it('tells how to get the same credential again where the answer was lost', async () => {
    const file = join(folder, 'credential');
    const { code, err } = await claiming(['--output', file], { reply: 'cut' });
    expect([code, existsSync(file)]).toEqual([3, false]);
    expect(err).toContain('--idempotency-key key-1');
    expect(new Set(service.seen.map(({ key }) => key))).toEqual(new Set(['key-1']));
    await service.close();
    await claiming(['--output', file, '--idempotency-key', 'key-of-before']);
    expect(service.seen).toEqual([{ line: CLAIM, body: {}, key: 'key-of-before' }]);
  });

  it('prints the credential as it is when asked to, and warns where a terminal remembers it', async () => {
    const piped = await claiming(['--print']);
    expect([piped.code, piped.out]).toEqual([0, `${CREDENTIAL}\n`]);
    expect(piped.err).toBe('temporary password of `jane`, works until 2026-11-20 11:00:00 UTC (in 1 hour):\n');
    await service.close();
    const seen = await claiming(['--print'], { tty: true });
    expect(seen.out).toBe(`${CREDENTIAL}\n`);
    expect(seen.err).toContain('warning: this terminal will remember the credential');
    await service.close();
    const json = await claiming(['--print', '--json']);
    expect(JSON.parse(json.out)).toEqual(CLAIMED);
    expect([json.err, service.seen.map(({ line }) => line)]).toEqual(['', [CLAIM]]);
  });

  it('prints the credential also where it cannot be said what it is', async () => {
    const { code, out, err } = await claiming(['--print'], { hidden: true });
    expect([code, out, err]).toEqual([0, `${CREDENTIAL}\n`, 'credential of recovery rec-1:\n']);
  });

  it('says nothing of a credential that was refused', async () => {
    const { code, out, err } = await claiming(['--print'], { reply: aProblem(409, 'already-claimed') });
    expect([code, out]).toEqual([1, '']);
    expect(err).not.toContain('temporary password');
  });

  it('does not do both', async () => {
    const { code } = await claiming(['--print', '--output', join(folder, 'credential')]);
    expect([code, service.seen]).toEqual([2, []]);
  });
});
