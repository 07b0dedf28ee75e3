import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { composed } from '../support/compose.ts';
import { aProfile, at } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS as CONTACTS_OF_JANE, ProvingWorld } from '../support/proving-world.ts';

const world = new ProvingWorld();
composed('ledger', { planningServices: world.services, campaigns: world.services.campaigns });
composed('proving', { callBackServices: world.proving });
composed('ledger', { readingServices: { ...world.services, views: {} } });
composed('people', { callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/call-back.ts');
const { handler: query } = await import('../../lambdas/handlers/query.ts');

beforeEach(async () => {
  await world.reset();
  await world.open();
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const vera = signedIn('sub-verifier', ['verifier', 'agent']);
const alex = signedIn('sub-agent', ['agent', 'admin']);
const ASK = 'POST /recoveries/{id}/challenges';
const ANSWER = 'POST /recoveries/{id}/answers';
const CONTACTS = 'GET /recoveries/{id}/contacts';
const CALL = { method: 'call-back', contact: 'work', called: 'mobile' };
const post = (route: string, body: object, who = vera, key?: string) => {
  const headers = { ...who.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return handler(anEvent(route, { ...who, headers, pathParameters: { id: 'rec-1' } }, body));
};

describe('a call-back over HTTP', () => {
  it('is a number to call, a code to hear, and a proof', async () => {
    const { challenge, call } = answerOf(ASK, await post(ASK, CALL));
    expect(call).toBe(CANARY_ADDRESSES[1]);
    expect(answerOf(ANSWER, await post(ANSWER, { challenge, code: world.delivery.code() }))).toMatchObject({
      correct: true,
      warnings: ['claim-impossible'],
    });
    expect((await world.recovery()).proofs).toMatchObject([{ method: 'call-back', outcome: 'verified' }]);
  });

  it('is asked for under a key, and compares one code under another, however often', async () => {
    const { challenge } = answerOf(ASK, await post(ASK, CALL, vera, 'ask'));
    expect(answerOf(ASK, await post(ASK, CALL, vera, 'ask'))).toMatchObject({ challenge });
    expect(world.delivery.sent).toHaveLength(1);
    const wrong = { challenge, code: '00000000' };
    for (const repeated of [false, true])
      expect(answerOf(ANSWER, await post(ANSWER, wrong, vera, 'k'))).toMatchObject({
        correct: false,
        repeated,
        warnings: [],
      });
    const right = await post(ANSWER, { challenge, code: world.delivery.code() }, vera, 'k');
    expect(bodyOf(right)).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await world.state('cognito:jane')).failures).toEqual({ 'call-back': 1 });
  });

  it('tells an agent neither number nor address, and sends nothing', async () => {
    const refused = await post(ASK, CALL, alex);
    expect(bodyOf(refused)).toMatchObject({ status: 403, code: 'role-missing' });
    const ivan = signedIn('sub-identityApprover', ['approver:identity']);
    const shown = await query(anEvent(CONTACTS, { ...ivan, pathParameters: { id: 'rec-1' } }));
    expect(answerOf(CONTACTS, shown)['items']).toHaveLength(2);
    for (const address of CANARY_ADDRESSES) expect(refused.body + shown.body).not.toContain(address);
    expect(world.delivery.sent).toEqual([]);
  });

  it('shows a postal address to nobody, not even to a verifier', async () => {
    const house = { id: 'house', kind: 'postal', address: 'Canary Doe\n1 Canary Street', since: at(-86_400) } as const;
    await world.register(aProfile({ contacts: [...CONTACTS_OF_JANE, house] }));
    const shown = await query(anEvent(CONTACTS, { ...vera, pathParameters: { id: 'rec-1' } }));
    expect(answerOf(CONTACTS, shown)['items']).toContainEqual({ id: 'house', kind: 'postal', shown: 'post' });
    expect(shown.body).not.toContain('Canary');
  });

  it.each([
    [ASK, { ...CALL, method: 'issued-code-sms' }],
    [ASK, { ...CALL, called: '+15550001111' }],
    [ASK, { ...CALL, number: '+15550001111' }],
    [ANSWER, { challenge: 'ask-1', code: 'my mother’s name' }],
  ])('takes no other method, number or answer: %s %j', async (route, body) => {
    expect((await post(route, body)).statusCode).toBe(422);
    expect(world.delivery.sent).toEqual([]);
  });
});
