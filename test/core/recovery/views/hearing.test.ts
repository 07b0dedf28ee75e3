import { describe, expect, it } from '@jest/globals';
import { openTasks } from '../../../../lambdas/core/recovery/views/asked.ts';
import { awaitedOf } from '../../../../lambdas/core/recovery/views/awaited.ts';
import { hears, isFree } from '../../../../lambdas/core/recovery/views/hearing.ts';
import { confirms, GRANTED_BY_HAND, NILS, NINA, NORA, reports, WAITING } from '../../../support/by-hand.ts';
import { revokes } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { aPerson, aProfile, subjectOf } from '../../../support/fixtures.ts';
import { later, type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

const people = [NORA, NILS, NINA].map(({ person }) =>
  aPerson({ person, subjects: [subjectOf(person)], parts: ['operator'] }),
);
const other = aPerson({ person: 'person:paul', subjects: [subjectOf('paul')], parts: ['reviewer'] });
const ENDING: readonly Past[] = [...GRANTED_BY_HAND, later(3600), revokes()];

describe('who hears of work by hand', () => {
  it.each<[string, readonly Past[], string, readonly string[]]>([
    ['every operator, first', WAITING, 'work', ['person:nora', 'person:nils', 'person:nina']],
    ['who did not report it', [...WAITING, reports()], 'check', ['person:nils', 'person:nina']],
    ['who did not confirm it, of its end', ENDING, 'work', ['person:nora', 'person:nina']],
    [
      'who did not work, to look at its end',
      [...ENDING, reports(NORA, 'revoke')],
      'check',
      ['person:nils', 'person:nina'],
    ],
  ])('is %s', (_, past, task, expected) => {
    const recovery = present(recoveryOf(worldAfter(past)) ?? null);
    const [open] = openTasks(recovery).filter((one) => one.task === task);
    const judged = { recovery, actor: null };
    const heard = [...people, other].filter((one) => hears(one, present(open ?? null), judged));
    expect(heard.map(({ person }) => person)).toEqual(expected);
    expect(isFree(other, present(open ?? null).task, judged)).toBe(true);
    const waits = [NORA, NILS, NINA].filter((one) => awaitedOf(one, recovery, { profile: aProfile() }) === task);
    expect(waits.map(({ person }) => person)).toEqual(expected);
  });

  it('is nobody once it is confirmed', () => {
    const recovery = present(recoveryOf(worldAfter([...WAITING, reports(), confirms()])) ?? null);
    expect(openTasks(recovery).filter(({ task }) => task === 'work' || task === 'check')).toEqual([]);
  });
});
