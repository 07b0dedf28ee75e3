import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { standardWebhooks, standardWebhooksMac } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import type { SignalServices } from '../../lambdas/app/intake/signals.ts';
import type { HttpEvent } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { aProfile, at, NOW } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog } from '../support/http.ts';
import { CANARY } from '../support/tickets.ts';

const ROUTE = 'POST /signals/{source}';
const KEY = Buffer.alloc(24, 9);

const world = new ApiWorld();
const keys = new Map<string, readonly Secret[]>();
const services: SignalServices = {
  ...world.services,
  scheme: standardWebhooks,
  keys: { of: async (source) => keys.get(source) ?? [] },
};
composed('intake', { signalServices: services });
const { handler } = await import('../../lambdas/handlers/signals.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  keys.clear();
  keys.set('idp', [new Secret(`whsec_${KEY.toString('base64')}`)]);
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const REPORT = { account: 'cognito:jane', name: 'sim-change', until: at(86_400) };

/** A delivery of `idp`, signed with this key; the text of the body, or a value. */
function signed(json: unknown, over: { readonly source?: string; readonly key?: Buffer } = {}): HttpEvent {
  const body = typeof json === 'string' ? json : JSON.stringify(json);
  const message = { id: 'msg-1', seconds: String(Date.parse(world.now()) / 1000), body: Buffer.from(body) };
  return anEvent(ROUTE, {
    body,
    pathParameters: { source: over.source ?? 'idp' },
    headers: {
      'content-type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': message.seconds,
      'webhook-signature': `v1,${standardWebhooksMac(over.key ?? KEY, message).toString('base64')}`,
    },
  });
}

describe('a signed report', () => {
  it('is of the account that it names, from now until it is over', async () => {
    const answer = answerOf(ROUTE, await handler(signed(REPORT)));
    expect(answer).toEqual({ ...REPORT, repeated: false });
    expect((await world.state('cognito:jane')).reported).toEqual([
      { name: 'sim-change', at: NOW, until: REPORT.until },
    ]);
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({
      ...{ actor: { by: 'signal-source', source: 'idp' }, origin: { via: 'signals' }, recovery: null },
    });
  });

  it('of everybody is of every account, and changes nothing of the policy', async () => {
    answerOf(ROUTE, await handler(signed({ ...REPORT, account: '*', name: 'campaign' })));
    const { reported, policy } = await world.state('policy:active');
    expect([reported.map(({ name }) => name), policy.current]).toEqual([['campaign'], expect.anything()]);
    await world.open();
    expect((await world.recovery()).plan?.risk).toMatchObject({ signals: [{ name: 'campaign' }] });
  });

  it('is in the plan of a recovery that is opened after it', async () => {
    await handler(signed(REPORT));
    await world.open();
    expect((await world.recovery()).plan?.risk).toMatchObject({ score: 35, signals: [{ name: 'sim-change' }] });
  });

  it('is taken once, however often it is sent', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => handler(signed(REPORT))));
    const heights = world.heights();
    expect(bodyOf(await handler(signed(REPORT)))).toEqual({ ...REPORT, repeated: true });
    expect(world.heights()).toEqual(heights);
    expect([first, ...others].map((one) => one?.statusCode)).toEqual(Array(5).fill(202));
    expect(world.events('cognito:jane').filter(({ type }) => type === 'SignalReported')).toHaveLength(1);
  });

  it('may say until when in any time zone', async () => {
    const answer = answerOf(ROUTE, await handler(signed({ ...REPORT, until: '2026-11-20T13:00:00+01:00' })));
    expect(answer).toMatchObject({ until: '2026-11-20T12:00:00.000Z' });
  });
});

describe('a watched signal after a recovery (rule 16)', () => {
  const WATCHED = { ...REPORT, name: 'factor-added' };
  const privileged = async () => {
    await world.open();
    await world.grant();
    await world.register(aProfile({ tier: 'privileged' }));
  };

  it('ends the grant, as one commit of the recovery beside that of the report', async () => {
    await privileged();
    expect(bodyOf(await handler(signed(WATCHED)))).toEqual({ ...WATCHED, repeated: false });
    expect(world.commits('cognito:jane').slice(-2)).toMatchObject([
      { recovery: null, command: { type: 'ReportSignal' } },
      { recovery: 'rec-1', actor: { by: 'signal-source', source: 'idp' }, command: { type: 'EndWatched' } },
    ]);
    expect(await world.recovery()).toMatchObject({ status: 'granted', stopped: true });
  });

  it('ends it also when the report was taken and the program crashed: the source delivers again', async () => {
    await privileged();
    let appends = 0;
    world.faults = (operation) => (operation === 'append' && ++appends === 2 ? 'before' : 'none');
    expect((await handler(signed(WATCHED))).statusCode).toBe(503);
    expect((await world.recovery()).stopped).toBe(false);
    world.faults = undefined;
    expect(bodyOf(await handler(signed(WATCHED)))).toMatchObject({ repeated: true });
    expect((await world.recovery()).stopped).toBe(true);
    const heights = world.heights();
    await handler(signed(WATCHED));
    expect(world.heights()).toEqual(heights);
  });

  it('ends no later grant when the same report is delivered again', async () => {
    await world.open();
    await handler(signed(WATCHED));
    world.advance(60);
    await world.grant();
    await world.register(aProfile({ tier: 'privileged' }));
    expect(bodyOf(await handler(signed(WATCHED)))).toMatchObject({ repeated: true });
    expect((await world.recovery()).stopped).toBe(false);
  });

  it('ends nothing of a standard account', async () => {
    await world.open();
    await world.grant();
    await handler(signed(WATCHED));
    expect((await world.recovery()).stopped).toBe(false);
  });
});

describe('what is refused is recorded once a minute and code, and changes nothing', () => {
  const MOST = 30 * 86_400;
  const without = (header: string): HttpEvent => {
    const event = signed(REPORT);
    return { ...event, headers: { ...event.headers, [header]: undefined } };
  };

  it.each<readonly [string, () => HttpEvent, number, string]>([
    ['another key', () => signed(REPORT, { key: Buffer.alloc(24, 1) }), 401, 'signature-invalid'],
    ['no signature', () => without('webhook-signature'), 401, 'signature-missing'],
    ['no time', () => without('webhook-timestamp'), 401, 'header-missing'],
    [
      'an edited body',
      () => ({ ...signed(REPORT), body: JSON.stringify({ ...REPORT, account: '*' }) }),
      401,
      'signature-invalid',
    ],
    ['no JSON', () => signed(`{${CANARY.secret}`), 400, 'json-malformed'],
    [
      'a form',
      () => ({ ...signed(REPORT), headers: { 'content-type': 'text/plain' } }),
      415,
      'content-type-unsupported',
    ],
    ['an unknown field', () => signed({ ...REPORT, note: CANARY.secret }), 422, 'fields-unknown'],
    ['an unknown signal', () => signed({ ...REPORT, name: CANARY.secret }), 422, 'fields-invalid'],
    ['an account that is none', () => signed({ ...REPORT, account: 'jane' }), 422, 'account-malformed'],
    ['an unknown account', () => signed({ ...REPORT, account: 'cognito:nobody' }), 422, 'account-unknown'],
    ['an end that has passed', () => signed({ ...REPORT, until: NOW }), 422, 'fields-invalid'],
    ['an end too far away', () => signed({ ...REPORT, until: at(MOST + 1) }), 422, 'fields-invalid'],
    ['an end that is no time', () => signed({ ...REPORT, until: 'tomorrow' }), 422, 'fields-invalid'],
  ])('%s', async (_, event, status, code) => {
    const before = world.heights();
    const results = [await handler(event()), await handler(event())];
    for (const result of results) expect(bodyOf(result)).toMatchObject({ status, code });
    expect(world.heights()).toEqual({ ...before, 'source:signals-idp': 1 });
    expect(world.commits('source:signals-idp')).toMatchObject([
      { actor: { by: 'signal-source', source: 'idp' }, events: [{ type: 'IntakeRefused', code, facts: {} }] },
    ]);
    expect(world.text() + JSON.stringify(results) + lines.join()).not.toContain(CANARY.secret);
  });

  it('takes an end exactly as far away as it may be', async () => {
    expect((await handler(signed({ ...REPORT, until: at(MOST) }))).statusCode).toBe(202);
  });

  it.each(['jira', 'constructor', '', CANARY.address])('a source without a key, unnamed: %j', async (source) => {
    const before = world.heights();
    expect(bodyOf(await handler(signed(REPORT, { source })))).toMatchObject({ status: 404, code: 'source-unknown' });
    expect(world.heights()).toEqual({ ...before, 'source:unknown': 1 });
    expect(world.text() + lines.join()).not.toContain(CANARY.address);
  });

  it.each([
    ['stale', -301, 'timestamp-stale'],
    ['from the future', 301, 'timestamp-future'],
  ])('a delivery that is %s', async (_, seconds, code) => {
    const captured = signed(REPORT);
    world.advance(-seconds);
    expect(bodyOf(await handler(captured))).toMatchObject({ status: 401, code });
  });
});
