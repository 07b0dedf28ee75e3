import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { FUNCTIONS, type FunctionName } from '../lambdas/contract/functions.ts';
import type { CodeOf, Files } from './functions.ts';

const LAMBDAS = fileURLToPath(new URL('../lambdas/', import.meta.url));
const PAGES = fileURLToPath(new URL('../console/', import.meta.url));
const DIST = fileURLToPath(new URL('../dist/functions/', import.meta.url));

/**
 * How the handlers are bundled: CommonJS with the SDK inside starts about twice as fast as an ES module or as the SDK of the Lambda
 * runtime, and it is the tested SDK. No source maps: frame names are enough, and the sources are here.
 */
export const BUNDLING = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(LAMBDAS, 'compose/clients/credentials.ts'),
    '@smithy/core/event-streams': join(LAMBDAS, 'compose/clients/event-streams.ts'),
    '@smithy/core/checksum': join(LAMBDAS, 'compose/clients/checksum.ts'),
    '@aws-sdk/endpoint-cache': join(LAMBDAS, 'compose/clients/endpoint-cache.ts'),
    'pg-native': join(LAMBDAS, 'compose/pg-native.ts'),
    'node:stream/web': join(LAMBDAS, 'compose/clients/web-streams.ts'),
  },
  // Only the SDK imports JSON: the description of every client's package, 2 KiB, for the version in the user agent, which does without.
  loader: { '.json': 'empty' },
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Largest bundle of a function, all files together. What makes one larger lies in a file of its own, which is loaded with its first use. */
const MOST_KIB = 500;

/** The library that checks passkeys. */
const WITH_PASSKEYS = 910;
/** The clients of directories that are no services of AWS, and of IAM. */
const WITH_DIRECTORIES = 680;

const LARGER: Readonly<Partial<Record<FunctionName, number>>> = {
  enrolment: WITH_PASSKEYS,
  requester: WITH_PASSKEYS,
  recoveryCommands: WITH_PASSKEYS,
  warnings: WITH_PASSKEYS,
  // They also call directories and ticket systems.
  execute: 1_050,
  assess: 1_020,
  // They also check what people sign who end a grant by hand.
  revoke: 1_030,
  sweeper: 1_030,
  directoryLog: WITH_DIRECTORIES,
  sync: WITH_DIRECTORIES,
  // They also send mail, text and voice.
  callBack: 595,
  requesterChallenge: 565,
  // It also reads and compares policies, checks passkeys, and parses policy files, which takes a file of its own.
  registry: 1_215,
  // They decide over every kind of request.
  openRecovery: 510,
  webhook: 510,
  // It calls directories and a key of custody.
  claim: 520,
  // The library that makes certificates lies in a file of its own, which the first secret with one loads; it also speaks LDAP.
  rotateSecret: 650,
  // They fold every kind of commit.
  redeliver: 530,
  notices: 505,
  // It asks six services about themselves, IAM about the rights of others, and every directory.
  doctor: 730,
};

export const mostKibOf = (name: FunctionName): number => LARGER[name] ?? MOST_KIB;

/** The files of a bundle by name. Lambda imports `index.js`, which loads the others at once or on first use. */
export type Bundle = ReadonlyMap<string, Uint8Array>;

/** The bundle of every function. */
export function buildBundles(): ReadonlyMap<FunctionName, Bundle> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const entries = names.map((name) => [name, join(LAMBDAS, 'handlers', `${FUNCTIONS[name].file}.ts`)] as const);
  return bundlesOf(new Map(entries));
}

/**
 * A bundle for each entry point. Each `import()` gets a file of its own: in one file it would be parsed at every start, and code that it
 * shares with the rest could not be dropped. esbuild splits only ES modules, so the parts become CommonJS in a second step.
 */
export function bundlesOf<Name extends string>(entries: ReadonlyMap<Name, string>): ReadonlyMap<Name, Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bundles-'));
  try {
    for (const [name, entry] of entries) split(entry, join(folder, name));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
    const { outputFiles } = buildSync({
      ...{ entryPoints: files.map((file) => join(folder, file)), outdir: folder, outbase: folder, write: false },
      ...{ format: 'cjs', platform: 'node', target: BUNDLING.target, minify: true, logLevel: 'warning' },
      // Loads a file of a bundle as CommonJS like the others, not as the ES module that it was.
      supported: { 'dynamic-import': false },
    });
    const made = [...entries.keys()].map((name) => {
      const own = outputFiles.filter(({ path }) => dirname(path) === join(folder, name));
      return [name, new Map(own.map(({ path, contents }) => [basename(path), contents]))] as const;
    });
    return new Map(made);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes an entry point as ES modules, without modules that only unused code would load. */
function split(entryPoint: string, outdir: string): void {
  const { outputFiles, metafile } = buildSync({
    ...{ ...BUNDLING, format: 'esm', splitting: true, entryPoints: { index: entryPoint }, outdir, write: false },
    ...{ metafile: true, absWorkingDir: '/' },
  });
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const one of metafile.outputs[path.slice(1)]?.imports ?? []) if (one.external !== true) load(`/${one.path}`);
  };
  load(join(outdir, 'index.js'));
  mkdirSync(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) if (loaded.has(path)) writeFileSync(path, contents);
}

/** The files of the requester's page, or of the console: a document, an icon, one script and one style, which import nothing. */
export function pageFiles(page: 'requester' | 'staff' = 'requester'): Files {
  const { outputFiles } = buildSync({
    ...{ entryPoints: [join(PAGES, page, 'page.ts'), join(PAGES, page, 'page.css')], outdir: PAGES, write: false },
    ...{ bundle: true, minify: true, charset: 'utf8' },
    ...{ platform: 'browser', target: ['chrome109', 'firefox115', 'safari16.4'], format: 'esm' },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  return {
    'page.html': readFileSync(join(PAGES, page, 'page.html'), 'utf8'),
    'icon.svg': readFileSync(join(PAGES, 'requester', 'icon.svg'), 'utf8'),
    ...Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text])),
  };
}

const PAGE_OF: Partial<Record<FunctionName, Parameters<typeof pageFiles>[0]>> = {
  requesterPage: 'requester',
  consolePage: 'staff',
};

/** Code for the stack: a folder for each function in `dist/functions`, with its bundle and files. */
export function bundledCode(): CodeOf {
  const bundles = buildBundles();
  return (name, files) => {
    const folder = join(DIST, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const page = PAGE_OF[name];
    const served = page === undefined ? {} : pageFiles(page);
    const all = [...(bundles.get(name) ?? []), ...Object.entries(files), ...Object.entries(served)];
    for (const [file, contents] of all) writeFileSync(join(folder, file), contents);
    return Code.fromAsset(folder);
  };
}
