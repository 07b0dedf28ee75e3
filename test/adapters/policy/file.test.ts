import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { PolicyFile } from '../../../lambdas/adapters/policy/file.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { aPolicy } from '../../support/fixtures.ts';

const { digest, ...policy } = aPolicy();

describe('PolicyFile', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    path = join(folder, 'policy.json');
    writeFileSync(path, canonical(policy));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const failure = (): Promise<unknown> => new PolicyFile(path).current().catch((error: unknown) => error);

  it('gives the policy with the digest that it has', async () => {
    expect(await new PolicyFile(path).current()).toEqual({ ...policy, digest });
  });

  it('reads it once', async () => {
    const file = new PolicyFile(path);
    const first = await file.current();
    writeFileSync(path, 'gone');
    expect(await file.current()).toBe(first);
  });

  it('tries again after it could not be read', async () => {
    const file = new PolicyFile(join(folder, 'later.json'));
    await expect(file.current()).rejects.toThrow(AdapterError);
    writeFileSync(join(folder, 'later.json'), canonical(policy));
    expect(await file.current()).toMatchObject({ digest });
  });

  it('says that there is none, and that no retry helps', async () => {
    rmSync(path);
    expect(await failure()).toMatchObject({ name: 'FinalAdapterError', code: 'policy-missing', retryable: false });
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', canonical({ ...policy, rules: 'none' })],
    ['an unknown member', canonical({ ...policy, note: 'x' })],
    ['an unknown method', canonical(policy).replace('in-person', 'kba')],
    ['an unknown attribute of a condition', canonical(policy).replace('"when":{}', '"when":{"region":["eu"]}')],
    ['a member twice', canonical(policy).replace('"name":"test"', '"name":"other","name":"test"')],
    ['white space', `${canonical(policy)}\n`],
    ['another order of members', JSON.stringify({ ...policy, controls: policy.controls })],
  ])('refuses a file with %s', async (_, text) => {
    writeFileSync(path, text);
    expect(await failure()).toMatchObject({ name: 'FinalAdapterError', code: 'policy-invalid', retryable: false });
  });

  it('needs no YAML parser: it is in the way of every cold start', async () => {
    const entry = fileURLToPath(new URL('../../../lambdas/adapters/policy/file.ts', import.meta.url));
    const options = { bundle: true, platform: 'node', write: false, metafile: true } as const;
    const { metafile } = await build({ entryPoints: [entry], ...options });
    const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    // A module that is loaded later leaves an empty namespace of some 80 bytes behind.
    const packages = bundled.filter(
      ([name, { bytesInOutput }]) => /\/(yaml|locales)\//.test(name) && bytesInOutput > 100,
    );
    expect(packages).toEqual([]);
  });
});
