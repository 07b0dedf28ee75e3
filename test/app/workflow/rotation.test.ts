import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseRotationEvent } from '../../../lambdas/app/workflow/rotation.ts';
import { RotationError } from '../../../lambdas/app/workflow/rotation-error.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { aCall, aRotation, rotationWorld, TARGET, versionsOf } from '../../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

interface Value {
  readonly team: string;
  readonly user: string;
  readonly password: string;
}

describe('rotating a secret that its consumers read', () => {
  let world: ReturnType<typeof rotationWorld>;
  const granted = 'second-version-of-the-secret-0001';

  /** Rotation has been asked for; no step was called yet. */
  beforeEach(() => {
    world = rotationWorld();
    begin(granted);
  });

  function begin(version: string): void {
    world.model.secrets
      .get(TARGET)
      ?.versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    world.model.move(TARGET, 'AWSPENDING', version);
  }
  const step = (name: string, version = granted): Promise<void> => world.step(aCall(name, version));
  const valueUnder = (label: string): Value => JSON.parse(world.model.value(TARGET, label) ?? '{}') as Value;
  const edit = (label: string, over: Partial<Value> | string): void => {
    const { versions } = world.model.secrets.get(TARGET) ?? { versions: new Map() };
    for (const version of versions.values())
      if (version.labels.has(label))
        version.value = typeof over === 'string' ? over : JSON.stringify({ ...valueUnder(label), ...over });
  };

  it('ends with another password under the current label, and nothing else changed', async () => {
    const before = valueUnder('AWSCURRENT');
    for (const name of STEPS) await step(name);
    const after = valueUnder('AWSCURRENT');
    expect(after).toEqual({ ...before, password: expect.any(String) });
    expect(after.password).not.toBe(before.password);
    expect(world.model.labels(TARGET)).toEqual({ first: ['AWSPREVIOUS'], [granted]: ['AWSCURRENT', 'AWSPENDING'] });
  });

  it('shows its consumers nothing before the last step', async () => {
    const before = valueUnder('AWSCURRENT');
    for (const name of STEPS.slice(0, 3)) {
      await step(name);
      expect(valueUnder('AWSCURRENT')).toEqual(before);
    }
  });

  it('comes to the same when each step is called twice', async () => {
    await step('createSecret');
    const pending = valueUnder('AWSPENDING');
    for (const name of STEPS) {
      await step(name);
      await step(name);
    }
    expect(valueUnder('AWSCURRENT')).toEqual(pending);
  });

  it('generates once: an attempt after a crash goes on with the value that was stored', async () => {
    await step('createSecret');
    const pending = valueUnder('AWSPENDING');
    await step('createSecret');
    expect(valueUnder('AWSPENDING')).toEqual(pending);
    expect(world.inside.calls.filter((call) => call === 'PutSecretValue')).toHaveLength(1);
    for (const name of STEPS) await step(name);
    expect(valueUnder('AWSCURRENT')).toEqual(pending);
  });

  it('keeps one value when two attempts generate at once', async () => {
    await Promise.all([step('createSecret'), step('createSecret')]);
    for (const name of STEPS.slice(1)) await step(name);
    expect(world.model.labels(TARGET)[granted]).toContain('AWSCURRENT');
  });

  it('completes after a fault at any call of any step, applied or not', async () => {
    let faults = 0;
    for (const kind of ['before', 'after'] as const) {
      for (let nth = 1; ; nth += 1) {
        world = rotationWorld();
        begin(granted);
        world.inside.failAt(nth, kind);
        for (const name of STEPS) {
          // The service calls a step again that has failed.
          await step(name).catch((error: unknown) => {
            expect(error).toMatchObject({ name: 'AdapterError', retryable: true });
            faults += 1;
            return step(name);
          });
        }
        expect(world.model.labels(TARGET)[granted]).toContain('AWSCURRENT');
        if (!world.inside.hasFailed()) break;
      }
    }
    expect(faults).toBeGreaterThan(20);
  });

  it('is finished, and changes nothing more, where the version is current already', async () => {
    for (const name of STEPS) await step(name);
    const labels = world.model.labels(TARGET);
    const value = valueUnder('AWSCURRENT');
    for (const name of STEPS) await step(name);
    expect([world.model.labels(TARGET), valueUnder('AWSCURRENT')]).toEqual([labels, value]);
  });

  it.each([
    ['rotation is not configured', 'rotation-not-configured', 'createSecret', () => turnOff()],
    ['the version is not known', 'version-unknown', 'createSecret', () => forget(granted)],
    ['the version is not pending', 'version-not-pending', 'createSecret', () => supersede()],
    ['the pending version is empty', 'pending-missing', 'setSecret', () => {}],
    ['the pending version is empty', 'pending-missing', 'testSecret', () => {}],
    ['the pending version is empty', 'pending-missing', 'finishSecret', () => {}],
    ['there is no current value', 'current-missing', 'createSecret', () => forget('first')],
    [
      'the current value cannot be read as what it seems',
      'value-malformed',
      'createSecret',
      () => edit('AWSCURRENT', '{"password":'),
    ],
    [
      'the secret names a database engine',
      'engine-not-supported',
      'createSecret',
      () => edit('AWSCURRENT', '{"engine":"mysql","password":"canary"}'),
    ],
    [
      'the secret alternates between users',
      'users-alternate',
      'createSecret',
      () => edit('AWSCURRENT', '{"masterarn":"arn","password":"canary"}'),
    ],
  ])('fails when %s (%s, %s)', async (_, code, name, arrange) => {
    arrange();
    const labels = world.model.labels(TARGET);
    await expect(step(name)).rejects.toMatchObject({ name: 'RotationError', code });
    expect(world.model.labels(TARGET)).toEqual(labels);
  });

  it.each(['setSecret', 'testSecret', 'finishSecret'])(
    '%s refuses a pending value that names another team or user',
    async (name) => {
      for (const over of [{ team: 'attackers' }, { user: 'root' }]) {
        world = rotationWorld();
        begin(granted);
        await step('createSecret');
        edit('AWSPENDING', over);
        await expect(step(name)).rejects.toMatchObject({ code: 'fields-changed' });
        expect(world.model.labels(TARGET)['first']).toEqual(['AWSCURRENT']);
      }
    },
  );

  it('finishSecret refuses a pending value with the current password', async () => {
    await step('createSecret');
    edit('AWSPENDING', { password: valueUnder('AWSCURRENT').password });
    await expect(step('finishSecret')).rejects.toMatchObject({ code: 'password-unchanged' });
  });

  it.each([
    ['of a value that is none', '{"password":"canary'],
    ['of a value that we do not rotate', '{"engine":"canary","password":"canary"}'],
    ['of a value without password', '{"canary":"canary"}'],
  ])('shows no value and no token in any error %s', async (_, value) => {
    edit('AWSCURRENT', value);
    for (const name of STEPS) {
      const error: unknown = await step(name).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RotationError);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    }
  });

  it('shows no value and no token in the error of a lost connection', async () => {
    world.inside.failAt(5, 'after');
    const error: unknown = await step('createSecret').catch((thrown: unknown) => thrown);
    expect(world.inside.calls.at(-1)).toBe('PutSecretValue');
    expect(error).toBeInstanceOf(AdapterError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('rotates an opaque value too', async () => {
    world = rotationWorld('canary-api-key');
    begin(granted);
    for (const name of STEPS) await step(name);
    expect(world.model.value(TARGET)).toBe('canary-password-1'.padEnd(40, '~'));
  });

  it('finishes what the connector began, and what takes it back', async () => {
    world = rotationWorld();
    const request = aRotation();
    await world.connector.perform(request);
    await world.model.settle();
    expect(await world.connector.perform(request)).toMatchObject({ state: 'done' });
    await world.connector.revoke(request);
    await world.model.settle();
    expect(world.model.failures).toEqual([]);
    expect(world.model.labels(TARGET)[versionsOf(request).replacing]).toContain('AWSCURRENT');
  });

  const turnOff = (): void => {
    for (const secret of world.model.secrets.values()) secret.isRotationConfigured = false;
  };
  /** Another rotation has taken the place of ours. */
  const supersede = (): void => {
    begin('third');
    world.model.move(TARGET, 'AWSPREVIOUS', granted);
  };
  const forget = (version: string): void => {
    world.model.secrets.get(TARGET)?.versions.delete(version);
  };
});

describe('the event of a rotation', () => {
  it('is read without its token showing', () => {
    const request = parseRotationEvent(aCall('setSecret', 'v'.repeat(32)));
    expect(request).toMatchObject({ step: 'setSecret', secretId: TARGET, version: 'v'.repeat(32) });
    expect(request.rotationToken?.reveal()).toBe('canary-rotation-token');
    expect(inspect(request)).not.toContain('canary');
  });

  it.each([
    ['no event', undefined],
    ['another step', aCall('deleteSecret', 'v')],
    ['the spelling of the user guide', aCall('create_secret', 'v')],
    ['a step that every object has', aCall('toString', 'v')],
    ['no secret', { ...aCall('setSecret', 'v'), SecretId: undefined }],
    ['no version', { ...aCall('setSecret', ''), RotationToken: 'canary' }],
    ['a text', 'createSecret'],
  ])('is refused when it is %s', (_, event) => {
    expect(() => parseRotationEvent(event)).toThrow(expect.objectContaining({ code: 'event-malformed' }));
  });
});
