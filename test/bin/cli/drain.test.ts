import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Script, type Scripted } from '../../support/fake-service.ts';
import { at, NOW } from '../../support/fixtures.ts';

let service: FakeService;

afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

const DAY = 86_400;
const OPEN = 'GET /recoveries?which=open&limit=100';
const recovery = (id: string, status: string) => ({ id, status, account: `cognito:${id}`, action: 'reset-password' });
const listing = (...items: readonly object[]): Scripted => ({ body: { items } });
const counting = (grants: number | null): Scripted => ({
  body: { at: NOW, issuer: 'https://issuer.example', you: {}, policy: {}, ways: [], unread: [], grants },
});
const DRAIN = { threat: 'threat-1', account: null, desk: null, drain: true, until: at(DAY) };
const NONE_RAISED: Scripted = { body: { threats: [] } };
const stopped = (id: string): Script => ({ [`POST /recoveries/${id}/stops`]: { body: { recovery: id, seq: 9 } } });

const drains = (...argv: readonly string[]) => cli(['drain', '--reason', 'we move', ...argv], { url: service.url });
const lines = (): readonly string[] => service.seen.map(({ line }) => line);

describe('drain', () => {
  it('changes nothing while recoveries are under way', async () => {
    service = await fakeService({
      [OPEN]: listing(recovery('r1', 'approving'), recovery('r2', 'granted')),
      'GET /doctor': counting(1),
    });
    const { code, err } = await drains('--json');
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ code: 'recoveries-open', recoveries: ['r1'] });
    expect(lines().filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  it('declares the drain for a day, stops each grant once, and waits until none is left', async () => {
    service = await fakeService({
      [OPEN]: [
        listing(recovery('r1', 'granted')),
        listing(recovery('r1', 'granted')),
        listing(recovery('r1', 'revoking')),
        listing(recovery('r1', 'reviewing')),
      ],
      'GET /doctor': [counting(1), counting(1), counting(1), counting(0)],
      'GET /threats': NONE_RAISED,
      'POST /threats': { body: DRAIN },
      ...stopped('r1'),
    });
    const { code, out, slept } = await drains();
    expect(service.seen.find(({ line }) => line === 'POST /threats')?.body).toEqual({
      drain: true,
      until: at(DAY),
      reason: 'we move',
    });
    expect(service.seen.filter(({ line }) => line.endsWith('/stops')).map(({ body }) => body)).toEqual([
      { reason: 'we move', cause: 'withdrawn' },
    ]);
    expect({ code, slept }).toEqual({ code: 0, slept: [2_000, 2_000] });
    expect(out).toBe(
      'drained: no grant is left, and none is made until 2026-11-21 10:00:00 UTC.\n1 recoveries wait for a review, which no stack will ask for any more.\n',
    );
  });

  it('goes on under the drain that is declared already, and stops what is open when told to', async () => {
    service = await fakeService({
      [OPEN]: [listing(recovery('r1', 'proofing')), listing(recovery('r1', 'proofing')), listing()],
      'GET /doctor': counting(0),
      'GET /threats': { body: { threats: [{ ...DRAIN, id: 'threat-1', loweredBy: null }] } },
      ...stopped('r1'),
    });
    expect((await drains('--stop-open')).code).toBe(0);
    expect(lines()).not.toContain('POST /threats');
    expect(lines()).toContain('POST /recoveries/r1/stops');
  });

  it('takes a recovery that has ended since it was listed for stopped, and tells every other refusal', async () => {
    const script = (code: string): Script => ({
      [OPEN]: [listing(recovery('r1', 'granted')), listing(recovery('r1', 'granted')), listing()],
      'GET /doctor': counting(0),
      'GET /threats': NONE_RAISED,
      'POST /threats': { body: DRAIN },
      'POST /recoveries/r1/stops': aProblem(code === 'machine-cannot-decide' ? 403 : 409, code),
    });
    service = await fakeService(script('wrong-status'));
    expect((await drains()).code).toBe(0);
    await service.close();
    service = await fakeService(script('machine-cannot-decide'));
    const { code, err } = await drains();
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('machine-cannot-decide') });
  });

  it('names what is left when its time is up, and is not over while the queue has a grant that no list shows', async () => {
    service = await fakeService({
      [OPEN]: listing(recovery('r1', 'revocation-overdue')),
      'GET /doctor': counting(2),
      'GET /threats': NONE_RAISED,
      'POST /threats': { body: DRAIN },
      ...stopped('r1'),
    });
    const argv = ['drain', '--reason', 'we move', '--wait', '1'];
    const { code, out } = await cli(argv, { url: service.url, live: true });
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
"not drained: 2 grants are not confirmed gone. Say it again to go on.
RECOVERY  ACCOUNT     STATUS
r1        cognito:r1  revocation-overdue
"
`);
  });

  it('does not take a count that the service cannot make for none', async () => {
    service = await fakeService({ [OPEN]: listing(), 'GET /doctor': counting(null) });
    const { code, err } = await drains('--json');
    expect(code).not.toBe(0);
    expect(JSON.parse(err)).toMatchObject({ code: 'grants-unread' });
    expect(lines()).not.toContain('POST /threats');
  });
});
