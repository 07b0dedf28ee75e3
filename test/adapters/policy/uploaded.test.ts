import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePolicy, shippedPolicies } from '../../../lambdas/adapters/policy/compiler.ts';
import { policyFileChecker } from '../../../lambdas/adapters/policy/uploaded.ts';
import { NOW } from '../../support/fixtures.ts';
import { SMALL_POLICY as SMALL } from '../../support/policies.ts';

const { json: inForce, digest } = compilePolicy(SMALL, 'small.yaml', NOW);
/** A deployment that ships the small policy, so that the tests take no time. */
const checks = policyFileChecker({ shipped: { small: SMALL }, deployed: digest });
const check = (text: string, before: string | null = inForce) => checks({ text, inForce: before, now: NOW });
const faultsOf = async (text: string) => (await check(text)).faults ?? [];

describe('a policy file that somebody gives', () => {
  it('is compiled as the command line does, and compared with the one in force', async () => {
    const text = SMALL.replace('grant: 1h', 'grant: 2h');
    const { policy, difference, ...rest } = (await check(text)) as Extract<
      Awaited<ReturnType<typeof check>>,
      { readonly faults: null }
    >;
    expect(rest.faults).toBeNull();
    const own = compilePolicy(text, 'own.yaml', NOW);
    expect(policy).toEqual({ name: 'small', digest: own.digest, text: own.json });
    expect(difference).toMatchObject({ from: digest, to: own.digest });
    expect(difference.differences.map(({ direction }) => direction)).toEqual(['weaker']);
  });

  it('may be the first', async () => {
    expect(await check(SMALL, null)).toMatchObject({ faults: null, difference: { from: null, differences: [] } });
  });

  it.each(['small', 'small.yaml'])('may extend a shipped policy by its name: %s', async (name) => {
    expect(await check(`name: own\nextends: ${name}\n`)).toMatchObject({ faults: null, policy: { name: 'own' } });
  });

  it.each(['../../package', '/etc/passwd.yaml', './small.yaml', 'constructor', '__proto__', 'default'])(
    'extends nothing else, and reads no file: %s',
    async (name) => {
      const [fault, ...more] = await faultsOf(`name: own\nextends: "${name}"\n`);
      expect(more).toEqual([]);
      expect(fault).toMatchObject({ file: 'policy', line: 2 });
    },
  );

  it('has each problem with its line and its rule', async () => {
    const text = SMALL.replace('grant: 1h', 'grant: soon');
    const line = text.split('\n').findIndex((one) => one.includes('soon')) + 1;
    expect(await faultsOf(text)).toMatchObject([{ file: 'policy', line, rule: 'everything' }]);
  });

  it('has no times that are shortened for a trial, unless this deployment was made with it', async () => {
    const text = 'name: own\nextends: small\natMost: { grant: 30m }\nauthenticatorMinAge: 1s\n';
    expect((await faultsOf(text)).length).toBeGreaterThan(0);
  });

  it.each([
    ['no YAML', 'name: [', 1],
    ['nothing', '\n', 1],
    ['something else', 'hello', 1],
    ['a list without end', '['.repeat(20_000), 1],
    ['an alias of itself', 'a: &a [*a]', 1],
    ['aliases that multiply themselves', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${chain('abcdefghij')}`, 1],
    ['a key twice', 'name: a\nname: b\n', 2],
    ['compiled text', inForce, 1],
  ])('is refused where it is %s, and throws nothing', async (_, text, line) => {
    const faults = await faultsOf(text);
    expect(faults.length).toBeGreaterThan(0);
    if (line !== 1) expect(faults[0]).toMatchObject({ line });
  });
});

describe('what a deployment ships', () => {
  it('is every policy, as it is written', () => {
    const shipped = JSON.parse(shippedPolicies());
    expect(Object.keys(shipped)).toEqual(expect.arrayContaining(['default', 'low-friction']));
    expect(shipped.default).toBe(readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8'));
  });
});

/** Each line is ten times the line before. */
function chain(names: string): string {
  return [...names.slice(1)]
    .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${names[index]}`).join(',')}]`)
    .join('\n');
}
