import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { AwsJson } from '../../../lambdas/adapters/aws/json-api.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';

const ANY = z.unknown();

function apiWith(...answers: readonly (() => Response)[]) {
  const sent: { readonly url: URL; readonly request: RequestInit }[] = [];
  const pauses: number[] = [];
  const api = new AwsJson({
    ...{ endpoint: 'https://sso.eu-west-1.amazonaws.com', service: 'sso', target: 'SWBExternalService' },
    ...{ region: 'eu-west-1', sha256: Sha256, now: () => Date.parse('2015-08-30T12:36:00Z') },
    credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'k', sessionToken: 'canary-session' }),
    pause: async (attempt) => void pauses.push(attempt),
    send: async (url, request) => {
      sent.push({ url, request });
      return (answers[sent.length - 1] ?? answers.at(-1) ?? Response.error)();
    },
  });
  return { api, sent, pauses };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(body), { status });
const refusing = (type: string, status = 400) => json({ __type: type, message: 'canary' }, status);

describe('a call by AWS’s JSON protocol', () => {
  it('names service and operation, is signed for the service and the region, and follows no redirect', async () => {
    const { api, sent } = apiWith(json({ Name: 'one' }));
    expect(await api.ask('DescribeInstance', { InstanceArn: 'arn' }, z.object({ Name: z.string() }))).toEqual({
      Name: 'one',
    });
    const [{ url, request } = { url: new URL('https://none'), request: {} }] = sent;
    expect([url.href, request.method, request.redirect, request.body]).toEqual([
      ...['https://sso.eu-west-1.amazonaws.com/', 'POST', 'manual', '{"InstanceArn":"arn"}'],
    ]);
    const headers = new Headers(request.headers);
    expect([headers.get('content-type'), headers.get('x-amz-target'), headers.get('x-amz-security-token')]).toEqual([
      ...['application/x-amz-json-1.1', 'SWBExternalService.DescribeInstance', 'canary-session'],
    ]);
    expect(headers.get('authorization')).toMatch(/Credential=AKIDEXAMPLE\/20150830\/eu-west-1\/sso\/aws4_request, /);
    expect(headers.has('host')).toBe(false);
  });

  it('reads a list to its end, and refuses one without an end or of another shape', async () => {
    const list = { list: 'Items', shape: z.object({ id: z.string() }) };
    const { api, sent } = apiWith(
      json({ Items: [{ id: 'a' }], NextToken: 'n' }),
      json({ Items: [{ id: 'b' }], NextToken: null }),
    );
    expect(await api.all('List', { A: 1 }, list)).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(sent.map(({ request }) => request.body)).toEqual(['{"A":1}', '{"A":1,"NextToken":"n"}']);
    expect(await apiWith(json({})).api.all('List', {}, list)).toEqual([]);
    await expect(apiWith(json({ NextToken: 'n' })).api.all('List', {}, list)).rejects.toMatchObject({
      code: 'list-endless',
    });
    await expect(apiWith(json({ Items: [{ id: 7 }] })).api.all('List', {}, list)).rejects.toMatchObject({
      ...{ code: 'unexpected', retryable: false },
    });
  });

  it('finds nothing where there is nothing', async () => {
    const { api } = apiWith(refusing('com.amazonaws.identitystore#ResourceNotFoundException'));
    expect(await api.find('DescribeUser', {}, ANY)).toBeUndefined();
    await expect(api.ask('DescribeUser', {}, ANY)).rejects.toMatchObject({ code: 'not-found', retryable: false });
  });

  it('is made again while it is throttled, and then fails as that', async () => {
    const busy = refusing('ThrottlingException');
    const passing = apiWith(busy, busy, busy, json({}));
    expect(await passing.api.ask('DescribeUser', {}, ANY)).toEqual({});
    expect(passing.pauses).toEqual([1, 2, 3]);
    const failing = apiWith(busy);
    await expect(failing.api.ask('DescribeUser', {}, ANY)).rejects.toMatchObject({
      code: 'throttled',
      retryable: true,
    });
    expect(failing.sent).toHaveLength(4);
  });

  it.each<[string, () => Response, string, boolean]>([
    ['a validation', refusing('ValidationException'), 'invalid-request', false],
    ['a wrong signature', refusing('InvalidSignatureException', 403), 'access-denied', false],
    ['a credential that has ended', refusing('ExpiredTokenException', 403), 'credentials', true],
    ['a fault of the service', refusing('InternalServerException', 500), 'unavailable', true],
    ['a gateway', () => new Response('<html>canary</html>', { status: 502 }), 'unavailable', true],
    ['an answer that is cut off', () => new Response('{"a":', { status: 200 }), 'answer-unreadable', true],
    ['a redirect', () => new Response('', { status: 302, headers: { location: 'https://evil' } }), 'unexpected', false],
    ['no answer', () => Response.error(), 'invalid-request', false],
  ])('fails as %s, and says nothing of what came', async (_, answer, code, retryable) => {
    const { api } = apiWith(answer);
    const error = await api.ask('DescribeUser', {}, ANY).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, retryable });
    expect(JSON.stringify([String(error), error])).not.toContain('canary');
  });

  it('says who may not do what, where that is denied', async () => {
    const { api } = apiWith(json({ __type: 'AccessDeniedException', Message: 'role/reader may not sso:X' }, 400));
    await expect(api.ask('X', {}, ANY)).rejects.toThrow('access-denied: role/reader may not sso:X');
  });
});
