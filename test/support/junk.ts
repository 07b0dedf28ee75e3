import { Agent, request } from 'node:http';

/** A program that sends junk to an API as fast as it can, from this many connections, until its input ends; then it prints what was answered. */

const CONNECTIONS = 32;
const [, , url = '', recovery = ''] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

interface Junk {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Junk => ({
  ...{ method: 'POST', path, body },
  headers: { 'content-type': 'application/json', ...headers },
});

/** Everything that somebody without a token can reach, and some of what they cannot; one page is that of a recovery that is granted. */
const KINDS: readonly Junk[] = [
  { method: 'GET', path: `/r/${recovery}` },
  { method: 'GET', path: `/r/${recovery}/state` },
  { method: 'GET', path: '/r/none/state' },
  json(`/r/${recovery}/answers`, '{"challenge":"none","code":"123456"}'),
  json(`/r/${recovery}/stops`, `{"token":"${'x'.repeat(43)}"}`),
  json(`/r/${recovery}/claims`, '{}'),
  json(`/r/${recovery}/challenges`, '{"method":"totp","purpose":"prove"}'),
  json('/r/none/challenges', '{"method":7}'),
  json('/webhooks/jira', '{"issue":{}}', { 'x-hub-signature': `sha256=${'0'.repeat(64)}` }),
  json('/webhooks/none', '{"a":1}'),
  json('/signals/none', '{"account":"*"}'),
  json('/vendor/none', '[]'),
  json('/recoveries', '{"account":'),
  json('/recoveries', '{}', { authorization: 'Bearer made.up.token' }),
  { method: 'GET', path: '/console' },
  { method: 'GET', path: '/.well-known/countersign' },
  { method: 'GET', path: '/nothing' },
];

const answers: Record<string, number> = {};
let isOver = false;
process.stdin.on('end', () => {
  isOver = true;
});
process.stdin.resume();

const send = ({ method, path, headers = {}, body }: Junk): Promise<string> =>
  new Promise((resolve) => {
    const sending = request(`${url}${path}`, { method, headers, agent }, (response) => {
      response.resume().on('end', () => resolve(`${String(response.statusCode).charAt(0)}xx`));
    });
    sending.on('error', () => resolve('broken'));
    sending.end(body);
  });

let next = 0;
const connection = async (): Promise<void> => {
  while (!isOver) {
    const kind = KINDS[next++ % KINDS.length];
    const answer = kind === undefined ? 'none' : await send(kind);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
};
await Promise.all(Array.from({ length: CONNECTIONS }, connection));
process.stdout.write(JSON.stringify(answers));
agent.destroy();
