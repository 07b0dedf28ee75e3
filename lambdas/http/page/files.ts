import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { problem } from '../../app/problem.ts';
import { HELP_DESK_META, type HelpDesk, NO_HELP_DESK } from '../../contract/help-desk.ts';
import { LANGUAGES, type Language } from '../../core/registry/account.ts';
import type { Reply } from '../event.ts';

/** Nothing from other hosts, nothing inline, no frames, no forms to other hosts; requests go to this host and to `origins` only. */
const policyWith = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["connect-src 'self'", ...origins].join(' '),
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

const headersWith = (origins: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': policyWith(origins),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'publickey-credentials-get=(self), camera=(), geolocation=(), microphone=()',
  'x-frame-options': 'DENY',
});

const ASSETS: Readonly<Record<string, string>> = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The files of the requester's page, or of the console: the same for every recovery, so they reveal nothing about one. */
export class PageFiles {
  readonly #folder: string;
  readonly #helpDesk: HelpDesk;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #read = new Map<string, string>();
  readonly #packed = new Map<string, Uint8Array>();

  /** `origins`: other hosts that the script of the page may call; none for the requester's. The document names the desk. */
  constructor(
    folder: string,
    {
      origins = [],
      helpDesk = NO_HELP_DESK,
    }: { readonly origins?: readonly string[]; readonly helpDesk?: HelpDesk } = {},
  ) {
    this.#folder = folder;
    this.#helpDesk = helpDesk;
    this.#headers = headersWith(origins);
  }

  document(languages: string | undefined): Reply {
    const language = preferred(languages);
    const meta = `<meta name="${HELP_DESK_META}" content="${quoted(JSON.stringify(this.#helpDesk))}">`;
    const body = this.#text('page.html')
      .replace('<html lang="en">', `<html lang="${language}">`)
      .replace('</head>', () => `${meta}\n</head>`);
    const headers = { ...this.#headers, 'content-type': 'text/html; charset=utf-8', 'content-language': language };
    return { status: 200, body, headers: { ...headers, vary: 'accept-language' } };
  }

  /** Packed for browsers that take gzip: API Gateway's HTTP APIs pack nothing. Throws `route-unknown` for any other name. */
  asset(name: string, encodings = ''): Reply {
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) throw problem('route-unknown');
    const headers = { ...this.#headers, 'content-type': type, vary: 'accept-encoding' };
    if (!takesGzip(encodings)) return { status: 200, body: this.#text(name), headers };
    const packed = this.#packed.get(name) ?? gzipSync(this.#text(name));
    this.#packed.set(name, packed);
    return { status: 200, body: packed, headers: { ...headers, 'content-encoding': 'gzip' } };
  }

  #text(name: string): string {
    const text = this.#read.get(name) ?? readFileSync(join(this.#folder, name), 'utf8');
    this.#read.set(name, text);
    return text;
  }
}

/** A text as the value of an attribute in double quotes. */
const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Whether an `Accept-Encoding` header names gzip and does not refuse it. */
const takesGzip = (encodings: string): boolean =>
  encodings
    .toLowerCase()
    .split(',')
    .some((one) => /^\s*gzip\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/.test(one));

/** The first language of an `Accept-Language` header, by weight, that the page has; otherwise English. */
export function preferred(header = ''): Language {
  const ranges = header.split(',', 20).map((range, index) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const weight = Number(parameters.find((one) => one.trim().startsWith('q='))?.split('=')[1] ?? 1);
    return { language: tag.split('-')[0], weight, index };
  });
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight || a.index - b.index);
  const found = wanted.find(({ language }) => LANGUAGES.some((one) => one === language))?.language;
  return LANGUAGES.find((one) => one === found) ?? 'en';
}
