import { describe, expect, it } from '@jest/globals';
import { heldParts } from '../../../lambdas/core/registry/parts.ts';
import { REGISTERED_PARTS, type RegisteredPart } from '../../../lambdas/core/registry/person.ts';

const EVERY: readonly RegisteredPart[] = [...REGISTERED_PARTS, 'approver:identity'];
const NOTHING = { roles: [], groups: [], desks: [] };

describe('parts are held twice (rule 6)', () => {
  it.each(EVERY)('%s counts where the token and the record name it', (part) => {
    const { roles, groups, halfHeld } = heldParts([part], { parts: [part] });
    expect([...roles, ...groups.map((group) => `approver:${group}`)]).toEqual([part]);
    expect(halfHeld).toBeUndefined();
  });

  it.each(EVERY)('%s counts for nothing where only the token names it', (part) => {
    expect(heldParts([part], { parts: [] })).toEqual({ ...NOTHING, halfHeld: { token: [part], record: [] } });
  });

  it.each(EVERY)('%s counts for nothing where only the record names it', (part) => {
    expect(heldParts([], { parts: [part] })).toEqual({ ...NOTHING, halfHeld: { token: [], record: [part] } });
  });

  it('an unregistered subject holds nothing, whatever the token says', () => {
    expect(heldParts([...EVERY, 'desk:north'], undefined)).toMatchObject(NOTHING);
  });

  it('an approver of one group is no approver of another', () => {
    expect(heldParts(['approver:identity'], { parts: ['approver:security'] })).toMatchObject(NOTHING);
  });
});

describe('desks', () => {
  const GROUPS = ['agent', 'desk:north', 'desk:', 'desk:North', 'desk:north'];

  it('come from the token of a registered agent', () => {
    expect(heldParts(GROUPS, { parts: ['agent'] }).desks).toEqual(['north']);
  });

  it('count for nobody who is no agent', () => {
    expect(heldParts(GROUPS, { parts: ['verifier'] }).desks).toEqual([]);
  });
});

describe('groups of a token', () => {
  it('are read from lists of any length', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `team-${index}`);
    expect(heldParts([...many, 'agent'], { parts: ['agent'] }).roles).toEqual(['agent']);
  });

  it.each([
    ' admin',
    'admin ',
    'Team admin',
    '[admin]',
    '[x admin]',
    'x,admin',
    'Admin',
    'admin\n',
    '\u200eadmin',
    'аdmin',
  ])('give no part by something like it: %j', (name) => {
    expect(heldParts([name], { parts: ['admin'] })).toMatchObject(NOTHING);
  });
});
