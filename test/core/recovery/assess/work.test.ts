import { describe, expect, it } from '@jest/globals';
import { workDone, workersIn } from '../../../../lambdas/core/recovery/assess/work.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { confirms, NILS, NORA, reports, WAITING } from '../../../support/by-hand.ts';
import { present } from '../../../support/execution-world.ts';
import { aPerson, at, subjectOf } from '../../../support/fixtures.ts';
import { type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

const recoveryAfter = (...past: readonly Past[]): Recovery => present(recoveryOf(worldAfter(past)) ?? null);

const record = (person: string, over: object = {}) =>
  aPerson({ person, subjects: [subjectOf(person)], parts: ['operator'], ...over });

const PEOPLE = [record(NORA.person), record(NILS.person)];
const signedBy = (person: string, over: object = {}) => ({ person, seq: 1, flaw: null, ...over });
const STATEMENTS = [signedBy(NORA.person), signedBy(NILS.person)];
const DONE: readonly Past[] = [...WAITING, reports(), confirms()];

describe('work that two people signed for', () => {
  it('is evidence of who, when and where', () => {
    expect(workDone(recoveryAfter(...DONE), 'perform', { people: PEOPLE, statements: STATEMENTS })).toEqual({
      ...{ stage: 'perform', operator: NORA.person, confirmer: NILS.person, reference: 'change/CHG-1' },
      ...{ reportedAt: at(0), confirmedAt: at(0) },
    });
  });

  it('is waited for before it is confirmed', () => {
    for (const past of [WAITING, [...WAITING, reports()]])
      expect(workDone(recoveryAfter(...past), 'perform', { people: PEOPLE, statements: STATEMENTS })).toBe('waiting');
    expect(workDone(recoveryAfter(...DONE), 'revoke', { people: PEOPLE, statements: STATEMENTS })).toBe('waiting');
  });

  it.each([
    ['the operator signed nothing', { statements: [signedBy(NILS.person)] }],
    ['the confirmer signed nothing', { statements: [signedBy(NORA.person)] }],
    ['nobody looked at any statement', { statements: [] }],
    ['one does not hold', { statements: [signedBy(NORA.person), signedBy(NILS.person, { flaw: 'wrong-signature' })] }],
    ['one lies elsewhere', { statements: [signedBy(NORA.person), signedBy(NILS.person, { seq: 7 })] }],
    ['the operator has lost the part', { people: [record(NORA.person, { parts: [] }), record(NILS.person)] }],
    ['the confirmer is not registered', { people: [record(NORA.person)] }],
    ['the confirmer cannot sign in any more', { people: [record(NORA.person), record(NILS.person, { subjects: [] })] }],
    ['one is a machine', { people: [record(NORA.person), record(NILS.person, { nature: 'machine' })] }],
  ])('does not hold where %s', (_, over) => {
    expect(workDone(recoveryAfter(...DONE), 'perform', { people: PEOPLE, statements: STATEMENTS, ...over })).toBe(
      'unsigned',
    );
  });

  it('does not hold where one person is both, or had no statement kept', () => {
    const done = recoveryAfter(...DONE);
    const [work] = present(done.work ?? null);
    const own = { ...present(work ?? null), operator: NILS.person };
    const facts = { people: PEOPLE, statements: STATEMENTS };
    expect(workDone({ ...done, work: [own] }, 'perform', facts)).toBe('unsigned');
    const { signedIn: _kept, ...unkept } = present(work ?? null);
    expect(workDone({ ...done, work: [unkept] }, 'perform', facts)).toBe('unsigned');
  });

  it('names whose records are read, each once', () => {
    expect(workersIn(recoveryAfter(...DONE))).toEqual([NORA.person, NILS.person]);
    expect(workersIn(recoveryAfter(...WAITING))).toEqual([]);
  });
});
