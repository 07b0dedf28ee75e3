import { describe, expect, it } from '@jest/globals';
import { AwsQuery, QueryRefusal } from '../../../lambdas/adapters/iam/query.ts';
import { elementAt } from '../../../lambdas/adapters/iam/xml.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

function queryWith(answer: () => Response | Promise<Response>, sessionToken?: string) {
  const sent: { readonly url: URL; readonly request: RequestInit }[] = [];
  const query = new AwsQuery({
    ...{ endpoint: 'https://iam.amazonaws.com', service: 'iam', version: '2010-05-08', region: 'us-east-1' },
    ...{ sha256: Sha256, now: () => Date.parse('2015-08-30T12:36:00Z') },
    credentials: async () => ({ ...CREDENTIALS, ...(sessionToken === undefined ? {} : { sessionToken }) }),
    send: async (url, request) => {
      sent.push({ url, request });
      return answer();
    },
  });
  return { query, sent };
}

const ok = (action: string, inside = ''): Response =>
  new Response(`<${action}Response><${action}Result>${inside}</${action}Result></${action}Response>`);
const refusing = (code: string, status: number): Response =>
  new Response(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>canary</Message></Error></ErrorResponse>`,
    {
      status,
    },
  );

describe('a call by AWS’s query protocol', () => {
  it('is a form with a signature of the day, the region and the service, and follows no redirect', async () => {
    const { query, sent } = queryWith(() => ok('ListUsers', '<IsTruncated>false</IsTruncated>'), 'canary-session');
    const answer = await query.ask('ListUsers', { UserName: 'a+b' });
    expect(elementAt(answer, 'IsTruncated')?.text).toBe('false');
    const [{ url, request } = { url: new URL('https://none'), request: {} }] = sent;
    expect([url.href, request.method, request.redirect]).toEqual(['https://iam.amazonaws.com/', 'POST', 'manual']);
    expect(request.body).toBe('Action=ListUsers&Version=2010-05-08&UserName=a%2Bb');
    const headers = new Headers(request.headers);
    expect(headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/iam\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*x-amz-security-token[\w;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(headers.get('x-amz-security-token')).toBe('canary-session');
    expect(headers.has('host')).toBe(false);
  });

  it('signs another body otherwise', async () => {
    const { query, sent } = queryWith(() => ok('ListUsers'));
    for (const UserName of ['a', 'b', 'a']) await query.ask('ListUsers', { UserName });
    const signed = sent.map(({ request }) => new Headers(request.headers).get('authorization'));
    expect([signed[0] === signed[2], signed[0] === signed[1]]).toEqual([true, false]);
  });

  it('of an operation that only changes something has an answer without a result', async () => {
    const { query } = queryWith(
      () => new Response('<DeleteAccessKeyResponse><ResponseMetadata/></DeleteAccessKeyResponse>'),
    );
    expect((await query.ask('DeleteAccessKey', {})).children.size).toBe(0);
  });

  it.each<[string, number, string, boolean]>([
    ['LimitExceeded', 409, 'limit-exceeded', true],
    ['NoSuchEntity', 404, 'not-found', false],
    ['EntityTemporarilyUnmodifiable', 409, 'conflict', true],
    ['ConcurrentModification', 409, 'conflict', true],
    ['ServiceFailure', 500, 'unavailable', true],
    ['Throttling', 400, 'throttled', true],
    ['AccessDenied', 403, 'access-denied', false],
    ['ValidationError', 400, 'invalid-request', false],
    ['InvalidClientTokenId', 403, 'access-denied', false],
  ])('that is refused as %s with %d is `%s`, and quotes nothing', async (name, status, code, retryable) => {
    const { query } = queryWith(() => refusing(name, status));
    const error = (await query.ask('CreateAccessKey', {}).catch((thrown: unknown) => thrown)) as QueryRefusal;
    expect(error).toBeInstanceOf(QueryRefusal);
    expect(error.name).toBe(name);
    expect(error.asAdapterError).toMatchObject({ code, retryable });
    expect(`${error.message} ${error.asAdapterError.message}`).not.toContain('canary');
  });

  it('whose answer nobody can read, or which has none, may be tried again; a redirect may not', async () => {
    const asks = (answer: () => Response) => queryWith(answer).query.ask('CreateAccessKey', {});
    await expect(asks(() => new Response('<html>busy'))).rejects.toMatchObject({
      code: 'answer-unreadable',
      retryable: true,
    });
    await expect(asks(() => ok('ListUsers'))).rejects.toMatchObject({ code: 'answer-unreadable', retryable: true });
    await expect(
      asks(() => {
        throw new TypeError('fetch failed');
      }),
    ).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    const moved = () => new Response('', { status: 307, headers: { location: 'http://169.254.169.254/' } });
    await expect(asks(moved)).rejects.toMatchObject({ code: 'unexpected', retryable: false });
  });
});
