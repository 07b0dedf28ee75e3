import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { checkContain, containingOf } from '../../../lambdas/core/policy/contain.ts';
import { agesBetween } from '../../../lambdas/core/policy/difference.ts';
import type { Containment } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy, NOW } from '../../support/fixtures.ts';

const SOME: readonly Containment[] = [
  { tier: ['privileged', 'critical'], by: 'freeze' },
  { kind: ['human', 'vendor'], by: 'sessions' },
  { kind: ['service-account'], tier: ['standard'], by: 'freeze' },
];

describe('what a policy has done about a change without a recovery', () => {
  it.each([
    ['human', 'standard', 'sessions'],
    ['human', 'privileged', 'freeze'],
    ['vendor', 'critical', 'freeze'],
    ['vendor', 'standard', 'sessions'],
    ['service-account', 'standard', 'freeze'],
    ['service-account', 'privileged', 'freeze'],
    ['api-key', 'standard', null],
    ['certificate', 'critical', 'freeze'],
    ['shared-mailbox', 'standard', null],
  ] as const)('is the strictest that applies: a %s account, %s: %s', (kind, tier, by) => {
    expect(containingOf({ contain: SOME }, { kind, tier })).toBe(by);
    expect(containingOf({ contain: [...SOME].reverse() }, { kind, tier })).toBe(by);
    expect(containingOf({}, { kind, tier })).toBeNull();
  });

  it('is flawed when it applies to nothing', () => {
    expect(checkContain(aPolicy())).toEqual([]);
    expect(checkContain(aPolicy({ contain: SOME }))).toEqual([]);
    expect(checkContain(aPolicy({ contain: [] }))).toMatchObject([{ path: ['contain'] }]);
    const empty = { kind: [], tier: [], by: 'freeze' } as const;
    expect(checkContain(aPolicy({ contain: [empty] }))).toMatchObject([
      { path: ['contain', 0, 'kind'] },
      { path: ['contain', 0, 'tier'] },
    ]);
  });

  it.each<[string, readonly Containment[], readonly Containment[], string[]]>([
    ['weaker when less is done', SOME, SOME.slice(1), ['weaker']],
    ['stricter when more is done', SOME.slice(1), SOME, ['stricter']],
    ['different when both', [{ kind: ['human'], by: 'freeze' }], [{ kind: ['vendor'], by: 'freeze' }], ['different']],
    ['none when the same is done in other words', SOME, [...SOME].reverse(), []],
  ])('is shown to whoever adopts it: %s', (_, before, after, directions) => {
    const changes = agesBetween(aPolicy({ contain: before }), aPolicy({ contain: after }));
    expect(changes.map(({ direction }) => direction)).toEqual(directions);
    for (const change of changes) expect(change.of).toBe('contain');
  });

  it('is written in a policy file, with the words of the product and no others', () => {
    const file = (contain: string) =>
      compilePolicy(`name: own\nextends: default\ncontain: ${contain}\n`, `${process.cwd()}/policies/own.yaml`, NOW);
    expect(file('[{ tier: [privileged], by: freeze }]').policy.contain).toEqual([
      { tier: ['privileged'], by: 'freeze' },
    ]);
    expect(() => file('[{ tier: [privileged], by: delete }]')).toThrow();
    expect(() => file('[{ action: [unlock], by: freeze }]')).toThrow();
  }, 60_000);
});
