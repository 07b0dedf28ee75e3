import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from '../../../lambdas/compose/clients/credentials.ts';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);

function set(...values: (string | undefined)[]): void {
  for (const [index, name] of NAMES.entries()) {
    const value = values[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

describe('credentials of a deployed function', () => {
  afterEach(() => set(...before.map(([, value]) => value)));

  it('are those of its environment', async () => {
    set('id', 'key', 'token');
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'token' });
  });

  it('may be without a session', async () => {
    set('id', 'key');
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
  });

  it.each([
    ['id', undefined],
    [undefined, 'key'],
    ['', ''],
  ])('are looked for nowhere else (%s, %s)', async (id, key) => {
    set(id, key);
    await expect(defaultProvider()()).rejects.toThrow('there are no credentials in the environment');
  });
});
