import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';

let service: FakeService | undefined;

async function serving(script: Script): Promise<FakeService> {
  service = await fakeService(script);
  return service;
}

afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const view = (id: string, account: string, over: { status?: string; desk?: string; caller?: string } = {}) => ({
  ...{ id, account, action: 'unlock', status: over.status ?? 'granted', ended: false, tier: null, kind: null },
  ...{ openedAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-20T10:00:00.000Z', seq: 3, expiresAt: null },
  trace: { desk: over.desk ?? null, caller: over.caller ?? null, network: null },
});
const OPEN = {
  'GET /search?which=open&limit=100': {
    body: {
      items: [
        view('r-1', 'okta:jane', { desk: 'north', caller: 'n-1' }),
        view('r-2', 'okta:ken', { desk: 'north', status: 'proofing' }),
        view('r-3', 'okta:jane', { caller: 'n-1' }),
        view('r-4', 'okta:jane', { status: 'revoking', caller: 'n-1' }),
      ],
      lookedBackTo: null,
    },
  },
};
const stopped = { body: { recovery: 'r', status: 'stopped', seq: 9, repeated: false, warnings: [] } };
const stops = (...ids: readonly string[]): Script =>
  Object.fromEntries(ids.map((id) => [`POST /recoveries/${id}/stops`, stopped]));
const REVOKE = ['recoveries', 'revoke', '--reason', 'an attack'];

describe('recoveries revoke', () => {
  it.each([
    ['an account', ['--account', 'okta:jane'], ['r-1', 'r-3']],
    ['a desk', ['--desk', 'north'], ['r-1', 'r-2']],
    ['a campaign from one number', ['--like', 'r-3'], ['r-1', 'r-3']],
  ])(
    'stops what is open of %s, each by itself and with a key of its own, and says how far it is',
    async (_, of, ids) => {
      const { url, seen } = await serving({ ...OPEN, ...stops(...ids) });
      const { code, err } = await cli([...REVOKE, ...of, '--yes'], { url });
      expect(code).toBe(0);
      expect(err).toContain('This would end:');
      expect(err).toContain(`${ids.length} of ${ids.length}: `);
      const sent = seen.filter(({ line }) => line.startsWith('POST'));
      expect(sent.map(({ line }) => line)).toEqual(ids.map((id) => `POST /recoveries/${id}/stops`));
      expect(new Set(sent.map(({ key }) => key)).size).toBe(ids.length);
    },
  );

  it('shows what would end and stops nothing without a yes', async () => {
    const { url, seen } = await serving(OPEN);
    const refused = await cli([...REVOKE, '--account', 'okta:jane'], { url, tty: true, types: ['n'] });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('r-3');
    expect((await cli([...REVOKE, '--account', 'okta:jane'], { url })).code).toBe(2);
    expect(seen.every(({ line }) => line.startsWith('GET'))).toBe(true);
  });

  it('goes on where one cannot be stopped, and names it; what has ended meanwhile is no failure', async () => {
    const { url } = await serving({
      ...OPEN,
      'POST /recoveries/r-1/stops': aProblem(409, 'contention'),
      'POST /recoveries/r-2/stops': aProblem(409, 'recovery-ended'),
    });
    const { code, err } = await cli([...REVOKE, '--desk', 'north', '--yes'], { url });
    expect(code).toBe(1);
    expect(err).toContain('not stopped: r-1');
    expect(err).toContain('2 of 2: okta:ken stopped');
  });

  it('wants exactly one of account, desk and campaign', async () => {
    expect((await cli([...REVOKE, '--yes'])).code).toBe(2);
    expect((await cli([...REVOKE, '--desk', 'north', '--account', 'okta:jane', '--yes'])).code).toBe(2);
  });
});
