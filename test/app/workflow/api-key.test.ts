import { describe, expect, it } from '@jest/globals';
import { HttpKeyApi } from '../../../lambdas/adapters/https/key-api.ts';
import { SecretsManagerRotatingSecret } from '../../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { ApiKeySystem } from '../../../lambdas/app/workflow/api-key.ts';
import { parseRotationEvent, rotate } from '../../../lambdas/app/workflow/rotation.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { BREAKS, type Break, Breaker } from '../../support/breaker.ts';
import { DESCRIPTION, MANAGER, ModelKeyApi } from '../../support/models/key-api.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';
import { aCall, TARGET } from '../../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const SECOND = 'second-version-of-the-secret-00001';
const THIRD = 'third-version-of-the-secret-000001';

function world({ graceMinutes, isWell }: { readonly graceMinutes?: string; readonly isWell?: boolean } = {}) {
  const [server, model] = [new ModelKeyApi(), new ModelSecretsManager()];
  const [first, foreign] = [
    server.add(TARGET, 'canary-key-first'),
    server.add(`${TARGET}-of-others`, 'canary-foreign'),
  ];
  const { tags } = model.add(TARGET, JSON.stringify({ team: 'maps', keyId: first, key: 'canary-key-first' }));
  if (graceMinutes !== undefined) tags.push({ Key: 'countersign:grace-minutes', Value: graceMinutes });
  const secret = new SecretsManagerRotatingSecret(model.client);
  const api = new HttpKeyApi(DESCRIPTION, { send: server.send, token: async () => new Secret(MANAGER) });
  const step = (name: string, version: string, breaker?: Breaker) => {
    const services = {
      secret: breaker?.through(secret) ?? secret,
      systemOf: () => new ApiKeySystem(breaker?.through(api) ?? api, TARGET),
      ...(isWell === undefined ? {} : { probeOf: () => ({ isWell: async () => isWell }) }),
    };
    return rotate(services, parseRotationEvent(aCall(name, version)));
  };
  const begin = (version: string): void => {
    const { versions } = model.secrets.get(TARGET) ?? { versions: new Map() };
    if (!versions.has(version)) versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    model.move(TARGET, 'AWSPENDING', version);
  };
  const labelled = (label = 'AWSCURRENT') =>
    JSON.parse(model.value(TARGET, label) ?? '{}') as { team: string; keyId: string; key: string };
  const own = () => [...server.keys].filter(([id]) => id !== foreign).map(([, { secret: key }]) => key);
  const edit = (label: string, over: object): void => {
    for (const version of model.secrets.get(TARGET)?.versions.values() ?? [])
      if (version.labels.has(label)) version.value = JSON.stringify({ ...labelled(label), ...over });
  };
  const rotateTo = async (version: string) => {
    begin(version);
    for (const name of STEPS) await step(name, version);
  };
  return { server, model, step, begin, labelled, own, edit, rotateTo, first, foreign };
}

describe('a key of a described API', () => {
  it('is another one afterwards, and the one before is revoked before consumers read the new one', async () => {
    const one = world();
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    expect(one.own()).toHaveLength(2);
    await one.step('setSecret', SECOND);
    expect(one.own()).toEqual([one.labelled('AWSPENDING').key]);
    for (const name of STEPS.slice(2)) await one.step(name, SECOND);
    expect(one.labelled()).toEqual({ team: 'maps', keyId: expect.any(String), key: one.own()[0] });
    expect([...one.server.keys.values()].map(({ label }) => label)).toContain(`${TARGET}:${SECOND}`);
  });

  it('stays beside its successor with a grace, until the rotation after: there are never more than two', async () => {
    const one = world({ graceMinutes: '60' });
    await one.rotateTo(SECOND);
    expect(one.own()).toEqual(['canary-key-first', one.labelled().key]);
    const second = one.labelled().key;
    await one.rotateTo(THIRD);
    expect(one.own()).toEqual([second, one.labelled().key]);
  });

  it('is not ended for a wrong id in the value: whatever lets a consumer in stays', async () => {
    const one = world();
    one.edit('AWSCURRENT', { keyId: 'typo' });
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code: 'key-mismatched' });
    expect([one.own(), one.labelled('AWSPENDING')]).toEqual([['canary-key-first'], {}]);
  });

  it('that has ended already is replaced, whatever else was made of the secret', async () => {
    const one = world();
    one.server.keys.delete(one.first);
    one.server.add(`${TARGET}:lost`, 'canary-key-lost');
    await one.rotateTo(SECOND);
    expect(one.own()).toEqual([one.labelled().key]);
  });

  it('is the current one again where its consumer is not well, and the new one is revoked', async () => {
    const one = world({ graceMinutes: '60', isWell: false });
    await expect(one.rotateTo(SECOND)).rejects.toMatchObject({ code: 'rolled-back' });
    expect([one.labelled().keyId, one.own()]).toEqual([one.first, ['canary-key-first']]);
  });

  it('of somebody else is never revoked, whatever the value says', async () => {
    const one = world();
    one.edit('AWSCURRENT', { keyId: one.foreign });
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code: 'key-foreign' });
    expect([...one.server.keys.keys()]).toEqual([one.first, one.foreign]);
  });

  it('of a secret whose name begins with this one is never revoked', async () => {
    const one = world();
    const below = [
      one.server.add(`${TARGET}/admin`, 'canary-below'),
      one.server.add(`${TARGET}/admin:${SECOND}`, 'canary-below-second'),
    ];
    await one.rotateTo(SECOND);
    expect([...one.server.keys.keys()]).toEqual(expect.arrayContaining(below));
  });

  it('is not taken for revoked where it is still listed', async () => {
    const one = world();
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    one.server.isDeaf = true;
    await expect(one.step('setSecret', SECOND)).rejects.toMatchObject({ code: 'not-read-back', retryable: true });
    one.server.isDeaf = false;
    for (const name of STEPS.slice(1)) await one.step(name, SECOND);
    expect(one.own()).toEqual([one.labelled().key]);
  });

  it.each<[string, string, object]>([
    ['has no id', 'password-missing', { keyId: '' }],
    ['has no key', 'password-missing', { key: 7 }],
  ])('is not rotated where the value %s', async (_, code, over) => {
    const one = world();
    one.edit('AWSCURRENT', over);
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code });
    expect(one.own()).toEqual(['canary-key-first']);
  });

  it.each([{ team: 'attackers' }, { keyId: 'key/1' }])('is not rotated to a pending value with %p', async (over) => {
    const one = world();
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    one.edit('AWSPENDING', over);
    await expect(one.step('setSecret', SECOND)).rejects.toMatchObject({ name: 'RotationError' });
    expect(one.own()).toContain('canary-key-first');
  });

  it.each(BREAKS)('leaves one key, and no orphan, after a break at any call (%s)', async (how: Break) => {
    let broken = 0;
    for (let at = 1; at < 60; at += 1) {
      const one = world();
      const breaker = new Breaker(at, how);
      one.begin(SECOND);
      let index = 0;
      while (index < STEPS.length && (await breaker.survives(() => one.step(STEPS[index] ?? '', SECOND, breaker))))
        index += 1;
      for (const name of STEPS.slice(index)) await one.step(name, SECOND);
      expect({ at, keys: one.own() }).toEqual({ at, keys: [one.labelled().key] });
      if (breaker.broken === undefined) break;
      broken += 1;
    }
    expect(broken).toBeGreaterThan(15);
  });
});
