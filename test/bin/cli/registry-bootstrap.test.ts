import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseAs } from '../../../lambdas/app/untrusted/schema.ts';
import { BOOTSTRAP_STREAM, flawOfAdministrators } from '../../../lambdas/core/registry/bootstrap.ts';
import { bootstrap as schema } from '../../../lambdas/http/api/registry.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { cli } from '../../support/cli.ts';
import { composed } from '../../support/compose.ts';

const EXAMPLE = 'docs/administrators.example.json';
const world = new ApiWorld();
composed('ledger', { submitServices: world.services });
const { handler } = await import('../../../lambdas/handlers/bootstrap.ts');

let aws: LocalAws;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-bootstrap-'));
  const broken = async () => Promise.reject(new TypeError('canary'));
  aws = await startLocalAws({ functions: { bootstrap: handler, broken } });
  Object.assign(process.env, aws.environment);
});
beforeEach(() => {
  world.rows.clear();
  world.faults = undefined;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.close();
  process.env = before;
});

const bootstraps = (file: string, ...more: readonly string[]) =>
  cli(['registry', 'bootstrap', file, '--function', 'bootstrap', ...more]);

function fileOf(content: unknown): string {
  const file = join(folder, 'administrators.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const example = (): { readonly administrators: readonly [object, object] } => JSON.parse(readFileSync(EXAMPLE, 'utf8'));

describe('registry bootstrap', () => {
  it('comes with an example that is taken as it is', () => {
    expect(flawOfAdministrators(parseAs(schema, example()).administrators)).toBeUndefined();
  });

  it('names the first two by the function that only IAM opens, and says the digest', async () => {
    const { code, out } = await bootstraps(EXAMPLE);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^The first two administrators are person:adam-admin and person:ada-admin, digest [0-9a-f]{64}\.\n/,
    );
    expect((await world.state('person:ada-admin')).person.current).toMatchObject({ name: 'Ada Okafor' });
  });

  it('says the answer of the function as JSON, and needs no token', async () => {
    const argv = ['registry', 'bootstrap', EXAMPLE, '--json'];
    const { code, out } = await cli(argv, {
      env: { COUNTERSIGN_TOKEN: '', COUNTERSIGN_BOOTSTRAP_FUNCTION: 'bootstrap' },
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      administrators: ['person:adam-admin', 'person:ada-admin'],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('completes what it began with the same two, and is refused with its code where the registry has begun', async () => {
    await bootstraps(EXAMPLE);
    expect((await bootstraps(EXAMPLE)).code).toBe(0);
    const [adam, ada] = example().administrators;
    const others = fileOf({ administrators: [ada, adam] });
    const refused = await bootstraps(others);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('registry-not-empty')]);
    const { code, err } = await bootstraps(others, '--json');
    expect([code, JSON.parse(err)]).toEqual([1, expect.objectContaining({ code: 'registry-not-empty' })]);
  });

  it('is refused for one human twice, and for what is no two records', async () => {
    const [adam] = example().administrators;
    const twice = await bootstraps(fileOf({ administrators: [adam, { ...adam, person: 'person:ada' }] }), '--json');
    expect([twice.code, JSON.parse(twice.err)]).toEqual([1, expect.objectContaining({ code: 'administrators-alike' })]);
    const one = await bootstraps(fileOf({ administrators: [adam] }));
    expect([one.code, one.err]).toEqual([1, expect.stringContaining('docs/administrators.example.json')]);
    expect((await world.state(BOOTSTRAP_STREAM)).bootstrap).toBeNull();
    expect((await world.state('person:adam-admin')).person.current).toBeNull();
  });

  it.each([
    ['a file that is not there', ['nothing.json', '--function', 'bootstrap'], 2, 'ENOENT'],
    ['a file that is no JSON', ['README.md', '--function', 'bootstrap'], 2, 'not JSON'],
    ['no function', [EXAMPLE], 2, 'BootstrapFunctionName'],
    ['a function that is not there', [EXAMPLE, '--function', 'none'], 2, 'there is no function `none`'],
    ['a function that has a fault', [EXAMPLE, '--function', 'broken'], 3, 'canary'],
  ])('fails by its exit code for %s', async (_, argv, exit, words) => {
    const { code, err } = await cli(['registry', 'bootstrap', ...argv]);
    expect([code, err]).toEqual([exit, expect.stringContaining(words)]);
  });
});
