import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { policyReader } from '../../../lambdas/adapters/policy/reader.ts';
import { differenceOf, summaryOf } from '../../../lambdas/core/policy/adopting.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { canonical, digestOf, sha256 } from '../../../lambdas/core/values/hash.ts';
import { adoptionOf } from '../../support/adopt.ts';
import { aPolicy, NOW } from '../../support/fixtures.ts';

const { policy: SOUND } = compilePolicy(
  `name: sound
groups: [identity, security]
controls: [{ id: proving, title: Proving, owner: head of identity, maps: [] }]
rules:
  - id: base
    control: proving
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h }
`,
  'sound.yaml',
);
const sound = (over: Partial<Policy> = {}) => ({ ...SOUND, ...over });
const versioned = (policy: Policy) => ({ ...policy, digest: digestOf(policy) });
const adopting = (policy: Policy) => adoptionOf(versioned(policy));
const granting = (grant: number) =>
  sound({ rules: SOUND.rules.map((rule) => ({ ...rule, require: { ...rule.require, grant } })) });

const reader = policyReader({ current: async () => aPolicy() });
const read = (adoption: ReturnType<typeof adopting>, inForce: Policy | null = null) =>
  reader({ adoption, inForce: inForce === null ? null : canonical(inForce), now: NOW });
const ofText = (text: string) => ({ name: 'sound', digest: sha256(text), text });

describe('a proposed policy is read', () => {
  it('as the first one, which is compared with nothing', async () => {
    const reading = await read(adopting(SOUND));
    expect(reading).toMatchObject({ problems: null, difference: { from: null, weaker: 0, stricter: 0, different: 0 } });
  });

  it('with its difference to the one in force, which anybody computes alike from both texts', async () => {
    const [before, after] = [versioned(SOUND), versioned(granting(7200))];
    const reading = await read(adopting(granting(7200)), SOUND);
    expect(reading).toEqual({ problems: null, difference: summaryOf(differenceOf({ before, after, now: NOW })) });
    expect(reading).toMatchObject({ difference: { from: before.digest, weaker: 1, stricter: 0 } });
  });

  it.each<[string, ReturnType<typeof adopting>, RegExp]>([
    ['is no JSON', ofText('hello'), /not JSON/],
    ['is nested so deeply that reading it could exhaust the stack', ofText('['.repeat(9_000)), /not JSON/],
    ['is nested deeply', ofText('['.repeat(9_000) + ']'.repeat(9_000)), /nested too deeply/],
    ['is no policy', ofText('{"name":"sound"}'), /not a compiled policy/],
    ['has members of no policy', ofText(canonical({ ...SOUND, nothing: 1 })), /not a compiled policy/],
    ['has white space', ofText(JSON.stringify(SOUND, null, 1)), /not in its canonical spelling/],
    ['has a member twice', ofText(canonical(SOUND).replace('{', '{"name":"sound",')), /not in its canonical spelling/],
    ['has another name', { ...adopting(SOUND), name: 'default' }, /its name is `sound`, not `default`/],
    ['grants access for longer than 7 days', adopting(granting(7 * 86_400 + 1)), /grant.*at most 7d/],
    ['lets one group approve alone (rule 5)', adopting(sound({ groups: ['identity'] })), /groups/],
    [
      'has waits as for a trial, and is not deployed',
      adopting(sound({ authenticatorMinAge: 1 })),
      /at least 1h \(rule 8\)/,
    ],
  ])('and has a problem if it %s', async (_, adoption, problem) => {
    expect(await read(adoption)).toEqual({ problems: [expect.stringMatching(problem)] });
  });

  it('with waits as for a trial, if this deployment was made with it', async () => {
    const trial = versioned(sound({ authenticatorMinAge: 1 }));
    const deployed = policyReader({ current: async () => trial });
    expect(await deployed({ adoption: adoptionOf(trial), inForce: null, now: NOW })).toMatchObject({ problems: null });
  });

  it('and not compared where that would take longer than an answer may', async () => {
    const labels = Array.from({ length: 12 }, (_, index) => `label-${'abcdefghijkl'.charAt(index)}`);
    const labelled = { ...SOUND.rules[0], id: 'labelled', when: { label: labels } } as Policy['rules'][number];
    const reading = await read(adopting(sound({ labels, rules: [...SOUND.rules, labelled] })));
    expect(reading).toEqual({ problems: [expect.stringMatching(/tells \d{6} requests apart; at most 600000/)] });
  });

  it('with its first ten problems, each in one short line', async () => {
    const long = 'x'.repeat(400);
    const rules = Array.from({ length: 20 }, (_, index) => ({
      id: `rule-${index}`,
      control: 'none',
      when: {},
      deny: long,
    }));
    const wrong = rules.map((rule) => ({ ...rule, deny: 'no', when: { desk: [long.slice(0, 64)] } }));
    const more = (await read(adopting(sound({ rules: wrong })))).problems ?? [];
    expect(more).toHaveLength(11);
    expect(more.at(-1)).toMatch(/^\d+ more$/);
    expect(Math.max(...more.map(({ length }) => length))).toBeLessThanOrEqual(301);
  });

  it('once, however often it is decided and confirmed, until its exceptions may have ended', async () => {
    const reads = policyReader({ current: async () => aPolicy() });
    const later = '2031-01-01T00:00:00.000Z';
    const adoption = adopting(SOUND);
    const first = await reads({ adoption, inForce: null, now: NOW });
    expect(await reads({ adoption: { ...adoption }, inForce: null, now: later })).toBe(first);
    expect(await reads({ adoption, inForce: canonical(granting(60)), now: NOW })).not.toEqual(first);
    const exception = {
      ...{
        id: 'e',
        control: 'proving',
        owner: 'head of identity',
        reason: 'a trial',
        until: '2030-01-01T00:00:00.000Z',
      },
      ...{ scope: { account: ['cognito:jane'] }, waives: ['base'] },
    };
    const excepted = adopting(sound({ exceptions: [exception] }));
    const before = await reads({ adoption: excepted, inForce: null, now: NOW });
    expect(await reads({ adoption: excepted, inForce: null, now: NOW })).toBe(before);
    expect(await reads({ adoption: excepted, inForce: null, now: later })).not.toBe(before);
  });
});
