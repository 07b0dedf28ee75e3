import { describe, expect, it } from '@jest/globals';
import type { PolicyException } from '../../../lambdas/core/policy/policy.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { assesses, countersigns, executes, opens, proves } from '../../support/deeds.ts';
import { aPolicy, at } from '../../support/fixtures.ts';
import { given, later, recoveryOf, underPolicy, worldAfter } from '../../support/specification.ts';

const [everything] = aPolicy().rules;
const STRICT = { id: 'strict', control: 'c-1', when: {}, require: { proofs: { leaf: { classes: 2 } } } } as const;
const EXCEPTION: PolicyException = {
  ...{ id: 'one-phone', control: 'c-1', owner: 'head of plant', reason: 'the plant has one phone', until: at(3600) },
  ...{ scope: { account: ['cognito:jane'] }, waives: ['strict'] },
};

const under = (exceptions: readonly PolicyException[]) =>
  underPolicy(aPolicy({ rules: everything === undefined ? [] : [everything, STRICT], exceptions }));
const ASSESSED = [opens(), assesses()];
const APPROVED = [...ASSESSED, proves(), countersigns()];

describe('rule 20: an exception', () => {
  it('is shown in the plan that approvers countersign, with who answers for it, and owes a review', () => {
    const plan = recoveryOf(worldAfter([under([EXCEPTION]), ...ASSESSED]))?.plan;
    const { scope: _scope, waives, id, ...shown } = EXCEPTION;
    expect(plan).toMatchObject({ exceptions: [{ ...shown, exception: id, waived: waives }] });
    expect(plan?.reviewWithin).not.toBeNull();
    expect(digestOf({ plan })).not.toBe(digestOf({ plan: { ...plan, exceptions: [] } }));
  });

  it('is executed before its end, and voids what it has made at its end', () => {
    given(under([EXCEPTION]), ...APPROVED, later(3599))
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
    given(under([EXCEPTION]), ...APPROVED, later(3600))
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' });
  });

  it('has no effect on other accounts, nor after its end', () => {
    for (const exception of [
      { ...EXCEPTION, scope: { account: ['cognito:joe'] } },
      { ...EXCEPTION, until: at(0) },
    ]) {
      const plan = recoveryOf(worldAfter([under([exception]), ...ASSESSED]))?.plan;
      expect(plan).toMatchObject({ exceptions: [] });
      expect(plan?.proofs).toContainEqual(STRICT.require.proofs);
    }
  });
});
