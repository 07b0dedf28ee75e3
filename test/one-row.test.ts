import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What is compiled; of the tests only the contract suites are asked, and what they use. */
const ROOMS = ['bin', 'console', 'lambdas', 'lib', 'local', 'policies'];
const CONTRACTS = 'test/contracts';

const METHODS = 'lambdas/core/proofing/methods.ts';
const CONNECTORS = 'lambdas/contract/connectors.ts';
const PAGE = 'console/requester/methods.ts';
/** What the contract suite of connectors runs against. */
const SERVERS = 'test/contracts/endpoints/connectors.ts';
const VIEW = 'lambdas/app/proving/requester-view.ts';
const SOURCES = 'lambdas/core/intake/sources.ts';

/** One change of a file: what stands there, and what takes its place. */
type Edit = readonly [file: string, text: string, instead: string];

/** The compiler takes seconds, and more on a machine that is busy. */
jest.setTimeout(120_000);

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'one-row-'));
  for (const room of [...ROOMS, 'test']) cpSync(join(ROOT, room), join(copy, room), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const config = {
    extends: './tsconfig.json',
    compilerOptions: { incremental: true, lib: ['es2023', 'dom', 'dom.iterable'], tsBuildInfoFile: './built' },
  };
  writeFileSync(
    join(copy, 'tsconfig.copy.json'),
    JSON.stringify({ ...config, include: [...ROOMS, CONTRACTS], exclude: [] }),
  );
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files of the copy that do not compile. */
async function notCompiling(): Promise<readonly string[]> {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const child = spawn(compiler, ['-p', 'tsconfig.copy.json', '--noEmit', '--pretty', 'false'], { cwd: copy });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return [...new Set([...said.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file ?? ''))].sort();
}

/** The same after these edits, which are taken back. */
async function notCompilingAfter(...edits: readonly Edit[]): Promise<readonly string[]> {
  const before = edits.map(([file]) => [file, readFileSync(join(copy, file), 'utf8')] as const);
  for (const [file, text, instead] of edits) {
    const path = join(copy, file);
    const found = readFileSync(path, 'utf8');
    if (!found.includes(text)) throw new Error(`\`${file}\` has no such place`);
    writeFileSync(
      path,
      found.replace(text, () => instead),
    );
  }
  try {
    return await notCompiling();
  } finally {
    for (const [file, text] of [...before].reverse()) writeFileSync(join(copy, file), text);
  }
}

/** A shape that the page is told of, and has not drawn yet. */
const NEW_SHAPE: Edit = [
  'lambdas/contract/requester.ts',
  "  | { readonly for: 'passkey' }",
  "  | { readonly for: 'passkey' }\n  | { readonly for: 'handshake' }",
];

const newMethod = (asks: string): Edit => [
  METHODS,
  '  passkey: {',
  `  handshake: { asks: ${asks}, strength: 1 },\n  passkey: {`,
];
const NEW_THING: Edit = [
  METHODS,
  "  | { readonly for: 'passkey' }",
  "  | { readonly for: 'passkey' }\n  | { readonly for: 'handshake' }",
];
const newConnector = (scope: string): Edit => [
  CONNECTORS,
  '  cognito: {',
  `  ping: { actions: ['unlock'], gives: {}, scope: '${scope}', rights: { service: 'ping', identify: [], rank: [], opens: [], examine: [], perform: [], revoke: [] } },\n  cognito: {`,
];
const newSource = (rest: string): Edit => [
  SOURCES,
  '  zendesk: { scheme:',
  `  freshdesk: { ${rest} },\n  zendesk: { scheme:`,
];
const NEW_SCHEME: Edit = [
  SOURCES,
  '  zendesk: { signsTime',
  '  freshdesk: { signsTime: true },\n  zendesk: { signsTime',
];
const LOCAL_DESK: Edit = ['local/directory/sources.ts', '  servicenow: {},', '  servicenow: {},\n  freshdesk: {},'];

describe('one row says all', () => {
  it('a method that asks for something new compiles once every place has answered that knows what is asked for', async () => {
    expect(await notCompilingAfter(NEW_THING, newMethod("{ for: 'handshake' }"))).toEqual(PLACES_OF_A_METHOD);
  });

  it('a method that the page draws in a way of its own compiles once the page draws it', async () => {
    const drawn: Edit = [VIEW, "    case 'passkey':\n", "    case 'handshake':\n    case 'passkey':\n"];
    const missing = await notCompilingAfter(NEW_THING, newMethod("{ for: 'handshake' }"), NEW_SHAPE, drawn);
    expect(missing).toEqual([PAGE, ...PLACES_OF_A_METHOD.filter((file) => file !== VIEW)]);
  });

  it('a connector compiles once it has an adapter, a server for the contract suite, and rights where its scope is new', async () => {
    const scope: Edit = [CONNECTORS, "| 'user-pool'", "| 'user-pool' | 'ping-org'"];
    const missing = await notCompilingAfter(scope, newConnector('ping-org'));
    expect(missing).toEqual([
      'lambdas/compose/registry.ts',
      'lambdas/compose/workflow.ts',
      'lib/connectors.ts',
      SERVERS,
    ]);
  });

  it('a connector that does not say which calls read the tier, or does not read it, does not compile', async () => {
    const unsaid: Edit = [CONNECTORS, "      rank: ['AdminListGroupsForUser'],\n", ''];
    const unread: Edit = ['lambdas/adapters/connectors/cognito/connector.ts', '  tierOf(', '  tierIn('];
    expect(await notCompilingAfter(unsaid, unread)).toEqual(
      expect.arrayContaining([CONNECTORS, 'lambdas/adapters/connectors/cognito/connector.ts']),
    );
  });

  it('a source compiles once its signature is verified, its key can be made, and the local system has it', async () => {
    const own = newSource("scheme: 'freshdesk', mapping: ZENDESK, writeBack: 'none'");
    const missing = await notCompilingAfter(NEW_SCHEME, own);
    expect(missing).toEqual([
      'bin/cli/init/cloud.ts',
      'lambdas/adapters/signatures/schemes.ts',
      'local/directory/sources.ts',
    ]);
  });

  it('a row that is not whole does not compile, nor one that performs what is no action', async () => {
    const missing = await notCompilingAfter(
      newSource("scheme: 'zendesk', mapping: ZENDESK"),
      [CONNECTORS, "'reset-mfa', ", "'reset-everything', "],
      [METHODS, "{ for: 'word', of: 'manager' }, strength: 2", "{ for: 'word', of: 'manager' }"],
    );
    expect(missing).toEqual(
      expect.arrayContaining([SOURCES, METHODS, 'lambdas/adapters/connectors/cognito/connector.ts']),
    );
  });

  it('each compiles once every place has answered: what asks for nothing new, and has no scope and no scheme of its own, is a line or two', async () => {
    const adapter: Edit = [
      'lambdas/compose/workflow.ts',
      '  cognito: () =>',
      "  ping: () => async () => (await import('./secret-connector.ts')).secretConnector(),\n  cognito: () =>",
    ];
    const directory: Edit = [
      'lambdas/compose/registry.ts',
      '  cognito: () =>',
      "  ping: () => async () => (await import('./directories/directories.ts')).secretDirectory(),\n  cognito: () =>",
    ];
    const server: Edit = [SERVERS, '  cognito: cog', '  ping: secretsManagerConnectorAt,\n  cognito: cog'];
    const source = newSource("scheme: 'zendesk', mapping: ZENDESK, writeBack: 'none'");
    const method = newMethod("{ for: 'word', of: 'manager' }");
    const connector = [newConnector('user-pool'), adapter, directory, server];
    expect(await notCompilingAfter(method, ...connector, source, LOCAL_DESK)).toEqual([]);
  });
});

/** Hashing, sending, comparing, drawing, wording, reach, what a proof relies on, throttles, and who could give it. */
const PLACES_OF_A_METHOD = [
  'lambdas/app/messages/code-message.ts',
  'lambdas/app/proving/answer-challenge.ts',
  'lambdas/app/proving/issue-challenge.ts',
  VIEW,
  'lambdas/core/policy/givable.ts',
  METHODS,
  'lambdas/core/recovery/assess/reach.ts',
  'lambdas/core/recovery/assess/standing.ts',
  'lambdas/core/recovery/decide/challenge.ts',
  'lambdas/core/recovery/evolve/proofing.ts',
  'lambdas/core/recovery/state/means.ts',
  'lambdas/core/recovery/views/offered.ts',
];
