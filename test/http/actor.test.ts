import { describe, expect, it } from '@jest/globals';
import { derivedPerson } from '../../lambdas/core/registry/person.ts';
import { sha256 } from '../../lambdas/core/values/hash.ts';
import { assuranceIn, callerOf, groupsIn } from '../../lambdas/http/actor.ts';
import type { HttpEvent } from '../../lambdas/http/event.ts';
import { subjectOf } from '../support/fixtures.ts';
import { anEvent, knownPeople, registeredPerson, signedIn } from '../support/http.ts';
import { signedToken, tokens } from '../support/tokens.ts';

const CLAIM = 'cognito:groups';

describe('groups of a token', () => {
  it.each([
    [undefined, []],
    [null, []],
    [7, []],
    [[], []],
    ['agent', ['agent']],
    [
      ['agent', 'verifier', 7],
      ['agent', 'verifier'],
    ],
  ])('are read as the issuer wrote them: %j', (claim, groups) => {
    expect(groupsIn(claim)).toEqual(groups);
  });
});

describe('caller', () => {
  const people = knownPeople({
    [`subject:${subjectOf('sub-jane')}`]: registeredPerson('person:jane', {
      subjects: [subjectOf('sub-jane'), subjectOf('sub-jane-2')],
      parts: ['agent', 'approver:identity'],
    }),
    [`subject:${subjectOf('sub-bot')}`]: registeredPerson('person:bot', {
      nature: 'machine',
      subjects: [subjectOf('sub-bot')],
      parts: ['agent'],
    }),
    [`subject:${subjectOf('sub-ada')}`]: registeredPerson('person:ada', {
      subjects: [subjectOf('sub-ada')],
      parts: ['admin'],
    }),
  });
  const SERVICES = { tokens, people, groupsClaim: CLAIM, issuerAssurance: 1 } as const;
  const callerIn = (sub: string, groups: readonly string[] = []) =>
    callerOf(anEvent('GET /x', signedIn(sub, groups)), SERVICES);

  it('is one person whatever subject they sign in with, also by what they were called before', async () => {
    expect(await callerIn('sub-jane', ['agent', 'approver:identity'])).toEqual({
      registered: true,
      actor: {
        by: 'person',
        person: 'person:jane',
        aliases: [derivedPerson(subjectOf('sub-jane')), derivedPerson(subjectOf('sub-jane-2'))],
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
    expect((await callerIn('sub-bot', ['agent'])).actor).toMatchObject({ nature: 'machine', roles: ['agent'] });
  });

  it('is a machine with a derived name until they are registered, whatever their token says', async () => {
    expect(await callerIn('sub-new', ['admin', 'agent'])).toMatchObject({
      registered: false,
      actor: { person: derivedPerson(subjectOf('sub-new')), aliases: [], nature: 'machine', roles: [], groups: [] },
    });
  });

  it.each([
    ['both say so', 'sub-ada', ['admin'], ['admin']],
    ['only the token says so', 'sub-jane', ['admin'], []],
    ['only the registry says so', 'sub-ada', ['agent'], []],
  ])('is an administrator where %s', async (_, sub, groups, roles) => {
    expect((await callerIn(sub, groups)).actor.roles).toEqual(roles);
  });

  it('is nobody by the same subject of another issuer', async () => {
    const other = { 'subject:https://other.example|sub-jane': registeredPerson('person:eve') };
    const caller = await callerOf(anEvent('GET /x', signedIn('sub-jane')), { ...SERVICES, people: knownPeople(other) });
    expect(caller.registered).toBe(false);
  });

  it.each([{}, { sub: '' }, { sub: 7 }])('is nobody by a token that says %j', async (claims) => {
    const event = anEvent('GET /x', { headers: { authorization: `Bearer ${signedToken(claims)}` } });
    await expect(callerOf(event, SERVICES)).rejects.toMatchObject({ code: 'token-missing' });
  });

  it.each([
    ['another signature', signedToken({ sub: 'sub-jane' }).replace(/[^.]+$/, 'c2ln')],
    [
      'another payload',
      signedToken({ sub: 'sub-jane' }).replace(
        /\.[^.]+\./,
        `.${Buffer.from('{"sub":"sub-jane"}').toString('base64url')}.`,
      ),
    ],
    ['another issuer', signedToken({ sub: 'sub-jane', iss: 'https://other.example' })],
    ['another audience', signedToken({ sub: 'sub-jane', aud: 'other' })],
    ['its time over', signedToken({ sub: 'sub-jane', exp: 1 })],
    ['no letters', ''],
  ])('is nobody by a token with %s', async (_, token) => {
    const event = anEvent('GET /x', { headers: { authorization: `Bearer ${token}` } });
    await expect(callerOf(event, SERVICES)).rejects.toMatchObject({ code: 'token-missing' });
  });

  it('is nobody whom only the event vouches for: whoever may invoke the function invents no claims', async () => {
    const invented = { authorizer: { jwt: { claims: { sub: 'sub-jane', [CLAIM]: '[admin]' } } } };
    const event = { ...anEvent('GET /x'), requestContext: invented } as HttpEvent;
    await expect(callerOf(event, SERVICES)).rejects.toMatchObject({ code: 'token-missing' });
  });
});

describe('how strongly somebody is signed in', () => {
  it.each([
    [{}, 1],
    [{ acr: 'aal2' }, 2],
    [{ acr: 'urn:example:AAL3' }, 3],
    [{ acr: 'http://idmanagement.gov/ns/assurance/aal/2' }, 1],
    [{ acr: 'normaal2' }, 1],
    [{ acr: 'aal23' }, 1],
    [{ acr: 2 }, 1],
    [{ amr: 'mfa' }, 2],
    [{ amr: '[pwd mfa]' }, 1],
    [{ amr: ['pwd', 'mfa'] }, 2],
    [{ amr: ['pwd', 'no mfa'] }, 1],
    [{ amr: ['pwd'], acr: 'aal1' }, 1],
  ] as const)('by the claims %j', (claims, level) => {
    expect(assuranceIn(claims, 1)).toBe(level);
  });

  it('is at least what the deployment vouches for every token of its issuer, and never less than the token says', () => {
    expect(assuranceIn({}, 2)).toBe(2);
    expect(assuranceIn({ acr: 'aal1' }, 2)).toBe(2);
    expect(assuranceIn({ acr: 'aal3' }, 2)).toBe(3);
  });
});
