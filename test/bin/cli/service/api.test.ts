import { afterEach, describe, expect, it } from '@jest/globals';
import { cli } from '../../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../../support/fake-service.ts';

const STOP = 'POST /recoveries/rec-1/stops';
const DONE = { body: { recovery: 'rec-1', status: 'stopped', seq: 9, repeated: false, warnings: [] } };

let service: FakeService;

afterEach(async () => {
  await service.close();
  expect(service.complaints).toEqual([]);
});

async function stopping(...replies: readonly Scripted[]) {
  service = await fakeService({ [STOP]: replies });
  return cli(['recoveries', 'stop', 'rec-1', '--reason', 'not me'], { url: service.url });
}

describe('retries', () => {
  it.each<[string, Scripted]>([
    ['no answer', 'cut'],
    ['a 503', aProblem(503, 'unavailable')],
  ])('says it again with the same key after %s', async (_, failure) => {
    const { code, slept } = await stopping(failure, failure, failure, DONE);
    expect(code).toBe(0);
    expect(service.seen.map(({ key, body }) => [key, body])).toEqual(
      Array(4).fill(['key-1', { reason: 'not me', cause: 'suspected-impersonation' }]),
    );
    expect(slept).toHaveLength(3);
    for (const [index, pause] of slept.entries()) {
      expect(pause).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(500 * 2 ** index);
    }
  });

  it('gives up after three more tries, and says how to say the same again', async () => {
    const { code, err } = await stopping('cut');
    expect([code, service.seen.length]).toEqual([3, 4]);
    expect(err).toContain('it may have been carried out: repeat it with `--idempotency-key key-1`');
  });

  it('shows the problem of the last try', async () => {
    const { code, err } = await stopping(aProblem(503, 'unavailable'));
    expect([code, service.seen.length]).toEqual([3, 4]);
    expect(err).toContain('failed: title of unavailable (unavailable, 503)');
  });

  it.each<[number, Scripted]>([
    [400, aProblem(400, 'json-malformed')],
    [409, aProblem(409, 'wrong-status')],
    [429, aProblem(429, 'too-many-requests')],
    [500, aProblem(500, 'internal')],
    [502, { status: 502, body: 'bad gateway' }],
  ])('does not repeat what was answered with %i', async (_, answer) => {
    await stopping(answer);
    expect(service.seen).toHaveLength(1);
  });

  it('waits as long as the service asks, within reason', async () => {
    const asks = (retryAfter: string): Scripted =>
      ({ ...(aProblem(503, 'unavailable') as object), retryAfter }) as Scripted;
    const { slept } = await stopping(asks('3'), asks('3600'), asks('soon'), DONE);
    expect(slept[0]).toBe(3000);
    expect(slept[1]).toBe(10_000);
    expect(slept[2]).toBeLessThanOrEqual(2000);
  });
});
