import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { policyIn, readPolicyCase } from '../../lambdas/adapters/policy/case.ts';
import { compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { evaluate } from '../../lambdas/core/policy/evaluate.ts';
import { VERDICTS, verdictOf } from '../../lambdas/core/policy/explain.ts';

const POLICIES = new URL('../../policies/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, POLICIES), 'utf8');
const { policy } = compilePolicy(read('default.yaml'), 'policies/default.yaml');

const filesOf = (verdict: string): string[] =>
  readdirSync(new URL(`cases/${verdict}/`, POLICIES)).filter((name) => name.endsWith('.yaml'));

describe.each(VERDICTS)('the default policy gives the verdict %s', (verdict) => {
  const files = filesOf(verdict);

  it('in at least six cases', () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
  });

  it.each(files.map((file) => [file.replace('.yaml', '').replaceAll('-', ' '), file]))('%s', (_, file) => {
    const text = read(`cases/${verdict}/${file}`);
    const described = readPolicyCase(text, file);
    const asked = policyIn(described, policy);
    const answer = evaluate(asked, described.questionFor(asked));
    expect(text).toMatch(/^# \S.*\.\n/);
    expect(verdictOf(answer, policy.groups)).toBe(verdict);
    expect(answer.rules.map(({ rule }) => rule)).toEqual(described.rules);
    expect(answer.verdict === 'deny' ? answer.reasons : []).toEqual(
      described.says === undefined ? [] : [described.says],
    );
  });
});

describe('the cases together', () => {
  it('let every rule of the default policy speak', () => {
    const files = VERDICTS.flatMap((verdict) => filesOf(verdict).map((file) => `cases/${verdict}/${file}`));
    const spoken = new Set(files.flatMap((file) => readPolicyCase(read(file), file).rules ?? []));
    expect(policy.rules.map(({ id }) => id).filter((id) => !spoken.has(id))).toEqual([]);
  });

  it.each(['risk:', 'hours:', 'at:', 'desk:', 'requester:', 'exceptions:'])('describe recoveries by `%s`', (member) => {
    const texts = VERDICTS.flatMap((verdict) => filesOf(verdict).map((file) => read(`cases/${verdict}/${file}`)));
    expect(texts.filter((text) => text.includes(`\n${member}`)).length).toBeGreaterThan(1);
  });
});
