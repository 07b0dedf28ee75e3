import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// ---------------------------------------------------------------------------------------------------------------------
// The house rules
// ---------------------------------------------------------------------------------------------------------------------

interface Room {
  /** Rooms and files of this project that it may import; its own files only if it names itself. */
  readonly imports: readonly string[];
  /** Rooms and files that it may import for their types only: `import type { … }`. */
  readonly importsTypes?: readonly string[];
  /** npm packages that it may import. */
  readonly packages: RegExp;
  /** The files that may import `node:*`. */
  readonly node: RegExp;
}

const ANY = /^/;
const NONE = /^(?!)/;
const NO_CDK = /^(?!aws-cdk|cdk-nag|constructs)/;
const NO_CDK_NOR_SDK = /^(?!aws-cdk|cdk-nag|constructs|@aws-sdk\/)/;

const LAMBDAS = ['contract', 'core', 'ports', 'adapters', 'app', 'http', 'compose', 'handlers'].map(
  (room) => `lambdas/${room}`,
);
const BOTH_WORLDS = ['lib', ...LAMBDAS, 'console', 'policies', 'drills', 'package.json'];

/** The rooms of the core, each storey above the one before it. A room may import of the storeys below; rooms of one storey do not know each other. */
const CORE: readonly (readonly string[])[] = [
  ['values'],
  ['registry'],
  ['risk', 'approvals'],
  ['proofing'],
  ['policy'],
  ['recovery/state'],
  ['recovery/evolve'],
  ['recovery/assess'],
  ['recovery/decide'],
  ['recovery/views'],
  ['audit', 'intake'],
];

const coreRoom = (name: string): string => `lambdas/core/${name}`;

const CORE_ROOMS: Readonly<Record<string, Room>> = Object.fromEntries(
  CORE.flatMap((storey, index) =>
    storey.map((name): [string, Room] => [
      coreRoom(name),
      {
        imports: [name, ...CORE.slice(0, index).flat()].map(coreRoom),
        packages: NONE,
        node: /^lambdas\/core\/values\/hash\.ts$/,
      },
    ]),
  ),
);

/** The rooms of the staff's console in one order, below the file that starts it; they share what both pages are made of. */
const STAFF: readonly string[] = ['sign-in', 'texts', 'model', 'parts', 'screens'].map(
  (name) => `console/staff/${name}`,
);

const page = (imports: readonly string[]): Room => ({
  imports,
  importsTypes: ['lambdas/contract'],
  packages: /^uqr$/,
  node: NONE,
});

const CONSOLE_ROOMS: Readonly<Record<string, Room>> = {
  'console/shared': page(['console/shared']),
  'console/requester': page(['console/requester', 'console/shared']),
  ...Object.fromEntries(STAFF.map((room, index) => [room, page([...STAFF.slice(0, index + 1), 'console/shared'])])),
  'console/staff': page(['console/staff', 'console/shared']),
};

/** Who may import whom. A file is in the first room whose name begins its path; what is not listed is refused. */
const ROOMS: Readonly<Record<string, Room>> = {
  'lambdas/contract': { imports: ['lambdas/contract'], packages: NONE, node: NONE },
  ...CORE_ROOMS,
  'lambdas/ports': {
    imports: ['lambdas/ports'],
    importsTypes: ['lambdas/core', 'lambdas/contract'],
    packages: NONE,
    node: NONE,
  },
  'lambdas/adapters': {
    imports: ['lambdas/adapters', 'lambdas/ports', 'lambdas/core', 'lambdas/contract'],
    packages: NO_CDK,
    node: ANY,
  },
  'lambdas/app': {
    imports: ['lambdas/app', 'lambdas/ports', 'lambdas/core', 'lambdas/contract'],
    packages: /^(zod\/mini|aws-lambda)$/,
    node: ANY,
  },
  'lambdas/http': {
    imports: ['lambdas/http', 'lambdas/app', 'lambdas/ports', 'lambdas/core', 'lambdas/contract'],
    packages: /^(zod\/mini|@middy\/core|aws-lambda)$/,
    node: ANY,
  },
  'lambdas/compose': {
    imports: [
      'lambdas/compose',
      'lambdas/adapters',
      'lambdas/http',
      'lambdas/app',
      'lambdas/ports',
      'lambdas/core',
      'lambdas/contract',
    ],
    packages: NO_CDK,
    node: ANY,
  },
  'lambdas/handlers': {
    imports: ['lambdas/compose', 'lambdas/http', 'lambdas/app', 'lambdas/ports', 'lambdas/core', 'lambdas/contract'],
    packages: NO_CDK_NOR_SDK,
    node: ANY,
  },
  lib: { imports: ['lib', 'lambdas/contract'], packages: ANY, node: ANY },
  ...CONSOLE_ROOMS,
  policies: { imports: ['policies'], importsTypes: ['lambdas/core'], packages: NONE, node: NONE },
  drills: { imports: ['drills', 'lambdas/contract'], packages: NO_CDK_NOR_SDK, node: ANY },
  local: { imports: ['local', ...BOTH_WORLDS], packages: ANY, node: ANY },
  bench: { imports: ['bench', 'local', ...BOTH_WORLDS], packages: ANY, node: ANY },
  // The local system signs with software authenticators: the command line that people install must have none.
  bin: { imports: ['bin', ...BOTH_WORLDS], packages: ANY, node: ANY },
};

/** Text that must not occur in the code of the files under a path: what, where, except where, why. */
const FORBIDDEN_CODE: readonly (readonly [code: RegExp, under: RegExp, except: RegExp, why: string])[] = [
  [/\bDate\.now\b/, /^lambdas\/core\//, NONE, 'time is an argument of the core'],
  [/\bnew Date\s*(\(\s*\)|(?![\w\s(]))/, /^lambdas\/core\//, NONE, 'time is an argument of the core'],
  [/(?<!new )\bDate\(/, /^lambdas\/core\//, NONE, 'time is an argument of the core'],
  [/\bperformance\.now\b/, /^lambdas\/core\//, NONE, 'time is an argument of the core'],
  [/\bMath\.random\b/, /^lambdas\/core\//, NONE, 'ids and randomness are arguments of the core'],
  [/\bcrypto\.(random|getRandom)/, /^lambdas\/core\//, NONE, 'ids and randomness are arguments of the core'],
  [/\b(random(UUID|Bytes|Int)|getRandomValues)\b/, /^lambdas\/core\//, NONE, 'randomness is an argument of the core'],
  [/\bprocess\.env\b/, /^lambdas\/core\//, NONE, 'the core reads no environment'],
  [/\bhttp\/stack\.ts'/, /^lambdas\/handlers\//, NONE, 'a handler made without compose/ does not know the edge'],
  [/\bnew [A-Z]\w*Client\b/, /^/, /^(lambdas\/compose|local)\//, 'only compose and local construct clients'],
];

/** Most lines of a source file: the first row whose pattern matches counts. */
const LONGEST: readonly (readonly [under: RegExp, lines: number])[] = [
  [/^lambdas\/handlers\//, 60],
  [/^/, 250],
];

/** Every file with code here has a test of the same path under `test/`, or the test that is named for its folder uses what it exports. */
const MIRRORED = ['core', 'adapters', 'handlers'];

/** First parts of absolute paths of somebody's machine; put together here so that this file does not contain one. */
const MACHINE_PATH = new RegExp(`(?<![\\w.~$}\\])*-])/(${['work', 'root'].join('|')})(?![\\w-])`);

// ---------------------------------------------------------------------------------------------------------------------
// The walker
// ---------------------------------------------------------------------------------------------------------------------

/** Text by path from the project's root, with `/`. */
type Files = ReadonlyMap<string, string>;

interface Import {
  readonly of: string;
  readonly typeOnly: boolean;
}

const isWithin = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

const roomOf = (path: string): string | undefined => Object.keys(ROOMS).find((room) => isWithin(path, room));

const sources = (files: Files): [string, string][] =>
  [...files].filter(([path]) => path.endsWith('.ts') && roomOf(path) !== undefined);

/** Keeps strings, and what looks like a comment inside them. */
const withoutComments = (text: string): string =>
  text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(?<!\\)\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? '',
  );

const STATIC_IMPORT = /^[ \t]*(?:import|export)\s+(type\s)?([\w$\s{},*]+?\bfrom\s*)?(['"])(.+?)\3/gm;
const DYNAMIC_IMPORT = /\b(?:import|require)\s*\(\s*(['"`])(.+?)\1/g;

function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  return [
    ...[...code.matchAll(STATIC_IMPORT)].map((match) => ({ of: match[4] ?? '', typeOnly: isTypeOnly(match) })),
    ...[...code.matchAll(DYNAMIC_IMPORT)].map((match) => ({ of: match[2] ?? '', typeOnly: false })),
  ];
}

/** `import type { A }`, and `import { type A }` where every name is a type. */
function isTypeOnly([, type, clause = '']: RegExpMatchArray): boolean {
  if (type !== undefined) return true;
  const names = /^\s*\{(.*)\}\s*from\s*$/s.exec(clause)?.[1]?.split(',') ?? [];
  return names.length > 0 && names.every((name) => /^\s*(type\s.*)?$/s.test(name));
}

const resolve = (from: string, specifier: string): string => posix.join(posix.dirname(from), specifier);

const isRelative = (specifier: string): boolean => specifier.startsWith('.');

function isAllowed(path: string, { of, typeOnly }: Import): boolean {
  const room = ROOMS[roomOf(path) ?? ''];
  if (room === undefined) return true;
  if (isBuiltin(of)) return room.node.test(path);
  if (!isRelative(of)) return room.packages.test(of);
  const places = typeOnly ? [...room.imports, ...(room.importsTypes ?? [])] : room.imports;
  return places.some((place) => isWithin(resolve(path, of), place));
}

const inNoRoom = (files: Files): string[] =>
  [...files.keys()]
    .filter((path) => /\/.*\.[cm]?tsx?$/.test(path) && !path.startsWith('test/') && roomOf(path) === undefined)
    .map((path) => `${path}: is in no room`);

const forbiddenImports = (files: Files): string[] =>
  sources(files).flatMap(([path, text]) =>
    importsOf(text)
      .filter((one) => !isAllowed(path, one))
      .map(({ of, typeOnly }) => `${path}: may not import ${typeOnly ? 'types of ' : ''}${of}`),
  );

function importCycles(files: Files): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
    if (done.has(path) || trail.includes(path)) return;
    for (const { of } of importsOf(files.get(path) ?? '')) {
      if (isRelative(of) && files.has(resolve(path, of))) visit(resolve(path, of), [...trail, path]);
    }
    done.add(path);
  };
  for (const [path] of sources(files)) visit(path, []);
  return cycles;
}

const forbiddenCode = (files: Files): string[] =>
  sources(files).flatMap(([path, text]) => {
    const rows = FORBIDDEN_CODE.filter(([, under, except]) => under.test(path) && !except.test(path));
    const code = withoutComments(text);
    return rows
      .filter(([forbidden]) => forbidden.test(code))
      .map(([{ source }, , , why]) => `${path}: ${why} (${source})`);
  });

const tooLong = (files: Files): string[] =>
  sources(files).flatMap(([path, text]) => {
    const lines = text.trimEnd().split('\n').length;
    const longest = LONGEST.find(([under]) => under.test(path))?.[1] ?? 0;
    return lines > longest ? [`${path}: ${lines} lines, at most ${longest}`] : [];
  });

const hasRuntimeCode = (text: string): boolean =>
  /^(export\s+)?(default\s+)?(abstract\s+)?(async\s+)?(const|let|var|function|class)\b/m.test(withoutComments(text));

function missingTests(files: Files): string[] {
  return sources(files).flatMap(([path, text]) => {
    const [, room, inner] = /^lambdas\/(\w+)\/(.+)\.ts$/.exec(path) ?? [];
    if (room === undefined || inner === undefined || !MIRRORED.includes(room) || !hasRuntimeCode(text)) return [];
    const own = `test/${room}/${inner}.test.ts`;
    const folder = `test/${room}/${posix.dirname(inner)}.test.ts`;
    const isTested = files.has(own) || usesOf(folder, files.get(folder) ?? '').includes(path);
    return isTested ? [] : [`${path}: no test, expected ${own}, or ${folder} to use what it exports`];
  });
}

/** The files of which a test imports something at run time and says its name again below the imports. */
function usesOf(test: string, text: string): string[] {
  const code = withoutComments(text);
  const rest = code.replace(STATIC_IMPORT, '');
  const isUsed = (name: string): boolean =>
    new RegExp(`(?<![\\w$'"]|(?<!\\.\\.)\\.)${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(rest);
  return [...code.matchAll(STATIC_IMPORT)]
    .filter((match) => !isTypeOnly(match) && namesIn(match[2] ?? '').some(isUsed))
    .map((match) => resolve(test, match[4] ?? ''));
}

/** Names by which a clause imports values: `{ a, type B, c as d }` has `a` and `d`, `* as all` has `all`. */
const namesIn = (clause: string): string[] =>
  clause
    .replace(/\bfrom\s*$/, '')
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim().replace(/^.*\sas\s+/s, ''))
    .filter((name) => name !== '' && !/^type\s/.test(name));

const DECLARED =
  /^export\s+(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+([\w$]+)/gm;

/** One name means one thing: no two files declare an export of the same name. Every Lambda handler is named `handler`. */
function namesTwice(files: Files): string[] {
  const places = new Map<string, Set<string>>();
  for (const [path, text] of sources(files).filter(([one]) => isWithin(one, 'lambdas')))
    for (const [, name = ''] of withoutComments(text).matchAll(DECLARED))
      places.set(name, (places.get(name) ?? new Set()).add(path));
  return [...places]
    .filter(([name, paths]) => name !== 'handler' && paths.size > 1)
    .map(([name, paths]) => `${name}: exported by ${[...paths].join(' and ')}`);
}

const machinePaths = (files: Files): string[] =>
  [...files].flatMap(([path, text]) => {
    const line = text.split('\n').findIndex((one) => MACHINE_PATH.test(one));
    return line < 0 ? [] : [`${path}:${line + 1}: names a path of somebody's machine`];
  });

const RULES = {
  'has every source file in a room': inNoRoom,
  'imports only what its room may import': forbiddenImports,
  'has no import cycle': importCycles,
  'keeps clocks, randomness, environment and SDK clients in their rooms': forbiddenCode,
  'keeps files short': tooLong,
  'exports no name twice': namesTwice,
  'tests what it mirrors': missingTests,
  'names no path of a machine': machinePaths,
};

type Rule = keyof typeof RULES;

const violations = (files: Files): string[] => Object.values(RULES).flatMap((rule) => rule(files));

/** Every text file of a checkout or an unpacked archive, without what `.gitignore` names (`folder/` and `*.ending`). */
function readTree(root: string): Files {
  const ignored = ['.git', ...readFileSync(join(root, '.gitignore'), 'utf8').split('\n')].map((name) =>
    name.replace(/\/$/, ''),
  );
  const isIgnored = (name: string): boolean =>
    ignored.includes(name) || ignored.some((one) => one.startsWith('*.') && name.endsWith(one.slice(1)));
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (isIgnored(entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      if (!entry.isFile()) continue;
      const text = readFileSync(join(root, path), 'utf8');
      if (!text.includes('\0')) files.set(path, text);
    }
  };
  walk('.');
  return files;
}

// ---------------------------------------------------------------------------------------------------------------------
// The tests
// ---------------------------------------------------------------------------------------------------------------------

type Example = readonly (readonly [path: string, text: string])[];

const label = (files: Example): string =>
  files.map(([path, text]) => `${path}: ${JSON.stringify(text).slice(0, 80)}`).join(', ') || 'an empty tree';

const inCore = (room: string): string => `lambdas/core/${room}/a.ts`;

/** Trees that break one rule, once. */
const BROKEN: Readonly<Record<Rule, readonly Example[]>> = {
  'has every source file in a room': [
    [['lambdas/utils/a.ts', '']],
    [['lambdas/core/a.ts', '']],
    [['lambdas/core/utils/a.ts', '']],
    [['lambdas/core/recovery/a.ts', '']],
    [['console/a.ts', '']],
    [['src/a.ts', '']],
  ],
  'imports only what its room may import': [
    [['lambdas/contract/a.ts', "import type { A } from '../core/a.ts';"]],
    [['lambdas/contract/a.ts', "import { z } from 'zod';"]],
    [['lambdas/core/risk/a.ts', "import type { A } from '../../ports/a.ts';"]],
    [['lambdas/core/risk/a.ts', "import { A } from '../../contract/a.ts';"]],
    [['lambdas/core/risk/a.ts', "import type { SNSClient } from '@aws-sdk/client-sns';"]],
    [['lambdas/core/risk/a.ts', "import { createHash } from 'node:crypto';"]],
    [['lambdas/core/risk/a.ts', "import { createHash } from 'crypto';"]],
    [['lambdas/core/risk/a.ts', "export * from '../../adapters/a.ts';"]],
    [['lambdas/core/risk/a.ts', "import {\n  a, // why\n  type B,\n} from '../../ports/a.ts';"]],
    [['lambdas/core/risk/a.ts', "type A = typeof import('../../ports/a.ts');"]],
    [['lib/a.ts', "const a = await import('../bin/a.ts');"]],
    [['lib/a.ts', "const a = createRequire(import.meta.url)('x') ?? require('../bin/a.ts');"]],
    [['lambdas/core/risk/a.ts', "import '../../ports/a.ts';"]],
    [['lambdas/ports/a.ts', "import { a } from '../core/a.ts';"]],
    [['lambdas/ports/a.ts', "import { type A, b } from '../core/a.ts';"]],
    [['lambdas/ports/a.ts', "import type { Readable } from 'node:stream';"]],
    [['lambdas/adapters/a.ts', "import { a } from '../app/a.ts';"]],
    [['lambdas/adapters/a.ts', "import { Stack } from 'aws-cdk-lib';"]],
    [['lambdas/app/a.ts', "import type { A } from '../adapters/a.ts';"]],
    [['lambdas/app/a.ts', "import type { A } from '../http/a.ts';"]],
    [['lambdas/app/a.ts', "import { a } from '../compose/a.ts';"]],
    [['lambdas/app/a.ts', "import { SNSClient } from '@aws-sdk/client-sns';"]],
    [['lambdas/http/a.ts', "import { a } from '../adapters/a.ts';"]],
    [['lambdas/http/a.ts', "import { a } from '../compose/a.ts';"]],
    [['lambdas/http/a.ts', "import { SNSClient } from '@aws-sdk/client-sns';"]],
    [['lambdas/compose/a.ts', "import { a } from '../handlers/a.ts';"]],
    ...CORE.flatMap((storey, index) =>
      storey.flatMap((name) =>
        [...storey.filter((other) => other !== name), ...CORE.slice(index + 1).flat()].map(
          (other): Example => [[inCore(name), `import type { A } from '${posix.relative(name, other)}/a.ts';`]],
        ),
      ),
    ),
    [['lambdas/handlers/a.ts', "import type { A } from '../adapters/a.ts';"]],
    [['lambdas/handlers/a.ts', "import { b } from './b.ts';"]],
    [['lambdas/handlers/a.ts', "import { SFNClient } from '@aws-sdk/client-sfn';"]],
    [['lambdas/handlers/a.ts', "import { a } from '../../lib/a.ts';"]],
    [['lib/a.ts', "import { a } from '../lambdas/core/risk/a.ts';"]],
    [['lib/a.ts', "import { a } from '../bin/a.ts';"]],
    [['console/shared/a.ts', "import { A } from '../../lambdas/contract/a.ts';"]],
    [['console/shared/a.ts', "import type { A } from '../../lambdas/core/a.ts';"]],
    [['console/requester/a.ts', "import { a } from '../staff/a.ts';"]],
    [['console/staff/model/a.ts', "import { a } from '../screens/a.ts';"]],
    [['console/staff/parts/a.ts', "import { a } from '../page.ts';"]],
    [['policies/a.ts', "import { a } from '../lambdas/core/a.ts';"]],
    [['drills/a.ts', "import { a } from '../lambdas/core/a.ts';"]],
    [['local/a.ts', "import { a } from '../test/a.ts';"]],
    [['bench/a.ts', "import { a } from '../bin/a.ts';"]],
    [['bin/a.ts', "import { a } from '../bench/a.ts';"]],
    [['bin/a.ts', "import { a } from '../local/signing/a.ts';"]],
  ],
  'has no import cycle': [
    [['lib/a.ts', "import { a } from './a.ts';"]],
    [
      ['lib/a.ts', "import { b } from './b.ts';"],
      ['lib/b.ts', "import { c } from './c/c.ts';"],
      ['lib/c/c.ts', "import type { A } from '../a.ts';"],
    ],
  ],
  'keeps clocks, randomness, environment and SDK clients in their rooms': [
    [['lambdas/core/risk/a.ts', 'type A = ReturnType<typeof Date.now>;']],
    [['lambdas/core/risk/a.ts', 'type A = [() => new Date()];']],
    [['lambdas/core/risk/a.ts', 'type A = [() => new Date];']],
    [['lambdas/core/risk/a.ts', 'type A = [() => Date()];']],
    [['lambdas/core/risk/a.ts', 'type A = [() => performance.now()];']],
    [['lambdas/core/risk/a.ts', 'type A = [() => Math.random()];']],
    [['lambdas/core/values/hash.ts', "type A = [() => randomUUID()]; // it's not a comment"]],
    [['lambdas/core/risk/a.ts', 'type A = [() => crypto.randomFillSync(a)];']],
    [['lambdas/core/risk/a.ts', "type A = ['// no comment', process.env];"]],
    [['lambdas/ports/a.ts', 'new SNSClient({});']],
    [['bin/a.ts', 'new DynamoDBClient({});']],
  ],
  'keeps files short': [
    [['lambdas/handlers/a.ts', '// a\n'.repeat(61)]],
    [['lambdas/core/risk/a.ts', '// a\n'.repeat(251)]],
  ],
  'tests what it mirrors': [
    [['lambdas/core/risk/a.ts', 'export const a = 1;']],
    [['lambdas/adapters/a.ts', 'export class A {}']],
    [['lambdas/handlers/a.ts', 'export async function a() {}']],
    [
      ['lambdas/core/risk/a.ts', 'function a() {}'],
      ['test/core/a.test.ts', ''],
      ['test/core/risk/risk.test.ts', ''],
    ],
    [
      ['lambdas/core/risk/a.ts', 'export const a = 1;'],
      ['test/core/risk.test.ts', "import { b } from '../../lambdas/core/risk/b.ts';\nexpect(b);"],
    ],
    [
      ['lambdas/core/risk/a.ts', 'export const a = 1;'],
      ['test/core/risk.test.ts', "import { a } from '../../lambdas/core/risk/a.ts';\nexpect('a').toBe(b.a);"],
    ],
    [
      ['lambdas/core/risk/a.ts', 'export const a = 1;'],
      ['test/core/risk.test.ts', "import type { a } from '../../lambdas/core/risk/a.ts';\nexpect<typeof a>(1);"],
    ],
  ],
  'exports no name twice': [
    [
      ['lambdas/ports/a.ts', 'export interface Delivery {}'],
      ['lambdas/app/b.ts', 'export type Delivery = string;'],
    ],
    [
      ['lambdas/app/a.ts', 'export async function a() {}'],
      ['lambdas/http/b.ts', 'export const a = 1;'],
    ],
  ],
  'names no path of a machine': [
    [['docs/a.md', `see ${['', 'work', 'a'].join('/')}`]],
    [['package.json', `{ "a": "file:${['', '', '', 'root', '.a'].join('/')}" }`]],
    [['.ci/run', `cd ${['', 'root'].join('/')}`]],
  ],
};

/** Trees that come near a rule and break none. */
const KEPT: readonly Example[] = [
  [],
  [['lambdas/core/values/hash.ts', "import { createHash } from 'node:crypto';"]],
  [['lambdas/core/risk/a.ts', "// Date.now and new Date() are not used\n/** import { a } from '../../ports/a.ts'; */"]],
  ...CORE.flatMap((storey, index) =>
    CORE.slice(0, index).flatMap((below) =>
      storey.flatMap((name) =>
        below.map(
          (other): Example => [[inCore(name), `import type { A } from '${posix.relative(name, other)}/a.ts';`]],
        ),
      ),
    ),
  ),
  [['lambdas/core/risk/a.ts', 'type A = [typeof new Date(at), Date.parse(at)];']],
  [['lambdas/core/risk/a.ts', "export type A = 'a' | 'from';\nexport interface B { readonly a: A }"]],
  [
    [
      'lambdas/ports/a.ts',
      "import type { A } from '../core/risk/a.ts';\nimport { type B, type C } from '../core/risk/b.ts';",
    ],
  ],
  [['lambdas/compose/a.ts', "import { a } from '../adapters/a.ts';\nexport const client = new SNSClient({});"]],
  [['lambdas/handlers/a.ts', "import { z } from 'zod';\nimport { a } from '../compose/a.ts';"]],
  [
    ['lambdas/handlers/a.ts', 'export const handler = 1;'],
    ['test/handlers/a.test.ts', ''],
    ['lambdas/handlers/b.ts', '// export const a = 1;\nexport const handler = 2;'],
    ['test/handlers/b.test.ts', ''],
  ],
  [
    ['lambdas/app/a.ts', 'export type A = string;'],
    ['lambdas/app/b.ts', "export type { A } from './a.ts';\nconst A = 1;"],
    ['lib/a.ts', 'export type A = number;'],
  ],
  [['lib/a.ts', "import { A } from '../lambdas/contract/a.ts';\nimport { Stack } from 'aws-cdk-lib';"]],
  [['bin/a.ts', "import { a } from '../lib/a.ts';\nimport pkg from '../package.json' with { type: 'json' };"]],
  [
    ['lambdas/core/risk/a.ts', 'export const a = 1;'],
    ['test/core/risk.test.ts', "import { a } from '../../lambdas/core/risk/a.ts';\nexpect([...a]);"],
  ],
  [
    ['lambdas/core/risk/a.ts', 'export const a = 1;'],
    ['test/core/risk.test.ts', "import * as all from '../../lambdas/core/risk/a.ts';\nexpect(all.a);"],
  ],
  [
    ['lambdas/adapters/a.ts', 'export const a = 1;'],
    ['test/adapters/a.test.ts', ''],
  ],
  [
    ['lib/a.ts', "import { c } from './c.ts';\nimport { b } from './b.ts';"],
    ['lib/b.ts', "import { c } from './c.ts';"],
    ['lib/c.ts', ''],
  ],
  [['docs/a.md', `https://example.com/work ${['', 'workflows', 'a'].join('/')} artwork/root`]],
];

describe('architecture', () => {
  const tree = readTree(fileURLToPath(new URL('..', import.meta.url)));

  it('reads the tree it judges', () => {
    expect([...tree.keys()]).toEqual(expect.arrayContaining(['package.json', 'test/architecture.test.ts', '.ci/run']));
    expect([...tree.keys()].filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });

  describe.each(Object.entries(BROKEN))('refuses a tree unless it %s', (rule, trees) => {
    it.each(trees.map((files) => [label(files), files] as const))('%s', (_, files) => {
      const found = violations(new Map(files));
      expect(found).toHaveLength(1);
      expect(found).toEqual(RULES[rule as Rule](new Map(files)));
    });
  });

  it('numbers its decisions without a gap and without a double', () => {
    const numbers = [...tree.keys()].flatMap((path) => /^docs\/adr\/(\d{4})-/.exec(path)?.[1] ?? []).map(Number);
    expect(numbers.sort((one, other) => one - other)).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(KEPT.map((files) => [label(files), files] as const))('accepts %s', (_, files) => {
    expect(violations(new Map(files))).toEqual([]);
  });
});
