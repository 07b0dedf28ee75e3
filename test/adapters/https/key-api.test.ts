import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HttpKeyApi } from '../../../lambdas/adapters/https/key-api.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { DESCRIPTION, json, MANAGER, ModelKeyApi } from '../../support/models/key-api.ts';

describe('a described API of keys', () => {
  let model: ModelKeyApi;
  let api: HttpKeyApi;
  beforeEach(() => {
    model = new ModelKeyApi();
    api = new HttpKeyApi(DESCRIPTION, { send: model.send, token: async () => new Secret(MANAGER) });
  });

  it('makes a key of a name, lists it, lets it in, and revokes it, again too', async () => {
    const { id, key } = await api.create('prod/maps/v$&1');
    expect(await api.list()).toEqual([{ id, name: 'prod/maps/v$&1' }]);
    expect([await api.accepts({ id, key }), await api.accepts({ id: 'x', key: new Secret('canary-other') })]).toEqual([
      true,
      false,
    ]);
    await api.revoke(id);
    await api.revoke(id);
    expect([await api.list(), await api.accepts({ id, key })]).toEqual([[], false]);
  });

  it('is listed to its last page', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'].map((label) => model.add(label, label));
    expect((await api.list()).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['an absolute address', 'https://169.254.169.254/latest'],
    ['an address without a scheme', '//internal.example.com/v1/keys'],
    ['a way out of the path', '\\\\internal'],
    ['the same page again', '/v1/keys?limit=2'],
  ])('calls no other host where an answer names one: %s', async (_, next) => {
    model.instead = () => json({ data: [], next });
    await expect(api.list()).rejects.toMatchObject({ code: 'answer-unreadable', retryable: true });
    expect(model.calls).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    model.instead = () => new Response(null, { status: 307, headers: { location: 'http://169.254.169.254/' } });
    for (const call of [
      api.list(),
      api.create('x'),
      api.revoke('x'),
      api.accepts({ id: 'x', key: new Secret('canary') }),
    ])
      await expect(call).rejects.toMatchObject({ code: 'unexpected', retryable: false });
    expect(model.calls).toHaveLength(4);
  });

  it.each<[number, string, boolean]>([
    [401, 'credentials', true],
    [400, 'key-api-refused', false],
    [403, 'key-api-refused', false],
    [429, 'throttled', true],
    [500, 'unavailable', true],
  ])('that answers %s to its manager is `%s`, and quotes nothing', async (status, code, retryable) => {
    model.instead = () => json({ error: 'canary' }, status);
    for (const call of [api.list(), api.create('x'), api.revoke('x')]) {
      const error: unknown = await call.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, retryable });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    }
  });

  it.each<[string, unknown]>([
    ['no list', { data: {} }],
    ['a key without an id', { data: [{ label: 'x' }] }],
    ['no key', { data: { id: 'x' } }],
    ['nothing', null],
  ])('that answers %s is not believed', async (_, body) => {
    model.instead = () => json(body);
    for (const call of [api.list(), api.create('x')])
      await expect(call).rejects.toMatchObject({ code: 'answer-unreadable', retryable: true });
  });
});
