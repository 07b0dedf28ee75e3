import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld, subOf } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { at, PEOPLE } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, registeredPerson, signedIn } from '../support/http.ts';

const world = new ApiWorld();
composed('ledger', { submitServices: world.services, signingServices: world.services });
composed('people', { callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/warnings.ts');

beforeEach(async () => {
  await world.reset();
  await world.open();
  for (const name of ['olga', 'oscar'])
    world.known.set(
      `subject:${subOf(name)}`,
      registeredPerson(`person:${name}`, { subjects: [subOf(name)], parts: ['on-duty'] }),
    );
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const agent = signedIn('sub-agent', ['agent']);
const olga = signedIn('sub-olga', ['on-duty']);
const oscar = signedIn('sub-oscar', ['on-duty']);
const post = (route: string, body: object, who = olga) => handler(anEvent(`POST ${route}`, who, body));

describe('POST /suspicions', () => {
  it('sticks to the account of a recovery, once', async () => {
    const body = { recovery: 'rec-1', reason: 'not her voice' };
    expect(answerOf('POST /suspicions', await post('/suspicions', body, agent))).toEqual({
      ...{ account: 'cognito:jane', recovery: 'rec-1', repeated: false },
    });
    expect(bodyOf(await post('/suspicions', body, agent))).toMatchObject({ repeated: true });
    const raised = world.events('cognito:jane').filter(({ type }) => type === 'SuspicionRaised');
    expect(raised).toEqual([{ type: 'SuspicionRaised', by: PEOPLE.agent, reason: 'not her voice' }]);
  });

  it('sticks to an account where there is no recovery', async () => {
    answerOf('POST /suspicions', await post('/suspicions', { account: 'cognito:jane', reason: 'a probe' }, agent));
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'SuspicionRaised' });
  });

  it.each([
    ['nobody who plays no part', { recovery: 'rec-1', reason: 'x' }, signedIn('sub-jane'), 403, 'role-missing'],
    ['of no recovery that there is not', { recovery: 'rec-9', reason: 'x' }, agent, 404, 'recovery-unknown'],
    ['of no account that there is not', { account: 'cognito:no', reason: 'x' }, agent, 422, 'account-unknown'],
    ['of neither', { reason: 'x' }, agent, 422, 'fields-invalid'],
    ['of both', { recovery: 'rec-1', account: 'cognito:jane', reason: 'x' }, agent, 422, 'fields-invalid'],
  ])('is taken %s', async (_, body, who, status, code) => {
    const result = await post('/suspicions', body, who);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
  });
});

describe('the threat level', () => {
  const raise = (over: object = {}, who = olga) =>
    post('/threats', { until: at(3600), reason: 'many calls', ...over }, who);

  it.each([
    ['everybody', {}, 'policy:active'],
    ['a desk', { desk: 'north' }, 'policy:active'],
    ['an account', { account: 'cognito:jane' }, 'cognito:jane'],
  ])('is raised for %s by one person on duty, and lowered by two', async (_, scope, stream) => {
    const { threat, account } = answerOf('POST /threats', await raise(scope));
    expect(world.events(stream).at(-1)).toMatchObject({ type: 'ThreatRaised' });
    const body = { threat, ...(account === null ? {} : { account }) };
    expect(bodyOf(await post('/threats/lowerings', body))).toMatchObject({ lowered: false });
    expect(bodyOf(await post('/threats/lowerings', body))).toMatchObject({ code: 'same-proposer' });
    expect(answerOf('POST /threats/lowerings', await post('/threats/lowerings', body, oscar))).toEqual({
      ...{ threat, lowered: true },
    });
    expect(bodyOf(await post('/threats/lowerings', body, oscar))).toMatchObject({ code: 'threat-unknown' });
  });

  it.each([
    ['by anybody else', {}, signedIn('sub-admin', ['admin']), 403, 'role-missing'],
    ['for a time that is over', { until: at(-1) }, olga, 422, 'fields-invalid'],
    ['for more than 30 days', { until: at(31 * 86_400) }, olga, 422, 'fields-invalid'],
    ['for a desk and an account', { desk: 'north', account: 'cognito:jane' }, olga, 422, 'fields-invalid'],
    ['for an account that there is not', { account: 'cognito:no' }, olga, 422, 'account-unknown'],
  ])('is not raised %s', async (_, over, who, status, code) => {
    const result = await raise(over, who);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
  });
});
