import { describe, expect, it } from '@jest/globals';
import { PLAN_BYTES } from '../../../lambdas/core/recovery/state/size.ts';
import { flawOfScope, type Opened, type Scope, scopeOf, scopeToKeep } from '../../../lambdas/core/registry/scope.ts';
import { at } from '../../support/fixtures.ts';

const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `group-${from + index}`);
const flaw = (after: Opened, before: Scope) => flawOfScope(scopeOf(after), before);

describe('what an account opens', () => {
  it('is read in order, each once, and cut where it is long', () => {
    const scope = scopeOf({ groups: ['staff', 'dba', 'staff'], roles: ['reader'], consumers: ['shop'] });
    expect(scope).toMatchObject({
      groups: { shown: ['dba', 'staff'], total: 2 },
      roles: { shown: ['reader'], total: 1 },
      consumers: { shown: ['shop'], total: 1 },
    });
    const { groups } = scopeOf({ groups: [...many(30), 'x'.repeat(200)] });
    expect([groups?.shown.length, groups?.total]).toEqual([12, 31]);
    expect(scopeOf({ groups: ['y'.repeat(200)] }).groups?.shown).toEqual([`${'y'.repeat(59)}…`]);
  });

  it('is unknown where its directory does not say it, which is not nothing', () => {
    expect(scopeOf({ groups: [] })).toEqual({
      ...{ groups: { shown: [], total: 0, marks: [] }, roles: null, limits: null, consumers: null, lastUsedAt: null },
    });
  });

  it('was used at a time, never, or nobody knows when', () => {
    const used = (said: string | null) => scopeOf({ lastUsedAt: said }).lastUsedAt;
    expect(['2026-11-20T10:00:00Z', 'never', 'lately', '', null].map(used)).toEqual([
      ...['2026-11-20T10:00:00.000Z', 'never', null, null, null],
    ]);
  });

  it('is shown by names that move nothing beside them', () => {
    const { groups } = scopeOf({ groups: ['a\u202Eb', 'c\r\nd'] });
    expect(groups?.shown).toEqual(['a�b', 'c��d']);
  });

  it('has room in a plan, whatever its groups are called', () => {
    const long = Array.from({ length: 500 }, (_, index) => `${'漢'.repeat(200)}${index}`);
    const scope = scopeOf({ groups: long, roles: long, limits: long, consumers: long });
    const most = many(60);
    const full = scopeOf({ groups: most, roles: most, limits: most, consumers: most });
    const bytes = (one: Scope) => new TextEncoder().encode(JSON.stringify(one)).length;
    expect(bytes(scope)).toBeLessThan(PLAN_BYTES / 2);
    expect(bytes(full)).toBeLessThan(PLAN_BYTES / 2);
  });

  it('is no more with the same or less, and more with anything else (rule 15)', () => {
    const before = scopeOf({ groups: ['staff', 'dba'], roles: ['reader'] });
    for (const groups of [['dba', 'staff'], ['staff'], []])
      expect(flaw({ groups, roles: ['reader'] }, before)).toBeUndefined();
    expect(flaw({ groups: ['staff', 'admins'], roles: [] }, before)).toBe('scope-wider');
    expect(flaw({ groups: ['staff'], roles: ['writer'] }, before)).toBe('scope-wider');
    // A role is no group of the same name.
    expect(flaw({ groups: [], roles: ['staff'] }, before)).toBe('scope-wider');
  });

  it('is more without a limit that was there, or with another one in its place', () => {
    const before = scopeOf({ roles: ['deploy'], limits: ['boundary'] });
    for (const limits of [['boundary'], ['boundary', 'another']])
      expect(flaw({ roles: ['deploy'], limits }, before)).toBeUndefined();
    for (const limits of [[], ['another']]) expect(flaw({ roles: ['deploy'], limits }, before)).toBe('scope-wider');
    expect(
      flaw({ roles: ['deploy'], limits: ['boundary'] }, scopeOf({ roles: ['deploy'], limits: [] })),
    ).toBeUndefined();
  });

  it('cannot be told where its directory says no more what it said, or cannot be read', () => {
    const before = scopeOf({ groups: ['staff'], limits: [] });
    expect(flawOfScope(undefined, before)).toBe('scope-unreadable');
    expect(flaw({ groups: [] }, before)).toBe('scope-unreadable');
    expect(flaw({ limits: [] }, before)).toBe('scope-unreadable');
  });

  it('is more where its directory says only now that there is something', () => {
    const before = scopeOf({ groups: ['staff'] });
    expect(flaw({ groups: ['staff'], roles: ['PostgreSQL role app'] }, before)).toBe('scope-wider');
    expect(flaw({ groups: ['staff'], roles: [], limits: ['boundary'] }, before)).toBeUndefined();
  });

  it('is not more because it was used, or because of a system that reads it', () => {
    const before = scopeOf({ groups: ['staff'] });
    expect(flaw({ groups: ['staff'], consumers: ['shop'], lastUsedAt: at(0) }, before)).toBeUndefined();
  });

  it('is only the same where there is too much to compare one by one', () => {
    const before = scopeOf({ groups: many(150) });
    expect(flaw({ groups: [...many(150)].reverse() }, before)).toBeUndefined();
    for (const groups of [many(149), many(150, 1), many(3)]) expect(flaw({ groups }, before)).toBe('scope-wider');
    expect(flaw({ groups: many(150) }, scopeOf({ groups: many(20) }))).toBe('scope-wider');
  });

  it('is compared by what tells groups apart, whatever they are called', () => {
    const [one, other] = ['a', 'b'].map((end) => scopeOf({ groups: ['z'.repeat(100) + end] }));
    expect(one?.groups?.shown).toEqual(other?.groups?.shown);
    expect(one !== undefined && other !== undefined && flawOfScope(one, other)).toBe('scope-wider');
    const before = scopeOf({ groups: [{ id: 'g-1', name: 'staff' }] });
    expect(flaw({ groups: [{ id: 'g-1', name: 'everybody' }] }, before)).toBeUndefined();
    expect(flaw({ groups: [{ id: 'g-2', name: 'staff' }] }, before)).toBe('scope-wider');
  });

  it('is kept to by everything but what only takes access away, and where nobody read it', () => {
    const scope = scopeOf({ groups: ['staff'] });
    expect(scopeToKeep({ action: 'reset-password', scope })).toBe(scope);
    expect(scopeToKeep({ action: 'revoke-sessions', scope })).toBeUndefined();
    expect(scopeToKeep({ action: 'reset-password' })).toBeUndefined();
  });
});
