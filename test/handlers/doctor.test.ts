import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HealthServices } from '../../lambdas/app/people/health.ts';
import type { HttpResult } from '../../lambdas/http/event.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { StreamHead } from '../../lambdas/ports/workspace.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { aPerson, aProfile, at, NOW, PEOPLE, STAFF, subjectOf } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { register } from '../support/register.ts';

const world = new ApiWorld();
const CANARY = 'canary@example.com';
let broken: readonly (keyof HealthServices['health'])[] = [];
let heads: readonly StreamHead[] = [];
let grants: readonly string[] = [];
let isChatOut = false;

const health = new Proxy({} as HealthServices['health'], {
  get: (_, name: keyof HealthServices['health']) => async () => {
    if (broken.includes(name)) throw new AdapterError('access-denied', { retryable: false });
    return {
      keys: [],
      webhookKeys: [],
      mail: null,
      subscribers: { confirmed: 1, pending: 0 },
      texts: null,
      concurrency: { limit: 10 },
      systems: [{ kind: 'key-api', name: 'maps', flaw: 'credentials' }],
      rights: [{ holder: 'revoke', action: 'iam:ListUsers', by: 'organization' }],
    }[name];
  },
});

const services: HealthServices = {
  ...{ ledger: world.ledger, surroundings: world.services.surroundings, policy: world.services.policy, health },
  views: {
    heads: async () => ({ items: heads, next: 'next-1' }),
    heldTickets: async () => ({ items: [{ source: 'jira', id: 'HELP-1', cause: 'account-missing', at: NOW }] }),
  },
  dueGrants: {
    due: async () =>
      grants.map((expiresAt) => ({
        account: 'cognito:jane',
        recovery: 'rec-1',
        connector: 'cognito',
        expiresAt,
        dueAt: at(60),
      })),
  },
  ...{ issuer: 'https://issuer.example', capabilities: { cognito: ['unlock'] } },
  ...{ ways: ['email'], vendors: [], sources: ['jira'], capped: false },
  chats: {
    slack: { flaw: async () => 'other-workspace' },
    teams: {
      flaw: async () => {
        if (isChatOut) throw new AdapterError('unavailable', { retryable: true });
        return null;
      },
    },
  },
  directories: {
    okta: { flaw: async () => 'reader-can-change' },
  },
  files: { cognito: { flaw: async () => 'file-cut-off' } },
  tickets: {
    jira: { flaw: async () => null },
    zendesk: {
      flaw: async () => {
        if (isChatOut) throw new AdapterError('unavailable', { retryable: true });
        return 'credentials';
      },
    },
  },
};
composed('people', { callerServices: world.callers });
composed('doctor', { healthServices: services });
const { handler } = await import('../../lambdas/handlers/doctor.ts');

beforeEach(async () => {
  await world.reset();
  [broken, heads, grants, isChatOut] = [[], [], [], false];
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const onDuty = signedIn('sub-reviewer', ['on-duty']);
const get = (route: string, who = onDuty): Promise<HttpResult> => handler(anEvent(route, who, undefined));
const head = (account: string): StreamHead => ({ account, seq: 1, hash: 'a'.repeat(64) });

describe('GET /doctor', () => {
  it('tells whoever is on duty what the deployment knows of itself', async () => {
    const body = answerOf('GET /doctor', await get('GET /doctor'));
    const { digest } = await world.services.policy.current();
    expect(body).toMatchObject({
      ...{ at: world.now(), issuer: 'https://issuer.example', heldSince: NOW, overdue: 0, unread: [] },
      ...{ policy: { adopted: digest, deployed: { digest } }, subscribers: { confirmed: 1 } },
      ...{ concurrency: { limit: 10 }, capped: false },
      systems: [{ kind: 'key-api', name: 'maps', flaw: 'credentials' }],
      rights: [{ holder: 'revoke', action: 'iam:ListUsers', by: 'organization' }],
      release: { version: JSON.parse(readFileSync('package.json', 'utf8')).version, state: expect.any(Number) },
      you: { assurance: 2, halfHeld: { record: expect.arrayContaining(['auditor']) } },
    });
  });

  it('counts grants that should have ended five minutes ago, wherever they are in the queue', async () => {
    grants = [at(-301), at(-299), at(60)];
    expect(bodyOf(await get('GET /doctor'))['overdue']).toBe(1);
  });

  it('names what it may not read, and tells the rest', async () => {
    broken = ['keys', 'subscribers', 'systems', 'rights'];
    expect(bodyOf(await get('GET /doctor'))).toMatchObject({
      ...{ keys: null, subscribers: null, sources: [], systems: null, rights: null },
      unread: [
        { what: 'keys', code: 'access-denied' },
        { what: 'rights at IAM', code: 'access-denied' },
        { what: 'subscribers of the alert topic', code: 'access-denied' },
        { what: 'systems behind secrets', code: 'access-denied' },
      ],
    });
  });

  it('asks each chat and ticket system whether it accepts its credential, and names one that does not answer', async () => {
    const slack = { chat: 'slack', flaw: 'other-workspace' };
    expect(bodyOf(await get('GET /doctor'))['chats']).toEqual([slack, { chat: 'teams', flaw: null }]);
    expect(bodyOf(await get('GET /doctor'))['directories']).toEqual([{ connector: 'okta', flaw: 'reader-can-change' }]);
    expect(bodyOf(await get('GET /doctor'))['files']).toEqual([{ connector: 'cognito', flaw: 'file-cut-off' }]);
    expect(bodyOf(await get('GET /doctor'))['tickets']).toEqual([
      { source: 'jira', flaw: null },
      { source: 'zendesk', flaw: 'credentials' },
    ]);
    isChatOut = true;
    expect(bodyOf(await get('GET /doctor'))).toMatchObject({
      chats: [slack],
      tickets: [{ source: 'jira', flaw: null }],
      unread: [
        { what: 'chat teams', code: 'unavailable' },
        { what: 'ticket system zendesk', code: 'unavailable' },
      ],
    });
  });

  it('names a policy stream that is not intact', async () => {
    const [first] = world.rows.get('policy:active') ?? [];
    if (first === undefined) throw new Error('no policy was adopted');
    world.rows.set('policy:active', [{ ...first, hash: 'f'.repeat(64) }]);
    const { unread } = bodyOf(await get('GET /doctor'));
    expect(unread).toEqual([{ what: 'adopted policy', code: expect.any(String) }]);
  });

  it.each(['GET /doctor', 'GET /doctor/records'])('%s is for administrators and people on duty', async (route) => {
    for (const [who, groups] of [
      ['sub-jane', ['admin', 'on-duty']],
      ['sub-reviewer', ['auditor']],
    ] as const)
      expect((await get(route, signedIn(who, groups))).statusCode).toBe(403);
  });
});

describe('GET /doctor/records', () => {
  it('tells what an examination needs of people and accounts, and no address', async () => {
    const [person = aPerson()] = STAFF;
    await register(world.services, {
      person: { ...person, addresses: [CANARY], subjects: [subjectOf('sub-x'), 'https://other.example|x'] },
    });
    heads = [head(person.person), head('cognito:jane'), head('policy:active'), head('source:jira')];
    const body = answerOf('GET /doctor/records', await get('GET /doctor/records'));
    const { owner, kind } = aProfile();
    expect(body).toMatchObject({
      items: [
        { of: 'person', person: person.person, signsIn: true, reachable: true },
        { of: 'account', account: 'cognito:jane', kind, owner, frozenSince: null },
      ],
      next: 'next-1',
    });
    expect(JSON.stringify(body)).not.toContain('@');
    expect(JSON.stringify(body)).not.toContain(PEOPLE.jane.concat('@'));
  });

  it('knows who cannot sign in here, also at an issuer whose name begins alike', async () => {
    const [person = aPerson()] = STAFF;
    await register(world.services, { person: { ...person, subjects: ['https://issuer.example.evil|x'] } });
    heads = [head(person.person)];
    expect(bodyOf(await get('GET /doctor/records'))).toMatchObject({ items: [{ signsIn: false }] });
  });

  it('names a stream that is not intact', async () => {
    const rows = world.rows.get('cognito:jane') ?? [];
    world.rows.set(
      'cognito:jane',
      rows.map((row) => ({ ...row, hash: 'f'.repeat(64) })),
    );
    heads = [head('cognito:jane')];
    expect(bodyOf(await get('GET /doctor/records'))['items']).toEqual([{ of: 'broken', stream: 'cognito:jane' }]);
  });
});
