import { describe, expect, it } from '@jest/globals';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { ACTIONS, isAccountId, KINDS, TIERS } from '../../lambdas/core/registry/account.ts';
import { type Administrators, BOOTSTRAP_STREAM } from '../../lambdas/core/registry/bootstrap.ts';
import { identitiesOf, isPersonId } from '../../lambdas/core/registry/person.ts';
import { DEMO_ACCOUNTS, secretNames, userNames } from '../../local/directory/accounts.ts';
import { DEMO_ADMINS, DEMO_PEOPLE, demoPerson, registryRecord } from '../../local/directory/people.ts';
import { type Registry, registerDemo } from '../../local/directory/register.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { recordedPasskeys } from '../../local/signing/passkeys.ts';
import { aPerson, aProfile, CAPABILITIES } from '../support/fixtures.ts';

const URL = 'http://127.0.0.1:4711';
const PASSKEYS = { ada: new SoftwareAuthenticator(), ida: new SoftwareAuthenticator() };

const inGroup = (group: string): number => DEMO_PEOPLE.filter(({ groups }) => groups.includes(group)).length;

describe('the demo directory', () => {
  it('has somebody for every part that people play', () => {
    for (const group of ['admin', 'agent', 'verifier', 'approver:identity', 'approver:security', 'approver:platform'])
      expect([group, inGroup(group) >= 2]).toEqual([group, true]);
    for (const group of ['reviewer', 'auditor', 'custodian'])
      expect([group, inGroup(group) > 0]).toEqual([group, true]);
    expect(DEMO_PEOPLE.filter(({ nature }) => nature === 'machine')).toHaveLength(1);
  });

  it('has one approver of two groups, who is still one person', () => {
    const twice = DEMO_PEOPLE.filter(
      ({ groups }) => groups.filter((group) => group.startsWith('approver:')).length > 1,
    );
    expect(twice.map(({ short }) => short)).toEqual(['sam']);
  });

  it('has every kind and tier of account', () => {
    // A device is known by a tenant of Entra, which the demo has not.
    const kinds = KINDS.filter((kind) => kind !== 'device');
    expect(new Set(DEMO_ACCOUNTS.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(new Set(DEMO_ACCOUNTS.map(({ tier }) => tier))).toEqual(new Set(TIERS));
  });

  it('is well-formed', () => {
    expect(DEMO_PEOPLE.filter(({ person }) => !isPersonId(person))).toEqual([]);
    expect(DEMO_ACCOUNTS.filter(({ account }) => !isAccountId(account))).toEqual([]);
    const accounts = DEMO_ACCOUNTS.map(({ account }) => account);
    expect(new Set(accounts).size).toBe(accounts.length);
  });

  it('gives no identity to two people', () => {
    const identities = DEMO_PEOPLE.flatMap((person) =>
      identitiesOf(registryRecord(person, URL, recordedPasskeys(PASSKEYS, person.short, URL))),
    );
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('names only people whom it has', () => {
    const known = DEMO_PEOPLE.map(({ person }) => person);
    const named = DEMO_ACCOUNTS.flatMap(({ owner, manager, custodians }) => [owner, manager, ...custodians]);
    expect(named.filter((person) => person !== null && !known.includes(person))).toEqual([]);
  });

  it('gives every account somebody who may ask for it, and every non-human one two custodians', () => {
    for (const { account, owner, custodians } of DEMO_ACCOUNTS)
      expect([account, owner !== null || custodians.length === 2]).toEqual([account, true]);
  });

  it('has users and secrets for what the connectors act on', () => {
    expect(userNames()).toContain('lena-admin');
    expect(secretNames()).toContain('prod/payments/db');
    const reached = DEMO_ACCOUNTS.filter(
      ({ connector }) =>
        !['okta', 'by-hand'].includes(connector) && ACTIONS.some((one) => CAPABILITIES[connector]?.includes(one)),
    );
    expect(reached.map(({ target }) => target).sort()).toEqual([...userNames(), ...secretNames()].sort());
  });

  it('finds people by their short names', () => {
    expect(demoPerson('lena').person).toBe('person:lena');
    expect(() => demoPerson('nobody')).toThrow('the demo has no person `nobody`');
  });
});

/** A registry that keeps what was confirmed, and notes every call. */
function fakeRegistry(over: Partial<Registry> = {}) {
  const calls: { readonly short: string; readonly path: string; readonly stream: string }[] = [];
  const states = new Map<string, StreamState>();
  const bootstraps: Administrators[] = [];
  const registry: Registry = {
    ...{ issuer: URL, passkeys: PASSKEYS },
    bootstrap: async (input) => {
      const { administrators } = input as { readonly administrators: Administrators };
      bootstraps.push(administrators);
      states.set(BOOTSTRAP_STREAM, { ...INITIAL, bootstrap: administrators });
      for (const one of administrators)
        states.set(one.person, { ...INITIAL, person: { current: one, proposal: null } });
    },
    state: async (stream) => states.get(stream) ?? INITIAL,
    post: async (short, path, body) => {
      const { profile, person, stream } = body as Record<string, { account?: string; person?: string } & string>;
      const name = profile?.account ?? person?.person ?? String(stream);
      calls.push({ short, path, stream: name });
      if (path === '/registry/confirmations')
        states.set(name, { ...INITIAL, profile: { current: aProfile(), proposal: null } });
      return { status: 200, body: { stream: name, digest: `digest of ${name}` } };
    },
    ...over,
  };
  return { registry, calls, states, bootstraps };
}

describe('registerDemo', () => {
  it('begins with the two admins, who then register everything under dual control', async () => {
    const { registry, calls, bootstraps } = fakeRegistry();
    const registered = await registerDemo(registry);
    expect(registered).toHaveLength(DEMO_PEOPLE.length + DEMO_ACCOUNTS.length);
    expect(bootstraps.map((two) => two.map(({ person }) => person))).toEqual([['person:adam', 'person:ada']]);
    // The first passkey of staff comes with the bootstrap, for the name by which browsers reach the console.
    const { id } = PASSKEYS.ada;
    expect(bootstraps[0]?.[1].passkeys).toMatchObject([
      { credentialId: id.toString('base64url'), site: 'http://localhost:4711' },
    ]);
    const [proposer, confirmer] = DEMO_ADMINS;
    for (const stream of registered.slice(DEMO_ADMINS.length)) {
      const own = calls.filter((call) => call.stream === stream);
      expect(own.map(({ short, path }) => [short, path])).toEqual([
        [proposer, '/registry/proposals'],
        [confirmer, '/registry/confirmations'],
      ]);
    }
  });

  it('begins again where a crash left one of the two without a record', async () => {
    const { registry, states, bootstraps } = fakeRegistry();
    await registerDemo(registry);
    states.delete('person:ada');
    expect(await registerDemo(registry)).toEqual(['person:adam', 'person:ada']);
    expect(bootstraps).toHaveLength(2);
  });

  it('registers nothing twice', async () => {
    const { registry, calls } = fakeRegistry();
    await registerDemo(registry);
    calls.length = 0;
    expect(await registerDemo(registry)).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('registers only what is missing, and leaves alone what somebody has changed', async () => {
    const { registry, calls, states } = fakeRegistry();
    await registerDemo(registry);
    states.delete('cognito:ken');
    states.set('person:ken', { ...INITIAL, person: { current: aPerson({ name: 'Ken W.' }), proposal: null } });
    calls.length = 0;
    expect(await registerDemo(registry)).toEqual(['cognito:ken']);
    expect(new Set(calls.map(({ stream }) => stream))).toEqual(new Set(['cognito:ken']));
  });

  it('says what the registry refused', async () => {
    const { registry } = fakeRegistry({ post: async () => ({ status: 409, body: { code: 'same-proposer' } }) });
    await expect(registerDemo(registry)).rejects.toThrow('the registry refused `person:alex`: 409 same-proposer');
  });
});
