import { describe, expect, it } from '@jest/globals';
import { HttpConsumerProbe } from '../../../lambdas/adapters/https/consumer-probe.ts';

const URL_OF_IT = 'https://payments.example.com/health?of=db';

/** A consumer that gives these answers in a row, the last one for ever; 0: none. */
function probe(...answers: readonly number[]) {
  let [now, asked] = [0, 0];
  const urls: string[] = [];
  const options = {
    send: async (url: URL, { redirect }: RequestInit) => {
      urls.push(`${redirect} ${url.href}`);
      const status = answers[Math.min(asked, answers.length - 1)] ?? 0;
      asked += 1;
      if (status === 0) throw new TypeError('fetch failed');
      return new Response(null, {
        status,
        ...(status === 302 ? { headers: { location: 'http://169.254.169.254/' } } : {}),
      });
    },
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
  };
  return { probe: new HttpConsumerProbe(URL_OF_IT, options), urls, seconds: () => now / 1000 };
}

describe('a consumer', () => {
  it('is well once it answers 200, and is asked about the version', async () => {
    const { probe: one, urls } = probe(200);
    expect(await one.isWell('v-2')).toBe(true);
    expect(urls).toEqual([`manual ${URL_OF_IT}&version=v-2`]);
  });

  it('has a while to read its secret', async () => {
    const { probe: one, urls } = probe(503, 0, 401, 200);
    expect(await one.isWell('v-2')).toBe(true);
    expect(urls).toHaveLength(4);
  });

  it.each([500, 404, 204, 302, 401, 429, 0])('is not well with %s after that', async (status) => {
    const { probe: one, urls, seconds } = probe(status);
    expect(await one.isWell('v-2')).toBe(false);
    expect(seconds()).toBeLessThanOrEqual(25);
    expect(urls.length).toBeGreaterThan(10);
    expect(new Set(urls)).toEqual(new Set([`manual ${URL_OF_IT}&version=v-2`]));
  });
});
