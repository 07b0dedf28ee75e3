import { execFileSync } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { BUNDLING, buildBundles, mostKibOf } from '../../lib/bundle.ts';
import { SoftwareAuthenticator } from '../support/authenticator.ts';

const bundles = buildBundles();
const textOf = (name: FunctionName): string => new TextDecoder().decode(bundles.get(name));

/** Every occurrence; never the text itself, which would fill a failure's message with a bundle. */
const found = (name: FunctionName, pattern: RegExp): string[] =>
  [...textOf(name).matchAll(pattern)].map(([whole, group]) => group ?? whole);

/** Looked for only when a request is signed for several regions at once, which ours are not. */
const OPTIONAL = ['@aws-sdk/signature-v4-crt'];

describe.each(Object.keys(FUNCTIONS) as FunctionName[])('the bundle of %s', (name) => {
  it(`is at most ${mostKibOf(name)} KiB`, () => {
    expect(bundles.get(name)?.length).toBeLessThanOrEqual(mostKibOf(name) * 1024);
  });

  it('is CommonJS that exports a handler', () => {
    expect(found(name, /\bmodule\.exports=/g)).not.toEqual([]);
    expect(found(name, /\bhandler:\(\)=>/g)).toHaveLength(1);
  });

  it('carries what it needs', () => {
    const required = found(name, /\brequire\("([^"]+)"\)/g);
    expect(required.filter((module) => !isBuiltin(module) && !OPTIONAL.includes(module))).toEqual([]);
  });

  it('looks for credentials in the environment only', () => {
    expect(found(name, /credential_process|AWS_CONTAINER_CREDENTIALS\w*|sso_session/g)).toEqual([]);
  });

  it('has no event streams, which none of its calls needs', () => {
    expect(found(name, /:message-type/g)).toEqual([]);
  });
});

describe('what checks passkeys', () => {
  /** Bundled like a function; says whether the library is there before and after the first passkey, and what became of it. */
  const PROGRAM = `
    import { WebAuthnPasskeys } from './lambdas/adapters/webauthn/passkeys.ts';
    const { origin, challenge, registration } = JSON.parse(process.argv[2]);
    const isLoaded = () => 'getMetadata' in Reflect;
    const before = isLoaded();
    new WebAuthnPasskeys(origin)
      .register(registration, challenge)
      .then(({ ok }) => console.log(JSON.stringify({ before, after: isLoaded(), ok })));`;

  it('is loaded when the first passkey comes, and works in a bundle', () => {
    const stdin = { contents: PROGRAM, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) };
    const [bundle] = buildSync({ ...BUNDLING, stdin, write: false }).outputFiles;
    const ceremony = { origin: 'https://recover.example.com', challenge: 'Y2hhbGxlbmdl' };
    const registration = new SoftwareAuthenticator().make(ceremony);
    const given = JSON.stringify({ ...ceremony, registration });
    const said = execFileSync(process.execPath, ['-', given], { input: bundle?.text ?? '', encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ before: false, after: true, ok: true });
  });
});
