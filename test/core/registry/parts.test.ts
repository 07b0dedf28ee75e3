import { describe, expect, it } from '@jest/globals';
import { deskOfTicket, heldParts } from '../../../lambdas/core/registry/parts.ts';
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

  it('are those of a registered agent that token and record both name', () => {
    expect(heldParts(GROUPS, { parts: ['agent', 'desk:north', 'desk:south'] }).desks).toEqual(['north']);
    expect(heldParts(GROUPS, { parts: ['agent'] })).toMatchObject({ desks: [], halfHeld: { token: ['desk:north'] } });
  });

  it('count for nobody who is no agent', () => {
    expect(heldParts(GROUPS, { parts: ['verifier', 'desk:north'] }).desks).toEqual([]);
  });
});

describe('B11: a ticket that an agent opened for somebody else counts for their own desk', () => {
  it.each<[readonly RegisteredPart[], string | null, string | undefined]>([
    [['agent', 'desk:north'], null, 'north'],
    [['agent', 'desk:north'], 'south', 'north'],
    [['agent', 'desk:north', 'desk:south'], 'south', 'south'],
    [['agent', 'desk:north', 'desk:south'], 'west', undefined],
    [['agent', 'desk:north', 'desk:south'], null, undefined],
    [['agent'], 'south', undefined],
  ])('%j, and the ticket names %j: %j', (parts, named, desk) => {
    expect(deskOfTicket({ parts }, named)).toBe(desk);
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
