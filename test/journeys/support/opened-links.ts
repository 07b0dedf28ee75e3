import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { NAMES } from '../../../local/start/environment.ts';
import type { LocalSystem } from '../../../local/start/system.ts';

/** What machines do with an address in a message before a person has read it. */

/** Every address in anything that the system has sent: mails, texts, calls, alerts and events, as they left it. */
export function addressesSent({ aws, url }: Pick<LocalSystem, 'aws' | 'url'>): readonly string[] {
  const sent: readonly unknown[] = [
    ...aws.ses.mails.items,
    ...aws.sns.texts.items,
    ...aws.sns.messages.items,
    ...aws.smsVoice.calls.items,
    ...aws.events.events.items,
  ];
  const found = sent.flatMap((one) => JSON.stringify(one).match(/https?:\/\/[^\s"<>\\]+/g) ?? []);
  const { port } = new URL(url);
  const tidy = found.map((one) => one.replace(/[.,)]+$/, ''));
  return [...new Set(tidy)].filter((one) => new URL(one).port === port).sort();
}

/** One thing that a machine asks for. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Scanners of mail, previews of chats, and browsers that fetch ahead. */
const AGENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a browser': {},
  'a prefetch of Chromium': { 'sec-purpose': 'prefetch', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
  'a prerender of Chromium': { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-mode': 'navigate' },
  'a prefetch of Safari': { purpose: 'prefetch', 'x-purpose': 'preview' },
  'a prefetch of Firefox': { 'x-moz': 'prefetch', purpose: 'prefetch' },
  'a preview of Slack': {
    'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    range: 'bytes=0-32768',
  },
  'a preview of Teams': { 'user-agent': 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5' },
  'a preview of iMessage': { 'user-agent': 'Mozilla/5.0 facebookexternalhit/1.1 Facebot Twitterbot/1.0' },
  'Safe Links': {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edge/18',
    'x-ms-safelinks': '1',
    from: 'scan@outlook.com',
  },
  'a mail scanner': { 'user-agent': 'Mimecast URL Protection', accept: '*/*', connection: 'close' },
  'a scanner of a proxy': {
    'user-agent': 'ProofpointURLDefense/3',
    via: '1.1 scanner',
    'x-forwarded-for': '203.0.113.7',
  },
  'a cache': {
    'if-none-match': '"x", *',
    'if-modified-since': 'Sat, 28 Nov 2026 10:00:00 GMT',
    'cache-control': 'max-age=0',
  },
  'a download manager': { range: 'bytes=0-0,5-9', 'if-range': '"x"' },
  'a preflight': {
    origin: 'https://elsewhere.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
  'an upgrade': { connection: 'upgrade', upgrade: 'h2c' },
  'a method in a header': { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'POST' },
};

/** What is added to an address on its way: marks of campaigns, methods, a fragment that became a query or a part of the path. */
const JUNK: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => withQuery(address, 'utm_source=mail&_method=POST&action=stop&confirm=true&decision=approve'),
  (address) => withQuery(address, address.split('#')[1] ?? 'stop=none'),
  (address) => address.replace('#', '%23'),
];

const withQuery = (address: string, query: string): string => {
  const [place = '', fragment = ''] = address.split('#');
  return `${place}?${query}${fragment === '' ? '' : `#${fragment}`}`;
};

const METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;

/** Everything that machines ask for at an address, also with the cookies of the browser in which somebody opened it: `also` are headers. */
export const variantsOf = (address: string, also: Readonly<Record<string, string>>): readonly Asked[] =>
  METHODS.flatMap((method) =>
    JUNK.flatMap((added) =>
      Object.values(AGENTS).map((headers) => {
        const { pathname, search } = new URL(added(address));
        return { method, target: `${pathname}${search}`, headers: { ...headers, ...also } };
      }),
    ),
  );

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends it as it is: no client corrects a header. Returns the status. */
export const ask = (url: string, { method, target, headers }: Asked): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path: target, headers, agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 101);
    });
    sent.once('error', reject).end();
  });

/** No connection is kept open. */
export const hangUp = (): void => agent.destroy();

/** One digest of everything that the ledger holds, and of how much has been sent. */
export async function digestOfEverything({ aws }: Pick<LocalSystem, 'aws'>): Promise<string> {
  const items: string[] = [];
  for await (const item of aws.dynamodb.scan({ TableName: NAMES.ledger })) items.push(JSON.stringify(item));
  const sent = [aws.ses.mails, aws.sns.texts, aws.sns.messages, aws.smsVoice.calls, aws.events.events];
  const hash = createHash('sha256').update(JSON.stringify(sent.map(({ items: { length } }) => length)));
  for (const item of items.sort()) hash.update(item).update('\n');
  return hash.digest('hex');
}
