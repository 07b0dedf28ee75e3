import { parseArgs } from 'node:util';

/** The arguments of `npm start`. */
export interface StartArgs {
  readonly help: boolean;
  readonly port: number;
  /** Folder for all data; null: a temporary one that is removed. */
  readonly data: string | null;
  /** `trial`, `demo`, `default`, or the path of a policy. */
  readonly policy: string;
  /** No registry and no policy adopted: the first day. */
  readonly empty: boolean;
  readonly quiet: boolean;
}

/** Default port of the API. */
export const DEFAULT_PORT = 4600;

/** A wrong argument; the message is for the person who typed it. */
export class ArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArgumentError';
  }
}

export const START_HELP = `Usage: npm start -- [options]

Runs Countersign on this machine: the deployed state machine and functions, with fakes for AWS. Nothing leaves the machine.

Options:
  --port PORT      port of the API on 127.0.0.1; 0 takes a free one (${DEFAULT_PORT})
  --data DIR       keep everything in DIR, so that recoveries in flight go on after a restart (a temporary folder)
  --policy POLICY  \`trial\` (waits of minutes), \`demo\` (of seconds), \`default\` (of hours), or a policy file (trial)
  --empty          with nobody registered and no policy adopted, as after a deployment; \`demo\` unless another policy is given
  --quiet          print only where to go
  --help           print this and exit
`;

/** Reads the command line of `npm start`. Throws `ArgumentError`. */
export function parseStartArgs(argv: readonly string[]): StartArgs {
  const {
    help,
    port,
    data,
    policy,
    empty = false,
    quiet,
  } = parse(argv, {
    help: { type: 'boolean', short: 'h' },
    port: { type: 'string' },
    data: { type: 'string' },
    policy: { type: 'string' },
    empty: { type: 'boolean' },
    quiet: { type: 'boolean' },
  });
  return {
    help: help ?? false,
    port: portOf(port ?? String(DEFAULT_PORT)),
    data: data === undefined ? null : nonEmpty('data', data),
    policy: nonEmpty('policy', policy ?? (empty ? 'demo' : 'trial')),
    empty,
    quiet: quiet ?? false,
  };
}

/** The arguments of `npm run demo`. */
export interface DemoArgs {
  readonly help: boolean;
  readonly json: boolean;
  /** URL of a running local system; null: the demo starts its own. */
  readonly url: string | null;
}

export const DEMO_HELP = `Usage: npm run demo -- [options]

Sends signed webhooks of a Jira and a Zendesk ticket, plays the people, and shows what the ledger holds afterwards.

Options:
  --url URL  play on the system that \`npm start\` runs there, with whatever policy it has (a system of its own)
  --json     print one JSON document at the end, and nothing else
  --help     print this and exit
`;

/** Reads the command line of `npm run demo`. Throws `ArgumentError`. */
export function parseDemoArgs(argv: readonly string[]): DemoArgs {
  const { help, json, url } = parse(argv, {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
    url: { type: 'string' },
  });
  return { help: help ?? false, json: json ?? false, url: url === undefined ? null : urlOf(url) };
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse<Known extends Options>(argv: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!isParseError(error)) throw error;
    throw new ArgumentError(inHouseStyle(error.message));
  }
}

const isParseError = (error: unknown): error is Error =>
  error !== null && typeof error === 'object' && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** Node says `Unknown option '--x'. To specify …`: only the first sentence is kept, in this project's style. */
function inHouseStyle(message: string): string {
  const first = message.split(/\.\s/)[0] ?? message;
  const spelled = first.replaceAll("'", '`').replace(/\.$/, '');
  return spelled.charAt(0).toLowerCase() + spelled.slice(1);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new ArgumentError(`\`${text}\` is not a port: a number from 0 to 65535`);
  return port;
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || url.pathname !== '/')
    throw new ArgumentError(`\`${text}\` is not the URL of a local system, e.g. http://127.0.0.1:${DEFAULT_PORT}`);
  return url.origin;
}

function nonEmpty(option: string, text: string): string {
  if (text.trim() === '') throw new ArgumentError(`\`--${option}\` needs a value`);
  return text;
}

/** The reason why the system does not start, for the person who started it. */
export function explain(error: unknown, { port, data }: Pick<StartArgs, 'port' | 'data'>): string {
  if (!(error instanceof Error)) return 'cannot start';
  const { code, name, message, cause } = error as NodeJS.ErrnoException;
  // A folder keeps the port at which its people sign in.
  if (code === 'EADDRINUSE' && port === 0)
    return `\`${data}\` is in use by another system, or another program has its port`;
  if (code === 'EADDRINUSE') return `port \`${port}\` is taken; choose another with \`--port\``;
  if (code === 'EACCES' && message.includes('listen')) return `port \`${port}\` needs special rights; choose another`;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `\`${data}\` is not a folder`;
  if (code === 'EACCES') return `\`${data}\` cannot be written`;
  if (name === 'PolicyMissing' || name === 'PolicyInvalid' || name === 'PortMoved') return message;
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'LEVEL_LOCKED')
    return `\`${data}\` is in use by another system`;
  return `cannot start: ${message}`;
}
