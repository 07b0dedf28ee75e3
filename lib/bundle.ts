import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { FUNCTIONS, type FunctionName } from '../lambdas/contract/functions.ts';
import type { CodeOf, Files } from './functions.ts';

const LAMBDAS = fileURLToPath(new URL('../lambdas/', import.meta.url));
const PAGE = fileURLToPath(new URL('../console/requester/', import.meta.url));
const DIST = fileURLToPath(new URL('../dist/functions/', import.meta.url));

/**
 * How the handlers are bundled: CommonJS with the SDK inside starts about twice as fast as an ES module or as the SDK of the Lambda
 * runtime, and it is the SDK that was tested. No source maps: the names of the frames are enough, and the sources are here.
 */
export const BUNDLING = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(LAMBDAS, 'compose/credentials.ts'),
    '@smithy/core/event-streams': join(LAMBDAS, 'compose/event-streams.ts'),
  },
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** What the bundle of a function may weigh: it is unpacked and parsed at every cold start. The largest has seven clients of the SDK. */
const MOST_KIB = 500;

/** Those that check passkeys carry a library for it, which they load when the first passkey comes. */
const MOST_KIB_WITH_PASSKEYS = 900;
const WITH_PASSKEYS: readonly FunctionName[] = ['enrolment', 'requester'];

export const mostKibOf = (name: FunctionName): number =>
  WITH_PASSKEYS.includes(name) ? MOST_KIB_WITH_PASSKEYS : MOST_KIB;

/** The bundle of every function, made by one run of esbuild: seconds less than one run for each. */
export function buildBundles(): ReadonlyMap<FunctionName, Uint8Array> {
  const entryPoints = Object.values(FUNCTIONS).map(({ file }) => join(LAMBDAS, 'handlers', `${file}.ts`));
  const { outputFiles } = buildSync({ ...BUNDLING, entryPoints, outdir: DIST, write: false });
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return new Map(
    names.map((name) => {
      const output = outputFiles.find(({ path }) => path.endsWith(`/${FUNCTIONS[name].file}.js`));
      if (output === undefined) throw new Error(`esbuild made no bundle of \`${name}\``);
      return [name, output.contents];
    }),
  );
}

/** The files of the requester's page: its script is one file, and loads nothing. */
export function pageFiles(): Files {
  const { outputFiles } = buildSync({
    ...{ entryPoints: [join(PAGE, 'page.ts')], bundle: true, minify: true, write: false, charset: 'utf8' },
    ...{ platform: 'browser', target: ['chrome109', 'firefox115', 'safari16.4'], format: 'esm' },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  const still = ['page.html', 'page.css', 'icon.svg'].map((name) => [name, readFileSync(join(PAGE, name), 'utf8')]);
  return { ...Object.fromEntries(still), 'page.js': outputFiles[0]?.text ?? '' };
}

/** Code for the stack: a folder for each function in `dist/functions`, with its bundle and its files. */
export function bundledCode(): CodeOf {
  const bundles = buildBundles();
  return (name, files) => {
    const folder = join(DIST, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), bundles.get(name) ?? '');
    const all = name === 'requesterPage' ? { ...files, ...pageFiles() } : files;
    for (const [file, text] of Object.entries(all)) writeFileSync(join(folder, file), text);
    return Code.fromAsset(folder);
  };
}
