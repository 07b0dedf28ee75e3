import { afterEach, describe, expect, it } from '@jest/globals';
import { placeIn, wayBack } from '../../../console/staff/model/place.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { at } from '../../support/fixtures.ts';

const SITE = 'https://console.example.com';
const OLGA = 'person:olga';
const UNTIL = at(4 * 3600);

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const signing = (passkeys: readonly object[] = [{ credentialId: 'c', site: SITE }]) => ({
  body: { person: OLGA, at: at(0), passkeys },
});
const threats = (...some: readonly { readonly id: string; readonly loweredBy: string | null }[]) => ({
  body: { threats: some },
});
const incidents = (...some: readonly object[]) => ({ body: { incidents: some, uses: [] } });

async function types(argv: readonly string[], script: Script, circumstances: Circumstances = {}) {
  service = await fakeService(script);
  const addresses: string[] = [];
  const ran = await cli(argv, {
    ...circumstances,
    url: service.url,
    browser: (address) => {
      addresses.push(address);
      circumstances.browser?.(address);
    },
  });
  const sent = service.seen.filter(({ line }) => line.startsWith('POST'));
  return { ...ran, address: addresses[0], sent };
}

function askedAt(address = '') {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'duty' || place.asking === undefined) throw new Error(`nothing is asked at ${address}`);
  return place.asking;
}

const LOWER = ['threats', 'lower', 'threat-1'] as const;
const RAISED = { id: 'threat-1', loweredBy: null };

describe('threats lower by somebody with a passkey', () => {
  it('leads to the page of the console for exactly that threat level, and says what became of it', async () => {
    const asked = threats({ ...RAISED, loweredBy: OLGA });
    const { code, out, address, sent } = await types(LOWER, {
      'GET /me/signing': signing(),
      'GET /threats': [threats(RAISED), threats(RAISED), asked],
    });
    expect([code, out, sent]).toEqual([0, 'Recorded. A second person on duty has to say so too.\n', []]);
    expect(new URL(address ?? '').origin).toBe(SITE);
    expect(askedAt(address).asked).toEqual({ kind: 'lower', threat: 'threat-1' });
  });

  it('names the account, and says that it is lowered', async () => {
    const path = 'GET /threats?account=cognito%3Ajane';
    const before = threats({ ...RAISED, loweredBy: 'person:oscar' });
    const { out, address } = await types([...LOWER, '--account', 'cognito:jane'], {
      ...{ 'GET /me/signing': signing(), [path]: [before, threats()] },
    });
    expect(out).toBe('The threat level is lowered.\n');
    expect(askedAt(address).asked).toEqual({ kind: 'lower', threat: 'threat-1', account: 'cognito:jane' });
  });

  it('does nothing when the person goes back without signing', async () => {
    const browser = (address: string) => void fetch(wayBack(askedAt(address), 'cancelled'));
    const { code, err, sent } = await types(
      LOWER,
      { 'GET /me/signing': signing(), 'GET /threats': threats(RAISED) },
      { live: true, browser },
    );
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('nothing was signed');
  }, 20_000);

  it.each<[string, Script]>([
    ['who has no passkey', { 'GET /me/signing': signing([]) }],
    ['who asked before', { 'GET /me/signing': signing(), 'GET /threats': threats({ ...RAISED, loweredBy: OLGA }) }],
    ['for a level that is not raised', { 'GET /me/signing': signing(), 'GET /threats': threats() }],
  ])('is sent at once by somebody %s: the service decides', async (_, script) => {
    const answer = { body: { threat: 'threat-1', lowered: false } };
    const { code, address, sent } = await types(LOWER, { ...script, 'POST /threats/lowerings': answer });
    expect([code, address, sent.map(({ body }) => body)]).toEqual([0, undefined, [{ threat: 'threat-1' }]]);
  });
});

describe('incidents declare by somebody with a passkey', () => {
  it('leads to the page of the console for exactly that incident', async () => {
    const declared = { incident: 'INC-4711', until: UNTIL, reason: 'fire', by: OLGA };
    const argv = ['incidents', 'declare', 'INC-4711', '--hours', '4', '--reason', 'fire'];
    const { code, out, address, sent } = await types(argv, {
      'GET /me/signing': signing(),
      'GET /incidents': [incidents(), incidents({ ...declared, by: 'person:oscar' }), incidents(declared)],
    });
    expect([code, sent]).toEqual([0, []]);
    expect(out).toContain('Incident INC-4711 is declared until');
    expect(askedAt(address).asked).toEqual({ kind: 'declare', incident: 'INC-4711', until: UNTIL, reason: 'fire' });
  });
});

describe('what tightens at once', () => {
  it('asks for no passkey: a threat level is raised, and an incident ended', async () => {
    const threat = { threat: 'threat-1', account: null, desk: null, drain: false, until: UNTIL };
    const raised = await types(['threats', 'raise', '--hours', '4', '--reason', 'calls'], {
      'POST /threats': { body: threat },
    });
    await service?.close();
    const ended = await types(['incidents', 'end', 'INC-4711'], {
      'POST /incidents/ends': { body: { incident: 'INC-4711' } },
    });
    expect([raised.code, raised.address, ended.code, ended.address]).toEqual([0, undefined, 0, undefined]);
  });
});
