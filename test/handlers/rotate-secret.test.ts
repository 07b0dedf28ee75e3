import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { ownValue } from '../../lambdas/app/workflow/own-value.ts';
import type { RotationState } from '../../lambdas/ports/rotating-secret.ts';
import { composed } from '../support/compose.ts';
import { ModelSecretsManager } from '../support/models/secrets-manager.ts';
import { aCall, TARGET, VALUE } from '../support/rotation-world.ts';

const model = new ModelSecretsManager();
const secret = new SecretsManagerRotatingSecret(model.client);
composed('rotation', {
  rotationServices: { secret, systemOf: (state: RotationState) => ownValue(secret, state) },
  examinedSystems: {
    database: { 'db:5432': { flaw: async () => 'tls-refused' } },
    'key-api': {},
    probe: {},
    rotator: {},
  },
});
const { handler } = await import('../../lambdas/handlers/rotate-secret.ts');

const VERSION = 'second-version-of-the-secret-0001';

describe('the rotation function', () => {
  let logged: string[];

  beforeEach(() => {
    const { versions } = model.add(TARGET, VALUE);
    versions.set(VERSION, { value: undefined, labels: new Set(['AWSPENDING']), createdAt: new Date() });
    logged = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('rotates in four calls, each of which it logs without value or token', async () => {
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) await handler(aCall(step, VERSION));
    expect(model.labels(TARGET)[VERSION]).toContain('AWSCURRENT');
    expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'info', step: 'createSecret', version: VERSION },
      { level: 'info', step: 'setSecret' },
      { level: 'info', step: 'testSecret' },
      { level: 'info', step: 'finishSecret', secretId: TARGET },
    ]);
    expect(logged.join('')).not.toContain('canary');
  });

  it('fails the step, and logs why by a code, when the guard says no', async () => {
    await expect(handler(aCall('setSecret', VERSION))).rejects.toMatchObject({ code: 'pending-missing' });
    expect(JSON.parse(logged.join(''))).toMatchObject({ level: 'error', error: { code: 'pending-missing' } });
    expect(logged.join('')).not.toContain('canary');
  });

  it('looks at the systems that it calls for the doctor, and rotates nothing then', async () => {
    const before = model.labels(TARGET);
    expect(await handler({ examine: 'systems' })).toEqual([{ kind: 'database', name: 'db:5432', flaw: 'tls-refused' }]);
    expect(model.labels(TARGET)).toEqual(before);
  });

  it('refuses an event that is none', async () => {
    await expect(handler({ RotationToken: 'canary' })).rejects.toMatchObject({ code: 'event-malformed' });
    expect(logged.join('')).not.toContain('canary');
  });
});
