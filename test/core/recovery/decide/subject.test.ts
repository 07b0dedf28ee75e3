import { describe, expect, it } from '@jest/globals';
import { confirms, EXECUTING, GRANTED, opens, PROVED, revokes, stops } from '../../../support/deeds.ts';
import { ACTORS, aPersonActor, PEOPLE } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { type Deed, decisionOn, given, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const REVIEWED = underPolicy(policyThat({ reviewWithin: 86_400 }));
const says = (answer: 'mine' | 'not-mine', actor = ACTORS.jane): Deed => ({
  ...{ actor, command: { type: 'AnswerAsSubject', answer } },
});
const REVOKED = [REVIEWED, ...GRANTED, stops(), revokes(), confirms()];
const answered = (answer: 'mine' | 'not-mine') => ({ type: 'SubjectAnswered', by: PEOPLE.jane, answer }) as const;

describe('whoever the account belongs to says of what was executed', () => {
  it('that they asked for it, which changes nothing else', () => {
    given(...GRANTED)
      .when(says('mine'))
      .thenHappens(answered('mine'));
    expect(recoveryOf(worldAfter([...GRANTED, says('mine')]))).toMatchObject({
      ...{ status: 'granted', stopped: false, subjectSaid: { answer: 'mine' } },
    });
  });

  it('that they did not, which ends what is open and sticks to the account (rule 10)', () => {
    given(...GRANTED)
      .when(says('not-mine'))
      .thenHappens(answered('not-mine'), { type: 'StopRequested', cause: 'suspected-impersonation' });
    const world = worldAfter([...GRANTED, says('not-mine')]);
    expect(recoveryOf(world)).toMatchObject({ stopped: true, subjectSaid: { answer: 'not-mine' } });
    expect(world.state.history.filter(({ what }) => what === 'suspected')).toHaveLength(1);
  });

  it('that they did not, after it is over: a suspicion remains', () => {
    given(...REVOKED)
      .when(says('not-mine'))
      .thenHappens(answered('not-mine'), { type: 'SuspicionRaised', by: PEOPLE.jane });
  });

  it('the same only once, and that it was not them for ever', () => {
    given(...GRANTED, says('mine'))
      .when(says('mine'))
      .thenHappens();
    given(...GRANTED, says('mine'))
      .when(says('not-mine'))
      .thenHappens(answered('not-mine'), { type: 'StopRequested' });
    given(...REVOKED, says('not-mine'))
      .when(says('mine'))
      .thenRefused('already-repudiated');
  });
});

describe('refuses an answer', () => {
  it.each([
    ['the agent', ACTORS.agent],
    ['an approver', ACTORS.identityApprover],
    ['a reviewer', ACTORS.reviewer],
    ['the manager', ACTORS.manager],
  ])('of %s', (_, actor) => {
    given(...GRANTED)
      .when(says('not-mine', actor))
      .thenRefused('not-the-subject');
  });

  it.each([
    ['before there is a plan', [opens()]],
    ['before the approval', PROVED],
    ['while it is executed', EXECUTING],
  ])('%s: there they stop it', (_, past) => {
    given(...past)
      .when(says('not-mine'))
      .thenRefused('wrong-status');
    expect(decisionOn(worldAfter(past), stops())).toMatchObject({ accepted: true });
  });

  it('that is a yes from a weak sign-in, and takes the no of the same one (rule 11)', () => {
    const weak = aPersonActor(PEOPLE.jane, { assurance: 1 });
    given(...GRANTED)
      .when(says('mine', weak))
      .thenRefused('assurance-too-low');
    given(...GRANTED)
      .when(says('not-mine', weak))
      .thenHappens(answered('not-mine'), { type: 'StopRequested' });
  });

  it('of a machine', () => {
    given(...GRANTED)
      .when(says('mine', aPersonActor(PEOPLE.jane, { nature: 'machine' })))
      .thenRefused('machine-cannot-decide');
  });
});
