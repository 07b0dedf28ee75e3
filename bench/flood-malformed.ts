import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LocalSystem } from '../local/start/system.ts';

/** What broken clients, scanners and attackers send: nothing of it is a request that this system could carry out. */

type Target = Pick<LocalSystem, 'url' | 'tokens' | 'aws'>;

/** Sends one; tells the status of the answer, or `closed`. */
type Sends = (target: Target, number: number) => Promise<string>;

const JSON_TYPE = { 'content-type': 'application/json' };

const web = async (url: string, init: RequestInit): Promise<string> => {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return String(answer.status);
};

/** By a person with a token that is good. */
const posts =
  (who: string, path: string, body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}): Sends =>
  ({ url, tokens }) =>
    web(`${url}${path}`, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${tokens[who] ?? ''}`, ...more },
      body,
    });

const anybody =
  (method: string, path: string, headers: Record<string, string> = {}, body?: string): Sends =>
  ({ url }, number) =>
    web(`${url}${path.replace('N', String(number))}`, { method, headers, ...(body !== undefined && { body }) });

/** At the stand-ins of AWS, without a key that they know. */
const atAws =
  (headers: Record<string, string>, body: string): Sends =>
  ({ aws }) =>
    web(aws.endpoint, { method: 'POST', headers, body });

/** Patience for an answer to what is no request: a server may also wait for more, or close. */
const PATIENCE_MS = 2_000;

const bytes =
  (text: string): Sends =>
  ({ url }) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let said = '';
      const ended = (): void => resolve(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 'closed');
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
        socket.destroy();
      });
      socket.on('error', ended).on('close', ended);
    });

/** Gives up in the middle of its body. */
const halfOf =
  (head: string): Sends =>
  async ({ url }) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('error', () => undefined);
    await pause(5);
    socket.destroy();
    return 'closed';
  };

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=nobody/20261129/us-east-1/dynamodb/aws4_request' };
const UNSIGNED_TOKEN = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ada","cognito:groups":["admin"]}')}.`;

export const KINDS: Readonly<Record<string, Sends>> = {
  'JSON that breaks off': posts('jane', '/recoveries', '{"account":'),
  'JSON that is no object': posts('jane', '/recoveries', '[1,2,3]'),
  'inherited names': posts('jane', '/recoveries', '{"__proto__":{"account":"x"},"constructor":1}'),
  'nested a thousand times': posts('adam', '/registry/proposals', `${'['.repeat(1_000)}${']'.repeat(1_000)}`),
  'bytes that are no text': posts('jane', '/recoveries', new Uint8Array([0xff, 0xfe, 0, 0xc0])),
  'a body of 300 KB': posts('jane', '/recoveries', `{"reason":"${'x'.repeat(300_000)}"}`),
  XML: posts('jane', '/recoveries', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', { 'content-type': 'text/xml' }),
  'wrong types': posts('adam', '/registry/proposals', '{"profile":7,"person":[]}'),
  'a token that is none': anybody('GET', '/recoveries', { authorization: 'Bearer a.b.c' }),
  'a token without a signature': anybody('GET', '/recoveries', { authorization: `Bearer ${UNSIGNED_TOKEN}` }),
  'a path that cannot be decoded': anybody('GET', '/recoveries/%E0%A4%A'),
  'a path that climbs': anybody('GET', '/r/..%2f..%2fetc%2fpasswd/state/N'),
  'an unknown method': anybody('PROPFIND', '/recoveries'),
  'a webhook of no source': anybody('POST', '/webhooks/N', JSON_TYPE, '{}'),
  'a signal that is no JSON': anybody('POST', '/signals/N', JSON_TYPE, '{"a"'),
  'an answer that is no JSON': anybody('POST', '/r/none-N/answers', { ...JSON_TYPE, cookie: ';;=;' }, '{"code":'),
  'no HTTP': bytes('\u0016\u0003\u0001 hello\r\n\r\n'),
  'a header of 20 KB': bytes(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`),
  'two lengths': bytes('POST /recoveries HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
  'a chunk without a size': bytes('POST /recoveries HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  'half a body': halfOf('POST /webhooks/jira HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{'),
  'AWS, not signed': atAws({ 'x-amz-target': 'DynamoDB_20120810.Scan' }, '{"TableName":"countersign-ledger"}'),
  'AWS, by nobody': atAws(
    { ...SIGNED, 'x-amz-target': 'DynamoDB_20120810.Query' },
    '{"TableName":"countersign-ledger","IndexName":"by-recovery"}',
  ),
  'AWS, no JSON': atAws({ ...SIGNED, 'x-amz-target': 'DynamoDB_20120810.PutItem' }, '{"TableName":'),
};

/** Sends so many, every kind as often as any other, from so many clients at once; counts the answers by their kind and status. */
export async function sendMalformed(
  target: Target,
  { requests, clients }: { readonly requests: number; readonly clients: number },
): Promise<ReadonlyMap<string, number>> {
  const kinds = Object.entries(KINDS);
  const answers = new Map<string, number>();
  let sent = 0;
  const client = async (): Promise<void> => {
    for (let number = sent++; number < requests; number = sent++) {
      const [what, sends] = kinds[number % kinds.length] ?? ['none', async () => 'none'];
      const key = `${what}: ${await sends(target, number)}`;
      answers.set(key, (answers.get(key) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
}
