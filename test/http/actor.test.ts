import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../lambdas/core/values/hash.ts';
import { callerOf, derivedPerson } from '../../lambdas/http/actor.ts';
import { groupsOf, membershipsOf } from '../../lambdas/http/groups.ts';
import { anEvent, bearer, flattened, knownPeople, registeredPerson, signedIn } from '../support/http.ts';

const CLAIM = 'cognito:groups';

describe('groups of a token', () => {
  const groupsIn = (claim: unknown, list?: unknown): readonly string[] =>
    groupsOf({ [CLAIM]: claim }, CLAIM, list === undefined ? undefined : bearer({ [CLAIM]: list }));

  it.each([
    [undefined, []],
    [null, []],
    ['[]', []],
    ['[agent]', ['agent']],
    ['agent', ['agent']],
    [
      ['agent', 'verifier', 7],
      ['agent', 'verifier'],
    ],
  ])('reads %j', (claim, groups) => {
    expect(groupsIn(claim)).toEqual(groups);
  });

  it('reads several from the token that the gateway has verified', () => {
    expect(groupsIn('[agent approver:identity]', ['agent', 'approver:identity'])).toEqual([
      'agent',
      'approver:identity',
    ]);
  });

  it.each([[['Team admin']], [['x approver:security', 'y']], [['no', 'admin x']]])(
    'makes no role out of a group whose name has spaces: %j',
    (list) => {
      const names = groupsIn(flattened(list), list);
      expect(names).toEqual(list);
      expect(membershipsOf(names)).toEqual({ roles: [], groups: [], desks: [] });
    },
  );

  it('does not split a text claim, nor at commas', () => {
    for (const claim of ['Team admin', 'x,admin', '[x,admin]']) {
      expect(membershipsOf(groupsIn(claim))).toEqual({ roles: [], groups: [], desks: [] });
    }
  });

  it.each([
    ['has other groups', ['agent', 'admin']],
    ['has no list', 'agent verifier'],
    ['has none', undefined],
  ])('refuses where the token %s than the verified claims', (_, list) => {
    expect(() => groupsOf({ [CLAIM]: '[agent verifier]' }, CLAIM, bearer({ [CLAIM]: list }))).toThrow(
      expect.objectContaining({ code: 'token-inconsistent' }),
    );
  });

  it.each(['', 'Bearer', 'Bearer x.y', 'Bearer e30.bm8=.x', undefined])(
    'refuses several groups without a readable token: %j',
    (authorization) => {
      expect(() => groupsOf({ [CLAIM]: '[agent verifier]' }, CLAIM, authorization)).toThrow(
        expect.objectContaining({ code: 'token-inconsistent' }),
      );
    },
  );

  it('knows the roles, the approver groups and the desks, and nothing that looks like them', () => {
    const names = [
      'agent',
      'Admin',
      'admins',
      'approver:identity',
      'approver:identity',
      'approver:',
      'approver:A B',
      'desk:north',
      'desk:',
      'Desk:south',
      'x',
    ];
    expect(membershipsOf(names)).toEqual({ roles: ['agent'], groups: ['identity'], desks: ['north'] });
    expect(membershipsOf(['admin', 'auditor', 'custodian', 'reviewer', 'verifier']).roles).toHaveLength(5);
  });
});

describe('caller', () => {
  const people = knownPeople({
    'subject:sub-jane': registeredPerson('person:jane', { subjects: ['sub-jane', 'sub-jane-2'] }),
    'subject:sub-bot': registeredPerson('person:bot', { nature: 'machine', subjects: ['sub-bot'] }),
  });
  const callerIn = (sub: string, groups: readonly string[] = []) =>
    callerOf(anEvent('GET /x', signedIn(sub, groups)), { people, groupsClaim: CLAIM, issuerAssurance: 1 });

  it('is one person whatever subject they sign in with, also by what they were called before', async () => {
    expect(await callerIn('sub-jane', ['agent', 'approver:identity'])).toEqual({
      registered: true,
      actor: {
        by: 'person',
        person: 'person:jane',
        aliases: [derivedPerson('sub-jane'), derivedPerson('sub-jane-2')],
        nature: 'human',
        assurance: 1,
        roles: ['agent'],
        groups: ['identity'],
        desks: [],
      },
    });
    expect(derivedPerson('sub-jane')).toBe(`person:oidc-${sha256('sub-jane').slice(0, 16)}`);
  });

  it('is a machine where the registry says so', async () => {
    expect((await callerIn('sub-bot', ['verifier'])).actor).toMatchObject({ nature: 'machine', roles: ['verifier'] });
  });

  it('has a derived name until they are registered', async () => {
    expect(await callerIn('sub-new', ['admin'])).toMatchObject({
      registered: false,
      actor: { person: derivedPerson('sub-new'), aliases: [], roles: ['admin'] },
    });
  });

  it.each([undefined, {}, { sub: '' }, { sub: 7 }])('is nobody with the claims %j', async (claims) => {
    const event = anEvent('GET /x', { requestContext: { authorizer: { jwt: { claims } } } });
    await expect(callerOf(event, { people, groupsClaim: CLAIM, issuerAssurance: 1 })).rejects.toMatchObject({
      code: 'token-missing',
    });
  });

  it('takes nobody for verified who only brings a token', async () => {
    const event = anEvent('GET /x', { headers: { authorization: bearer({ sub: 'sub-jane' }) } });
    await expect(callerOf(event, { people, groupsClaim: CLAIM, issuerAssurance: 1 })).rejects.toMatchObject({
      code: 'token-missing',
    });
  });
});
