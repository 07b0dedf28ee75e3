import { beforeEach, describe, expect, it } from '@jest/globals';
import { HttpKeyApi } from '../../../lambdas/adapters/https/key-api.ts';
import { KeyApiHealth } from '../../../lambdas/adapters/https/key-api-health.ts';
import type { KeyApiSettings } from '../../../lambdas/contract/key-apis.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { DESCRIPTION, json, MANAGER, ModelKeyApi } from '../../support/models/key-api.ts';

describe('a described API of keys, for the doctor', () => {
  let model: ModelKeyApi;
  beforeEach(() => {
    model = new ModelKeyApi();
    model.add('prod/maps', 'canary-key');
  });
  const flawWith = (over: Partial<KeyApiSettings> = {}, token = MANAGER) =>
    new KeyApiHealth(
      new HttpKeyApi({ ...DESCRIPTION, ...over }, { send: model.send, token: async () => new Secret(token) }),
    ).flaw();

  it('is well where it lists its keys and lets none in that it never made; nothing is made or revoked', async () => {
    expect(await flawWith()).toBeNull();
    expect([model.keys.size, model.calls.every((call) => call.startsWith('GET '))]).toEqual([1, true]);
  });

  it('is not well with a token that it does not know', async () => {
    expect(await flawWith({}, 'canary-old-token')).toBe('credentials');
  });

  it('is not well where the list is somewhere else than described', async () => {
    expect(await flawWith({ list: { ...DESCRIPTION.list, items: '/keys' } })).toBe('answer-unreadable');
    expect(await flawWith({ list: { ...DESCRIPTION.list, path: '/v2/keys' } })).toBe('key-api-refused');
  });

  it('is not well where the test lets anything in', async () => {
    model.instead = (call) => (call === 'GET /v1/health' ? json({ status: 'up' }) : undefined);
    expect(await flawWith({ test: { path: '/v1/health' } })).toBe('accepts-anything');
  });

  it('is not well while it does not answer', async () => {
    model.instead = () => json({}, 503);
    expect(await flawWith()).toBe('unavailable');
  });
});
