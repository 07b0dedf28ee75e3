import { describe, expect, it } from '@jest/globals';
import { alertFor } from '../../../../lambdas/core/audit/alert.ts';
import { answererOf, awaitsSubject } from '../../../../lambdas/core/recovery/state/subject.ts';
import { nextCommit } from '../../../support/commits.ts';
import { EXECUTING, GRANTED } from '../../../support/deeds.ts';
import { ACTORS, PEOPLE } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { type Deed, type Past, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const answered = (answer: 'mine' | 'not-mine') => ({ type: 'SubjectAnswered', by: PEOPLE.jane, answer }) as const;
const says: Deed = { actor: ACTORS.jane, command: { type: 'AnswerAsSubject', answer: 'mine' } };

describe('a subject', () => {
  it('is the owner, and whoever asked where there is no owner', () => {
    expect(answererOf({ subject: PEOPLE.jane, requester: PEOPLE.agent })).toBe(PEOPLE.jane);
    expect(answererOf({ subject: null, requester: PEOPLE.agent })).toBe(PEOPLE.agent);
  });

  it('who did not ask rings for any account, and one who did for none that is not protected', () => {
    const commit = (answer: 'mine' | 'not-mine') => ({
      ...nextCommit('cognito:jane').commit,
      events: [answered(answer)],
      tier: 'standard' as const,
    });
    expect(alertFor(commit('not-mine'))).toMatchObject({ severity: 'critical', what: ['SubjectAnswered: not-mine'] });
    expect(alertFor(commit('mine'))).toBeUndefined();
  });

  it('is asked from the grant until they have answered, where somebody reviews it', () => {
    const isAsked = (...past: readonly Past[]) => {
      const recovery = recoveryOf(worldAfter(past));
      return recovery !== undefined && awaitsSubject(recovery);
    };
    expect(isAsked(...EXECUTING)).toBe(false);
    expect(isAsked(...GRANTED)).toBe(true);
    expect(isAsked(...GRANTED, says)).toBe(false);
    expect(isAsked(underPolicy(policyThat({ reviewWithin: undefined })), ...GRANTED)).toBe(false);
  });
});
