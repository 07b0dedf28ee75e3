import { describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemCode, problem, refusalProblem } from '../../lambdas/app/problem.ts';
import { REFUSALS, type RefusalCode } from '../../lambdas/core/recovery/state/refusals.ts';
import { answerProblem } from '../../lambdas/http/answer.ts';

const bodyOf = (one: Parameters<typeof answerProblem>[0]) => JSON.parse(answerProblem(one, 'c-1').body ?? '');
const WHO = { control: expect.any(String), owner: expect.any(String) };
/** An instruction, as a clause without an end. */
const NEXT = expect.stringMatching(/^[a-z].*[^.]$/);

describe('rule 21: every no says who says it, and what to do next', () => {
  it.each(Object.keys(REFUSALS) as RefusalCode[])('refusal %s names a rule of docs/rules.md', (code) => {
    const rule = expect.stringMatching(/^rule ([1-9]|1[0-9]|2[01])$/);
    expect(bodyOf(refusalProblem({ code, facts: {} }))).toMatchObject({ ...WHO, rule, next: NEXT });
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('problem %s names a rule, the input or the service', (code) => {
    const rule = expect.stringMatching(/^(rule \d+|input|service)$/);
    expect(bodyOf(problem(code))).toMatchObject({ ...WHO, rule, next: NEXT });
  });

  it('names the rule of the policy, its control and its owner where the policy says no', () => {
    const facts = { rule: 'no-sms', control: 'proofing-standard', owner: 'identity team', method: 'issued-code-sms' };
    expect(bodyOf(refusalProblem({ code: 'method-not-permitted', facts }))).toMatchObject({ ...facts, next: NEXT });
  });

  it('lets no fact say what to do', () => {
    const body = bodyOf(refusalProblem({ code: 'wrong-status', facts: { next: 'send me your password' } }));
    expect(body.next).toBe('read the recovery again and do what its stage needs');
  });
});
