import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { type Bundle, buildBundles, bundlesOf, mostKibOf } from '../../lib/bundle.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';

const bundles = buildBundles();
const filesOf = (name: FunctionName): Bundle => bundles.get(name) ?? new Map();
const bytesOf = (name: FunctionName): number => [...filesOf(name).values()].reduce((sum, one) => sum + one.length, 0);
const textOf = (name: FunctionName, files = [...filesOf(name).values()]): string =>
  files.map((one) => new TextDecoder().decode(one)).join('\n');

/** Every occurrence; never the text itself, which would fill a failure's message with a bundle. */
const found = (name: FunctionName, pattern: RegExp): string[] =>
  [...textOf(name).matchAll(pattern)].map(([whole, group]) => group ?? whole);

/** An answer of the evaluator of policies, which no name of ours is. */
const EVALUATOR = /ImplicitlyDenied/g;

/** Looked for only when a request is signed for several regions at once, which ours are not. */
const OPTIONAL = ['@aws-sdk/signature-v4-crt'];

describe.each(Object.keys(FUNCTIONS) as FunctionName[])('the bundle of %s', (name) => {
  it(`is at most ${mostKibOf(name)} KiB`, () => {
    expect(bytesOf(name)).toBeLessThanOrEqual(mostKibOf(name) * 1024);
  });

  it('is CommonJS that exports a handler', () => {
    expect(found(name, /\bmodule\.exports=/g)).not.toEqual([]);
    expect(found(name, /\bhandler:\(\)=>/g)).toHaveLength(1);
    expect(found(name, /\bimport\("/g)).toEqual([]);
  });

  it('carries what it needs', () => {
    const required = found(name, /\brequire\("([^"]+)"\)/g);
    const others = [...filesOf(name).keys()].map((file) => `./${file}`);
    const missing = required.filter((one) => !isBuiltin(one) && !OPTIONAL.includes(one) && !others.includes(one));
    expect(missing).toEqual([]);
    expect(others.filter((file) => file !== './index.js' && !required.includes(file))).toEqual([]);
  });

  it('has nothing of the evaluator of policies, whose licence is the AGPL', () => {
    expect(found(name, EVALUATOR)).toEqual([]);
  });

  it('has no event streams, which none of its calls needs', () => {
    expect(found(name, /:message-type/g)).toEqual([]);
  });
});

describe('the evaluator of policies, whose licence is the AGPL', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));

  it('is imported by one file of the local system, and is no dependency at run time', () => {
    const importing = ['bin', 'console', 'lambdas', 'lib', 'local'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter(
          (file) => /\.tsx?$/.test(file) && readFileSync(join(root, folder, file), 'utf8').includes('@cloud-copilot/'),
        )
        .map((file) => join(folder, file)),
    );
    expect(importing).toEqual(['local/iam/judge.ts']);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@cloud-copilot/'))).toEqual([]);
  });

  it('would be seen in a bundle', () => {
    const judge = readFileSync(
      join(root, 'node_modules/@cloud-copilot/iam-simulate/dist/cjs/services/DefaultServiceAuthorizer.js'),
      'utf8',
    );
    expect(judge.match(EVALUATOR)).not.toBeNull();
  });
});

describe('what is loaded later', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bundle-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (name: string, bundle: Bundle): string => {
    mkdirSync(join(folder, name));
    for (const [file, contents] of bundle) writeFileSync(join(folder, name, file), contents);
    return join(folder, name, 'index.js');
  };

  /** Says whether the library that checks passkeys is there before and after the first passkey, and what became of it. */
  const program = (root: string) => `
    import { WebAuthnPasskeys } from ${JSON.stringify(join(root, 'lambdas/adapters/webauthn/passkeys.ts'))};
    const { origin, challenge, registration } = JSON.parse(process.argv[2]);
    const isLoaded = () => 'getMetadata' in Reflect;
    const before = isLoaded();
    new WebAuthnPasskeys(origin)
      .register(registration, challenge)
      .then(({ ok }) => console.log(JSON.stringify({ before, after: isLoaded(), ok })));`;

  it('is there when it is needed first, and works: the library that checks passkeys', () => {
    const entry = join(folder, 'program.ts');
    writeFileSync(entry, program(fileURLToPath(new URL('../..', import.meta.url))));
    const index = write('program', bundlesOf(new Map([['program', entry]])).get('program') ?? new Map());
    const ceremony = { origin: 'https://recover.example.com', challenge: 'Y2hhbGxlbmdl' };
    const given = JSON.stringify({ ...ceremony, registration: new SoftwareAuthenticator().make(ceremony) });
    const said = execFileSync(process.execPath, [index, given], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ before: false, after: true, ok: true });
  });

  it('is in files that stand alone: every function is imported where nothing is installed, and all its files are', () => {
    const files = (Object.keys(FUNCTIONS) as FunctionName[]).flatMap((name) => {
      const index = write(name, filesOf(name));
      return [index, ...[...filesOf(name).keys()].map((file) => join(dirname(index), file))];
    });
    const all = `for (const file of ${JSON.stringify(files)}) require(file);`;
    expect(() => execFileSync(process.execPath, ['-e', all], { stdio: 'pipe' })).not.toThrow();
  });

  it('is named by what is in it, so that the same sources make the same bundles', () => {
    const entry = fileURLToPath(new URL('../../lambdas/handlers/requester-page.ts', import.meta.url));
    const again = bundlesOf(new Map([['requesterPage', entry]])).get('requesterPage');
    expect([...(again ?? new Map())]).toEqual([...filesOf('requesterPage')]);
  });
});
