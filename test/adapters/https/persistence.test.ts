import { describe, expect, it } from '@jest/globals';
import { Persistence } from '../../../lambdas/adapters/https/persistence.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const failing = (code: string, afterSeconds?: number) => new AdapterError(code, { retryable: true, afterSeconds });

/** Calls that fail like this, one after the other, and then succeed; and the pauses before each further one. */
async function called(...errors: readonly Error[]) {
  const pauses: number[] = [];
  const persistence = new Persistence({ random: () => 0.5, sleep: async (ms) => void pauses.push(ms) });
  let calls = 0;
  const work = async () => {
    const error = errors[calls];
    calls += 1;
    if (error !== undefined) throw error;
    return 'done';
  };
  const end = await persistence.call(work).catch((error: Error) => error);
  return { end, pauses, calls };
}

describe('a call that is made again', () => {
  it('waits as long as the vendor asks, and else twice as long each time, a little more by chance', async () => {
    const lost = failing('unavailable');
    expect(await called(failing('throttled', 20), lost, lost)).toEqual({
      ...{ end: 'done', calls: 4, pauses: [20_500, 2_500, 4_500] },
    });
  });

  it('gives up after six calls, and where the vendor asks for longer than is worth it', async () => {
    const lost = Array.from({ length: 9 }, () => failing('unavailable'));
    expect(await called(...lost)).toMatchObject({ end: { code: 'unavailable' }, calls: 6 });
    expect(await called(failing('throttled', 91))).toMatchObject({ end: { code: 'throttled' }, calls: 1, pauses: [] });
  });

  it.each(['credentials', 'access-denied', 'unexpected'])('is made once where the answer is `%s`', async (code) => {
    expect(await called(failing(code))).toMatchObject({ end: { code }, calls: 1 });
  });
});
