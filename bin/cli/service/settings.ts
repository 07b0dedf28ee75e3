import { readFileSync } from 'node:fs';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { usageFailure } from '../failure.ts';

/** What output looks like: for people, or for programs. */
export const FORMATS = ['table', 'json', 'yaml'] as const;
type Format = (typeof FORMATS)[number];

/** Global options. */
export interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly json?: true;
  readonly format?: Format;
  readonly idempotencyKey?: string;
  readonly insecureHttp?: true;
  readonly profile?: string;
}

/** Whether the output is for a program. `--json` is short for `--format json`. */
export const isForPrograms = ({ json, format = 'table' }: Pick<GlobalOptions, 'json' | 'format'>): boolean =>
  json === true || format !== 'table';

export const DEFAULT_URL = 'http://127.0.0.1:4600';

type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The service's address; `known`: that of the profile. Over plain http a token is sent only to this machine, unless the person insists. */
export function serviceUrl(options: GlobalOptions, env: Environment, known?: string): URL {
  const text = options.url ?? (env['COUNTERSIGN_URL'] || known || DEFAULT_URL);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw usageFailure(
      'the address of the service must begin with http or https',
      'correct `--url` or COUNTERSIGN_URL',
    );
  if (url.username !== '' || url.password !== '')
    throw usageFailure('the address of the service holds a user name or a password', 'give a token instead');
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname) && options.insecureHttp !== true)
    throw usageFailure(
      `the token would go to \`${url.hostname}\` over plain http`,
      'use an https address, or `--insecure-http` on a network that you trust',
    );
  return url;
}

/** The bearer token of a program, from the option, the file or the environment, in this order; undefined: a person signs in. */
export function bearerToken(options: GlobalOptions, env: Environment): Secret | undefined {
  const token = (options.token ?? fromFile(options.tokenFile) ?? env['COUNTERSIGN_TOKEN'] ?? '').trim();
  if (token === '') return undefined;
  // A header refuses other characters with an error that quotes the value.
  if (!/^[\x21-\x7e]+$/.test(token)) throw usageFailure('the token holds characters that no token has');
  return new Secret(token);
}

function fromFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageFailure(`cannot read the token file \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
