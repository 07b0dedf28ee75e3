import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { compilePolicy } from '../../lambdas/adapters/policy-compiler.ts';
import { approvedByOne } from '../../lambdas/core/policy/coverage.ts';
import { evaluate, type PolicyAnswer, type PolicyQuestion } from '../../lambdas/core/policy/evaluate.ts';
import { CALM } from '../support/fixtures.ts';

const POLICIES = new URL('../../policies/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, POLICIES), 'utf8');
const { policy } = compilePolicy(read('default.yaml'), 'policies/default.yaml');

/** One case: what is asked, the rules that speak, and what a denial says. */
interface Case {
  readonly account: PolicyQuestion['profile'];
  readonly action: PolicyQuestion['action'];
  readonly channel: string;
  readonly rules: readonly string[];
  readonly says?: string;
}

const VERDICTS = ['allow', 'escalate', 'deny'] as const;

/** `allow`: people of one group may approve it, at once. `escalate`: it takes two groups, or time. */
function verdictOf(answer: PolicyAnswer): (typeof VERDICTS)[number] {
  if (answer.verdict === 'deny') return 'deny';
  const { approvals, coolingOff } = answer.demands;
  return coolingOff > 0 || approvedByOne(approvals, policy.groups) === undefined ? 'escalate' : 'allow';
}

describe.each(VERDICTS)('the default policy gives the verdict %s', (verdict) => {
  const files = readdirSync(new URL(`cases/${verdict}/`, POLICIES)).filter((name) => name.endsWith('.yaml'));

  it('in at least five cases', () => {
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  it.each(files.map((file) => [file.replace('.yaml', '').replaceAll('-', ' '), file]))('%s', (_, file) => {
    const text = read(`cases/${verdict}/${file}`);
    const { account, action, channel, rules, says, ...others } = parse(text) as Case;
    const answer = evaluate(policy, { profile: account, action, channel, ...CALM });
    expect(text).toMatch(/^# \S.*\.\n/);
    expect(others).toEqual({});
    expect(verdictOf(answer)).toBe(verdict);
    expect(answer.rules.map(({ rule }) => rule)).toEqual(rules);
    expect(answer.verdict === 'deny' ? answer.reasons : []).toEqual(says === undefined ? [] : [says]);
  });
});

describe('the cases together', () => {
  it('let every rule of the default policy speak', () => {
    const files = VERDICTS.flatMap((verdict) =>
      readdirSync(new URL(`cases/${verdict}/`, POLICIES)).map((file) => `cases/${verdict}/${file}`),
    );
    const spoken = new Set(files.flatMap((file) => (parse(read(file)) as Case).rules));
    expect(policy.rules.map(({ id }) => id).filter((id) => !spoken.has(id))).toEqual([]);
  });
});
