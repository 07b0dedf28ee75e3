import { isBuiltin } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { buildBundles, MOST_KIB } from '../../lib/bundle.ts';

const bundles = buildBundles();
const textOf = (name: FunctionName): string => new TextDecoder().decode(bundles.get(name));

/** Every occurrence; never the text itself, which would fill a failure's message with a bundle. */
const found = (name: FunctionName, pattern: RegExp): string[] =>
  [...textOf(name).matchAll(pattern)].map(([whole, group]) => group ?? whole);

/** Looked for only when a request is signed for several regions at once, which ours are not. */
const OPTIONAL = ['@aws-sdk/signature-v4-crt'];

describe.each(Object.keys(FUNCTIONS) as FunctionName[])('the bundle of %s', (name) => {
  it(`is at most ${MOST_KIB} KiB`, () => {
    expect(bundles.get(name)?.length).toBeLessThanOrEqual(MOST_KIB * 1024);
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
