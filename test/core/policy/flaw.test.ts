import { describe, expect, it } from '@jest/globals';
import type { PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { problemFinder } from '../../../lambdas/core/policy/flaw.ts';
import type { Demands, Policy, Rule } from '../../../lambdas/core/policy/policy.ts';
import { ANOTHER, questionsTo } from '../../../lambdas/core/policy/questions.ts';
import { aPolicy, at, CALM, NOW } from '../../support/fixtures.ts';

type Over = Partial<Omit<PolicyQuestion, 'profile'>> & { readonly profile?: Partial<PolicyQuestion['profile']> };

const question = ({ profile, ...over }: Over = {}): PolicyQuestion => ({
  profile: { kind: 'human', tier: 'standard', environment: 'production', ...profile },
  ...{ action: 'reset-password', channel: 'voice', ...CALM, now: NOW },
  ...over,
});

const PLAIN: Rule = aPolicy().rules[0] as Rule;
const demanding = (demands: object): Partial<Policy> => ({
  rules: [{ ...PLAIN, require: { ...PLAIN.require, ...demands } }],
});
const CODE = { leaf: { method: 'issued-code-email' } };
const TWO_GROUPS = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };
const DENIED: Rule = { id: 'no', control: 'c-1', when: {}, deny: 'not today' };
/** An exception that takes away the one rule that there is, and puts these demands in its place. */
const excepting = (replaces?: Demands): Partial<Policy> => ({
  exceptions: [
    {
      ...{ id: 'ex-1', control: 'c-1', owner: 'head of plant', reason: 'one phone', until: at(60), scope: {} },
      ...{ waives: ['everything'], ...(replaces === undefined ? {} : { replaces }) },
    },
  ],
});

describe('problemFinder', () => {
  it.each<[string, Partial<Policy>, Over]>([
    ['proofs of a strong class and one approver', {}, {}],
    ['a weak proof where nothing is handed over', demanding({ proofs: CODE }), { action: 'unlock' }],
    ['two groups for a sensitive account', demanding({ approvals: TWO_GROUPS }), { profile: { tier: 'critical' } }],
    ['a denial, whatever else is asked', { rules: [PLAIN, DENIED] }, {}],
    ['rules that match nothing', { rules: [{ ...PLAIN, when: { kind: ['api-key'] } }] }, {}],
    ['more than the proof undecided, which denies', demanding({ proofs: undefined, grant: undefined }), {}],
  ])('finds none in %s', (_, policy, over) => {
    expect(problemFinder()(aPolicy(policy), question(over))).toBeUndefined();
  });

  it.each<[string, Partial<Policy>, Over, string, RegExp]>([
    ['everything decided but the proof', demanding({ proofs: undefined }), {}, 'proofs', /decided but the proof/],
    [
      'proofs that nobody of this kind can give',
      demanding({ proofs: { leaf: { method: 'totp' } } }),
      { profile: { kind: 'api-key' } },
      'proofs',
      /nobody can give the proofs/,
    ],
    [
      'proofs that are stale when the cooling-off is over',
      demanding({ coolingOff: 400 * 86_400 }),
      {},
      'proofs',
      /stale when the cooling-off is over/,
    ],
    [
      'one class of proofs for a password (rule 9)',
      demanding({ proofs: CODE }),
      {},
      'proofs',
      /class `issued-code` alone would be enough, and rule 9 asks for two classes, a passkey or repeated proofing/,
    ],
    [
      'one class of proofs for a lost factor (rule 9)',
      demanding({ proofs: CODE }),
      { action: 'reset-mfa' },
      'proofs',
      /rule 9 asks for two classes or repeated proofing/,
    ],
    [
      'approvals that nobody can give (rule 1)',
      demanding({ approvals: { leaf: { relation: 'custodian' } } }),
      {},
      'approvals',
      /nobody can give the approvals/,
    ],
    [
      'one group alone for a sensitive account (rule 5)',
      {},
      { profile: { tier: 'critical' } },
      'approvals',
      /people of group `identity` alone could approve, and rule 5 asks for two groups/,
    ],
  ])('finds %s', (_, policy, over, dimension, reason) => {
    expect(problemFinder()(aPolicy(policy), question(over))).toEqual({
      path: [dimension],
      reason: expect.stringMatching(reason),
    });
  });

  it('finds that an exception leaves nothing that decides, while it is in force and where something was decided before', () => {
    const flaw = { path: [], reason: expect.stringMatching(/nothing is left that decides, e\.g\./) };
    expect(problemFinder()(aPolicy(excepting()), question())).toEqual(flaw);
    expect(problemFinder()(aPolicy(excepting()), question({ now: at(60) }))).toBeUndefined();
    const undecided = { ...excepting(), ...demanding({ proofs: undefined }) };
    expect(problemFinder()(aPolicy(undecided), question())).toBeUndefined();
    expect(problemFinder()(aPolicy({ ...excepting(), rules: [PLAIN, DENIED] }), question())).toBeUndefined();
  });

  it('places a flaw of what an exception demands at the exception as a whole', () => {
    const replaces = { ...PLAIN.require, proofs: CODE } as Demands;
    expect(problemFinder()(aPolicy(excepting(replaces)), question())).toEqual({
      path: [],
      reason: expect.stringMatching(/class `issued-code` alone/),
    });
  });

  it('says of which question it is true, and leaves out what is any other word', () => {
    const missing = aPolicy(demanding({ proofs: undefined }));
    expect(problemFinder()(missing, question({ risk: 40 }))?.reason).toMatch(
      /, e\.g\. `reset-password` of a standard human in environment `production` over `voice` at risk 40$/,
    );
    const other = question({ channel: ANOTHER, profile: { environment: ANOTHER } });
    expect(problemFinder()(missing, other)?.reason).toMatch(/, e\.g\. `reset-password` of a standard human$/);
  });

  it('says of every request what a finder says that was asked about nothing else', () => {
    const rules: Rule[] = [
      {
        ...PLAIN,
        when: { action: ['reset-password', 'unlock'] },
        require: { ...PLAIN.require, proofs: CODE } as Demands,
      },
      { ...PLAIN, id: 'strong', when: { action: ['reset-mfa', 'reissue-token'] } },
    ];
    const asked = aPolicy({ rules });
    const find = problemFinder();
    const found = [...questionsTo(asked)].map((one) => [find(asked, one), problemFinder()(asked, one)]);
    expect(found.map(([shared]) => shared)).toEqual(found.map(([, alone]) => alone));
    expect(new Set(found.map(([shared]) => shared?.reason.split(',')[0])).size).toBeGreaterThan(3);
  });
});
