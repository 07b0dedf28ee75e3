import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { oktaChangesSent } from '../../lambdas/adapters/connectors/okta/log.ts';
import { shownSecret } from '../../lambdas/adapters/signatures/shown-secret.ts';
import { standardWebhooks } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import { pollLogs } from '../../lambdas/app/intake/log-polling.ts';
import type { HookServices } from '../../lambdas/app/intake/okta-hook.ts';
import { CONNECTORS } from '../../lambdas/contract/connectors.ts';
import type { DirectoryChange } from '../../lambdas/core/recovery/state/receipts.ts';
import type { HttpEvent } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { aProfile, NOW } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';

const [GET, POST] = ['GET /directory-hooks/okta', 'POST /directory-hooks/okta'];
const SECRET = 'canary-secret-of-the-hook-123';
const OPERATOR = '0oaoperator';
const JANE = '00ujane0000000000000';
const ACCOUNT = 'cognito:jane';

const world = new ApiWorld();
const keys = new Map<string, readonly Secret[]>();
const known = { of: async (source: string) => keys.get(source) ?? [] };
const hooked: { -readonly [Name in keyof HookServices]: HookServices[Name] } = {
  ...world.services,
  isShown: shownSecret,
  keys: known,
};
composed('intake', {
  signalServices: { ...world.services, scheme: standardWebhooks, keys: known },
  hookServices: hooked,
});
const { handler } = await import('../../lambdas/handlers/signals.ts');

Object.assign(world.services.capabilities ?? {}, { okta: CONNECTORS.okta.actions });

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset(aProfile({ connector: 'okta', target: 'jane', directoryId: JANE }));
  keys.clear();
  keys.set('okta-hook', [new Secret(SECRET)]);
  hooked.changesIn = (event) => oktaChangesSent(event, [OPERATOR]);
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** As Okta publishes it: https://developer.okta.com/docs/concepts/event-hooks/#sample-event-delivery-payload */
const logged = (over: Readonly<Record<string, unknown>> = {}) => ({
  ...{ uuid: 'b90bc8a2-1a4e-11ef-8b8a-1f0a5b1c2d3e', published: NOW, eventType: 'user.account.reset_password' },
  ...{ version: '0', severity: 'WARN', legacyEventType: 'core.user.config.password_reset.success' },
  displayMessage: 'canary: jane@example.com reset',
  actor: { id: '00uadmin000000000000', type: 'User', alternateId: 'admin@example.com', displayName: 'An Admin' },
  outcome: { result: 'SUCCESS' },
  target: [{ id: JANE, type: 'User', alternateId: 'jane@example.com', displayName: 'Jane Doe' }],
  ...over,
});
const sent = (events: readonly unknown[], over: Partial<HttpEvent> = {}): HttpEvent =>
  anEvent(POST, {
    body: JSON.stringify({
      ...{ eventType: 'com.okta.event_hook', eventTypeVersion: '1.0', cloudEventsVersion: '0.1' },
      ...{ source: 'https://acme.okta.com/api/v1/eventHooks/whoql0HfiLGPWc8Jx0g3', eventId: 'e1', eventTime: NOW },
      ...{ contentType: 'application/json', data: { events } },
    }),
    headers: { 'content-type': 'application/json', authorization: SECRET },
    ...over,
  });
const took = async (...events: readonly unknown[]) => bodyOf(await handler(sent(events)));
const last = () => world.events(ACCOUNT).at(-1);
const CHANGE = oktaChangesSent(logged(), [OPERATOR])?.[0] as DirectoryChange;

/** The same log, asked: what a look finds. */
const polled = (...changes: readonly DirectoryChange[]) =>
  pollLogs(
    {
      ...world.services,
      logs: [{ connector: 'okta', since: async () => ({ changes, place: 'p', isEnd: true }) }],
      places: { load: async () => 'p', move: async () => true },
    },
    () => 60_000,
  );

describe('the event hook of an Okta org', () => {
  it('answers the challenge of Okta, once the secret is shown', async () => {
    const asks = (headers: Readonly<Record<string, string>>) => handler(anEvent(GET, { headers }));
    const challenge = { 'x-okta-verification-challenge': 'Me_rShK8JHsTnbyYrWXCEoMGbM_zsZ6k0hLPZ_Pg' };
    const answer = await asks({ authorization: SECRET, ...challenge });
    expect([answer.statusCode, bodyOf(answer)]).toEqual([
      200,
      { verification: 'Me_rShK8JHsTnbyYrWXCEoMGbM_zsZ6k0hLPZ_Pg' },
    ]);
    expect(bodyOf(await asks(challenge))).toMatchObject({ status: 401, code: 'signature-missing' });
    expect(bodyOf(await asks({ authorization: 'wrong', ...challenge }))).toMatchObject({ code: 'signature-invalid' });
    expect(bodyOf(await asks({ authorization: SECRET }))).toMatchObject({ status: 401, code: 'header-missing' });
    const script = { 'x-okta-verification-challenge': '<script>' };
    expect(bodyOf(await asks({ authorization: SECRET, ...script }))).toMatchObject({ code: 'scheme-malformed' });
  });

  it('tells of a change that belongs to no recovery, and keeps no name and no address', async () => {
    expect(await took(logged())).toEqual({ governed: 0, ungoverned: 1, notOurs: 0 });
    expect(last()).toMatchObject({
      ...{ type: 'UngovernedChangeSeen', cause: 'no-grant' },
      change: { connector: 'okta', directoryId: JANE, kind: 'password-set', by: { as: 'other' } },
    });
    expect(world.commits(ACCOUNT).at(-1)?.actor).toEqual({ by: 'signal-source', source: 'okta' });
    for (const private_ of ['canary', 'jane@example.com', 'Jane Doe']) expect(world.text()).not.toContain(private_);
  });

  it('tells of a change by our own app with its receipt while a recovery executes', async () => {
    await world.open();
    await world.grant();
    const ours = { actor: { id: OPERATOR, type: 'PublicClientApp' } };
    expect(await took(logged(ours))).toEqual({ governed: 1, ungoverned: 0, notOurs: 0 });
  });

  it('and the log that is asked tell of one entry once, whichever is first', async () => {
    await took(logged());
    const height = world.heights()[ACCOUNT];
    expect(await polled(CHANGE)).toMatchObject({ ungoverned: 1 });
    expect(world.heights()[ACCOUNT]).toBe(height);
    const other = logged({ uuid: 'another-uuid' });
    await polled(...(oktaChangesSent(other, [OPERATOR]) ?? []));
    const after = world.heights()[ACCOUNT];
    expect(await took(other, other)).toMatchObject({ ungoverned: 2 });
    expect(world.heights()[ACCOUNT]).toBe(after);
  });

  it('hides nothing with a stolen secret: what the log says of the entry later is recorded, once', async () => {
    await world.open();
    await world.grant();
    const forged = logged({ actor: { id: OPERATOR, type: 'PublicClientApp' } });
    expect(await took(forged)).toMatchObject({ governed: 1 });
    expect(await polled(CHANGE)).toMatchObject({ ungoverned: 1 });
    expect(last()).toMatchObject({ type: 'UngovernedChangeSeen', change: { by: { as: 'other' } } });
    const heights = world.heights();
    expect(await polled(CHANGE)).toMatchObject({ ungoverned: 1 });
    // The hook has no last word: neither before the log nor after it.
    await took(forged);
    expect(world.heights()).toEqual(heights);
  });

  it('leaves nothing of what failed, of other events and of strangers', async () => {
    const heights = world.heights();
    const nothing = [
      logged({ outcome: { result: 'FAILURE' } }),
      logged({ eventType: 'user.session.start' }),
      logged({ eventType: 'constructor' }),
      logged({ target: null }),
    ];
    expect(await took(...nothing)).toEqual({ governed: 0, ungoverned: 0, notOurs: 0 });
    expect(await took(logged({ target: [{ id: '00ustranger', type: 'User' }] }))).toMatchObject({ notOurs: 1 });
    expect(world.heights()).toEqual(heights);
  });

  it('keeps no event out for one beside it that nobody can read, and says that there was one', async () => {
    const broken = { ...logged(), published: 'yesterday' };
    expect(await took(broken, logged())).toMatchObject({ status: 422, code: 'fields-invalid' });
    expect(last()).toMatchObject({ type: 'UngovernedChangeSeen' });
  });

  it.each<readonly [string, () => HttpEvent, number, string]>([
    [
      'no secret',
      () => sent([logged()], { headers: { 'content-type': 'application/json' } }),
      401,
      'signature-missing',
    ],
    [
      'another secret',
      () => sent([logged()], { headers: { 'content-type': 'application/json', authorization: `${SECRET}x` } }),
      401,
      'signature-invalid',
    ],
    ['no JSON', () => sent([], { body: '{canary' }), 400, 'json-malformed'],
    [
      'another kind of event',
      () => sent([], { body: '{"eventType":"x","data":{"events":[]}}' }),
      422,
      'fields-invalid',
    ],
    ['too many events', () => sent(Array(101).fill(1)), 422, 'fields-invalid'],
    [
      'a form',
      () => sent([], { headers: { 'content-type': 'text/plain', authorization: SECRET } }),
      415,
      'content-type-unsupported',
    ],
  ])('refuses a delivery with %s, records that once a minute, and changes nothing', async (_, event, status, code) => {
    const before = world.heights();
    for (const one of [event(), event()]) expect(bodyOf(await handler(one))).toMatchObject({ status, code });
    expect(world.heights()).toEqual({ ...before, 'source:signals-okta-hook': 1 });
    expect(world.text() + lines.join()).not.toContain('canary');
  });

  it('is not there without a secret, with a weak one, and where no org’s log is reconciled; its secret signs no signal', async () => {
    keys.set('okta-hook', [new Secret('short')]);
    expect(await took(logged())).toMatchObject({ status: 503, code: 'keys-unusable' });
    keys.set('okta-hook', [new Secret('before-before-before'), new Secret(SECRET)]);
    expect(await took(logged())).toMatchObject({ ungoverned: 1 });
    keys.delete('okta-hook');
    expect(await took(logged())).toMatchObject({ status: 404, code: 'source-unknown' });
    keys.set('okta-hook', [new Secret(SECRET)]);
    delete hooked.changesIn;
    expect(await took(logged())).toMatchObject({ status: 404, code: 'source-unknown' });
    const headers = { 'content-type': 'application/json' };
    const asked = { pathParameters: { source: 'okta-hook' }, body: '{}', headers };
    const signal = anEvent('POST /signals/{source}', asked);
    expect(bodyOf(await handler(signal))).toMatchObject({ status: 404, code: 'source-unknown' });
  });
});
