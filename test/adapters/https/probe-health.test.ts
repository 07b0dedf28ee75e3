import { describe, expect, it } from '@jest/globals';
import { ProbeHealth } from '../../../lambdas/adapters/https/probe-health.ts';

const AT = 'https://payments.example.com/health?of=db';

/** A consumer that answers with this status; 0: not at all. */
async function flawOf(status: number) {
  const asked: string[] = [];
  const health = new ProbeHealth(AT, async (url, { redirect }) => {
    asked.push(`${redirect} ${url.href}`);
    if (status === 0) throw new TypeError('fetch failed');
    return new Response(null, { status });
  });
  return { flaw: await health.flaw(), asked };
}

describe('the consumer of a secret, for the doctor', () => {
  it.each([503, 409, 404, 401, 204])('is well where it answers %s to a version that nobody made', async (status) => {
    expect(await flawOf(status)).toEqual({ flaw: null, asked: [`manual ${AT}&version=none`] });
  });

  it('is not well where it says 200 to that version: it would to every one', async () => {
    expect((await flawOf(200)).flaw).toBe('accepts-anything');
  });

  it('is not well where nothing answers, or something that sends elsewhere', async () => {
    expect([(await flawOf(0)).flaw, (await flawOf(302)).flaw]).toEqual(['unavailable', 'elsewhere']);
  });
});
