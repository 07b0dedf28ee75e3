import { describe, expect, it } from '@jest/globals';
import { SignedPost } from '../../../lambdas/adapters/aws/signed-post.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';

const postWith = (send: Send, endpoint = 'https://iam.amazonaws.com') =>
  new SignedPost({
    ...{ endpoint, service: 'iam', region: 'us-east-1', sha256: Sha256, send },
    credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'canary-key' }),
    now: () => Date.parse('2015-08-30T12:36:00Z'),
  });

describe('a signed POST', () => {
  it('has the headers that it is given under its signature, and neither the key nor the host', async () => {
    const sent: Headers[] = [];
    const send: Send = async (_, { headers }) => {
      sent.push(new Headers(headers));
      return new Response('one', { status: 400 });
    };
    const post = postWith(send, 'http://127.0.0.1:4566');
    expect(await post.send('a=b', { 'content-type': 'text/x', 'x-amz-target': 'A.B' })).toEqual({
      status: 400,
      text: 'one',
    });
    expect(sent[0]?.get('authorization')).toMatch(
      /SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target/,
    );
    expect(JSON.stringify([...(sent[0] ?? [])])).not.toContain('canary-key');
    expect(sent[0]?.has('host')).toBe(false);
  });

  it('of which nothing came back may have been carried out', async () => {
    const broken = postWith(async () => {
      throw new Error('canary: ECONNRESET');
    });
    const error = await broken.send('', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(String(error)).toBe('AdapterError: iam.amazonaws.com did not answer');
  });

  it('is not sent on to another place', async () => {
    const moved = postWith(async () => new Response('', { status: 307 }));
    await expect(moved.send('', {})).rejects.toMatchObject({ code: 'unexpected', retryable: false });
  });
});
