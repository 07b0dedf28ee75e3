import { readFileSync } from 'node:fs';

/** The version of this package, from the file three folders up: `dist/bin/cli` is as deep as `bin/cli/text`. */
export function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
