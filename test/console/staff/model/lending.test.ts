import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Api } from '../../../../console/staff/model/api.ts';
import { orderIn } from '../../../../console/staff/model/asked.ts';
import { isLent, Lending, momentOf } from '../../../../console/staff/model/lending.ts';
import { hashOf, lenderIn, placeIn } from '../../../../console/staff/model/place.ts';
import { signedOrder } from '../../../../console/staff/model/statement.ts';
import * as core from '../../../../lambdas/core/approvals/statement.ts';
import { digestOfDelegation } from '../../../../lambdas/core/registry/delegation.ts';
import { SoftwareAuthenticator } from '../../../../local/signing/authenticator.ts';
import { NOW } from '../../../support/fixtures.ts';

const session = { token: async () => 'token', name: () => null, signIn: async () => {}, signOut: async () => {} };
const order = { to: 'person:ivan', groups: ['identity'], until: '2026-12-14T18:00:00.000Z', reason: 'on leave' };
const lent = { ...order, id: 'd-1', from: 'person:mara' };
const list = { person: 'person:ida', groups: ['identity'], passkeys: [], given: [], taken: [lent] };

let answers: Readonly<Record<string, object>>;
let asked: string[];
let sent: unknown[];
beforeEach(() => {
  [asked, sent] = [[], []];
  answers = {};
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (to, init) => {
    const path = String(to);
    asked.push(path);
    if (init?.body !== undefined) sent.push(JSON.parse(String(init.body)));
    const answer = answers[path];
    return new Response(JSON.stringify(answer ?? { code: 'recovery-unknown' }), { status: answer ? 200 : 404 });
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const at = (hash: string) => placeIn(hash);
const FOR = '/recoveries/r-1/offers?for=person%3Amara';

describe('in whose place a recovery could be decided', () => {
  it('is asked for each who lent their right, and only while this person decides for themselves', async () => {
    answers = { '/delegations': list, [FOR]: { countersign: true, reject: true, passkeyMissing: false } };
    const lending = new Lending(new Api(session));
    await lending.readFor(at('#/recoveries/r-1'), true);
    expect(lending.lenders).toEqual([lent]);
    await lending.readFor(at('#/recoveries/r-1/for/person%3Amara'), true);
    expect(lending.lenders).toEqual([]);
    await lending.readFor(at('#/recoveries/r-1'), false);
    expect(lending.lenders).toEqual([]);
  });

  it('is nobody’s where the service offers nothing, or does not know the recovery', async () => {
    answers = { '/delegations': list, [FOR]: { countersign: false, reject: false, passkeyMissing: false } };
    const lending = new Lending(new Api(session));
    await lending.readFor(at('#/recoveries/r-1'), true);
    expect(lending.lenders).toEqual([]);
    answers = { '/delegations': list };
    await lending.readFor(at('#/recoveries/r-1'), true);
    expect(lending.lenders).toEqual([]);
  });

  it('costs one read of what was lent a minute', async () => {
    answers = { '/delegations': list, [FOR]: { countersign: true } };
    const lending = new Lending(new Api(session));
    for (const _ of [1, 2, 3]) await lending.readFor(at('#/recoveries/r-1'), true);
    expect(asked.filter((path) => path === '/delegations')).toHaveLength(1);
    lending.forget();
    await lending.readFor(at('#/recoveries/r-1'), true);
    expect(asked.filter((path) => path === '/delegations')).toHaveLength(2);
  });

  it('has an address of its own', () => {
    const place = at('#/recoveries/r-1/for/person%3Amara');
    expect([lenderIn(place), hashOf(place)]).toEqual(['person:mara', '#/recoveries/r-1/for/person%3Amara']);
    expect(lenderIn(at('#/recoveries/r-1'))).toBeUndefined();
  });
});

describe('a right to approve', () => {
  const key = new SoftwareAuthenticator();
  const site = 'https://console.example.com';

  it('is signed as the service verifies it: over exactly what is lent', async () => {
    let challenge = '';
    class Credential {
      readonly id = key.id.toString('base64url');
      readonly response = {
        clientDataJSON: new ArrayBuffer(1),
        authenticatorData: new ArrayBuffer(1),
        signature: new ArrayBuffer(1),
      };
    }
    const get = async ({ publicKey }: { publicKey: PublicKeyCredentialRequestOptions }) => {
      challenge = Buffer.from(publicKey.challenge as Uint8Array).toString('base64url');
      return new Credential();
    };
    for (const [name, value] of [
      ['PublicKeyCredential', Credential],
      ['location', new URL(site)],
      ['navigator', { credentials: { get } }],
    ] as const)
      Object.defineProperty(globalThis, name, { value, configurable: true });
    const passkeys = [{ credentialId: key.id.toString('base64url'), site }];
    const signed = await signedOrder({ person: 'person:ida', passkeys }, { ...lent, ...order }, NOW);
    const statement = {
      ...({ kind: 'delegate', stream: 'person:ida', recovery: null, digest: digestOfDelegation(order) } as const),
      ...{ person: 'person:ida', at: NOW },
    } as const;
    expect(signed).toMatchObject({ statement });
    expect(challenge).toBe(core.challengeOf(statement));
    const none = signedOrder({ person: 'person:ida', passkeys: [] }, order, NOW);
    await expect(none).rejects.toMatchObject({ code: 'unsigned' });
  });

  it('is taken back from whoever lent it', async () => {
    answers = { '/delegations/withdrawals': {} };
    await new Lending(new Api(session)).withdraw(lent);
    expect(sent).toEqual([{ from: 'person:mara', delegation: 'd-1' }]);
  });

  it('is for somebody who was found: one alone at once, one of several when they are chosen', async () => {
    const [ivan, omar] = [
      { person: 'person:ivan', name: 'Ivan Novak' },
      { person: 'person:omar', name: 'Omar Aziz' },
    ];
    const lending = new Lending(new Api(session));
    answers = { '/people/searches': { items: [ivan], more: false } };
    await lending.find('ivan novak');
    expect([sent, lending.picked]).toEqual([[{ words: 'ivan novak' }], ivan]);
    answers = { '/people/searches': { items: [ivan, omar], more: false } };
    await lending.find('somebody');
    expect(lending.picked).toBeNull();
    lending.pick(omar);
    expect(lending.picked).toEqual(omar);
    lending.pick(null);
    expect([lending.found, lending.picked]).toEqual([null, null]);
  });

  it('ends by the person’s own clock', () => {
    expect(momentOf('2026-12-14T18:00')).toBe(new Date('2026-12-14T18:00').toISOString());
    expect(() => momentOf('')).toThrow('delegation-too-long');
  });

  it('is known as lent only with exactly these members', () => {
    const given = { ...list, given: [{ ...lent, from: 'person:ida' }] };
    expect(isLent(given, order)).toBe(true);
    for (const over of [{ to: 'person:sam' }, { groups: [] }, { until: NOW }, { reason: 'x' }])
      expect(isLent(given, { ...order, ...over })).toBe(false);
  });

  it('comes from the command line only in its own form', () => {
    const spelled = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(orderIn(spelled(order))).toEqual(order);
    for (const over of [{ to: 7 }, { groups: 'identity' }, { until: 'friday' }, { reason: 'no\u202Eyes' }])
      expect(orderIn(spelled({ ...order, ...over }))).toBeUndefined();
    expect(at(`#/delegations/sign/${spelled(order)}/47311/${'s'.repeat(43)}`)).toMatchObject({ at: 'lending', order });
    expect(at(`#/delegations/sign/${spelled(order)}/80/${'s'.repeat(43)}`).at).toBe('list');
  });
});
