import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { differencesInWords } from '../../bin/cli/text/differences.ts';
import { styleFor } from '../../bin/cli/text/print.ts';
import { compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { differencesBetween } from '../../lambdas/core/policy/differences.ts';
import { evaluate, type PolicyQuestion } from '../../lambdas/core/policy/evaluate.ts';
import { CALM, NOW } from '../support/fixtures.ts';

const POLICIES = new URL('../../policies/', import.meta.url);
const README = readFileSync(new URL('README.md', POLICIES), 'utf8');
const fileOf = (name: string) => fileURLToPath(new URL(`${name}.yaml`, POLICIES));

const before = compilePolicy(readFileSync(fileOf('default'), 'utf8'), fileOf('default'), NOW).policy;

/** The policy of this name as the README writes it, with its difference from the shipped one. */
function changed(name: string) {
  const text = [...README.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, block = '']) => block)
    .find((block) => block.startsWith(`name: ${name}\n`));
  const after = compilePolicy(text ?? '', fileOf(name), NOW).policy;
  return { before, after, ...differencesBetween(before, after, { now: NOW }) };
}

const QUESTION: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production' },
  ...{ action: 'reset-password', channel: 'portal', ...CALM },
};

describe('rule: a policy can ban codes to a telephone by one line', () => {
  const { after, differences } = changed('no-telephone');

  it('for every account', () => {
    expect(evaluate(after, QUESTION)).toMatchObject({ demands: { barred: ['issued-code-sms', 'issued-code-voice'] } });
  });

  it('which makes nothing weaker', () => {
    expect(new Set(differences.map(({ direction }) => direction))).toEqual(new Set(['stricter']));
    expect(new Set(differences.flatMap(({ changes }) => changes.map(({ dimension }) => dimension)))).toEqual(
      new Set(['proofs']),
    );
  });
});

describe('rule: a policy can ask accounts of finance for a passkey that cannot leave its device', () => {
  const { after, differences } = changed('finance');

  it('and leaves all others as they were', () => {
    const labelled = { ...QUESTION, profile: { ...QUESTION.profile, labels: ['finance'] } };
    const bound = expect.arrayContaining([{ leaf: { passkey: 'device-bound' } }]);
    expect(evaluate(after, labelled)).toMatchObject({ demands: { proofs: bound } });
    expect(evaluate(after, QUESTION)).not.toMatchObject({ demands: { proofs: bound } });
  });

  it('which the difference says is stricter where accounts have the label, and nowhere else', () => {
    expect(differences.filter(({ direction }) => direction === 'stricter').map(({ where }) => where['label'])).toEqual(
      expect.arrayContaining([['finance']]),
    );
    expect(differences.filter(({ where }) => where['label']?.join() !== 'finance')).toEqual([]);
    // The old policy knows no label, so it denied an account that has one.
    expect(
      differences.every(({ direction, example }) => direction !== 'weaker' || example.before.verdict === 'deny'),
    ).toBe(true);
  });
});

describe('rule: a policy can unlock at night without an approver', () => {
  const { after, before, differences, requests, ages } = changed('night-unlock');

  it('which is allowed', () => {
    expect(evaluate(after, { ...QUESTION, action: 'unlock', hours: 'out' })).toMatchObject({
      demands: { approvals: [] },
    });
    expect(evaluate(before, { ...QUESTION, action: 'unlock', hours: 'out' })).not.toMatchObject({
      demands: { approvals: [] },
    });
  });

  it('and the difference says first what becomes weaker', () => {
    const [first] = differences;
    expect(first).toMatchObject({
      direction: 'weaker',
      changes: expect.arrayContaining([{ dimension: 'approvals', direction: 'weaker' }]),
      where: { action: ['unlock'], hours: ['out'], kind: ['human'], tier: ['standard'] },
      example: { question: { action: 'unlock', hours: 'out' } },
    });
  });

  it('in the words of the README', () => {
    const block = README.split('Of the last one it says:\n\n```\n')[1]?.split('```')[0]?.trimEnd() ?? '';
    const said = differencesInWords({ differences, requests, ages }, styleFor({}, false));
    expect(said.startsWith(`${block}\n`)).toBe(true);
    expect(said).toMatch(
      /\n {2}approvals +weaker: 1 approver of group identity or the manager \(after half of the window also of group security\) -> none\n/,
    );
  });
});
