import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalFunctions } from '../../../local/aws/functions.ts';
import type { Rotated } from '../../../local/aws/secrets/rotations.ts';
import { LocalSecretsManager } from '../../../local/aws/secrets-manager.ts';

interface Step {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

const SECRET = 'prod/payments/db';

describe('a rotation', () => {
  let directory: string;
  const opened: LocalSecretsManager[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'rotation-'));
  });
  afterEach(() => {
    for (const secrets of opened.splice(0)) secrets.rotations.close();
    rmSync(directory, { recursive: true });
  });

  /** A rotation function after AWS's template; `before` may throw. */
  function open(before: (event: Step) => void | Promise<void> = () => {}) {
    const steps: Step[] = [];
    const ended: Rotated[] = [];
    const rotate = async (event: unknown): Promise<void> => {
      const step = event as Step;
      steps.push(step);
      await before(step);
      const { SecretId, ClientRequestToken } = step;
      const described = await call('DescribeSecret', { SecretId });
      const stages = described['VersionIdsToStages'] as Record<string, string[]>;
      if (described['RotationEnabled'] !== true) throw new Error('rotation is off');
      if (stages[ClientRequestToken]?.includes('AWSCURRENT')) return;
      if (!stages[ClientRequestToken]?.includes('AWSPENDING')) throw new Error('not pending');
      const current = Object.keys(stages).find((id) => stages[id]?.includes('AWSCURRENT'));
      const version = { SecretId, ClientRequestToken };
      if (step.Step === 'createSecret')
        await call('PutSecretValue', {
          ...version,
          SecretString: `made-${steps.length}`,
          VersionStages: ['AWSPENDING'],
        }).catch((error: Error) => {
          if (error.name !== 'ResourceExistsException') throw error;
        });
      if (step.Step === 'finishSecret')
        await call('UpdateSecretVersionStage', {
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: ClientRequestToken,
          RemoveFromVersionId: current,
        });
    };
    const secrets = new LocalSecretsManager({
      functions: new LocalFunctions({ rotate }),
      directory,
      now: Date.now,
      rotation: { attempts: 3, pauseMs: 5 },
      onRotated: (rotated) => ended.push(rotated),
    });
    opened.push(secrets);
    const call = (name: keyof LocalSecretsManager['operations'], input: object) =>
      secrets.operations[name](input) as Promise<Record<string, unknown>>;
    const value = async (VersionStage?: string) =>
      (await call('GetSecretValue', { SecretId: SECRET, VersionStage }))['SecretString'];
    return { secrets, call, value, steps, ended, names: () => steps.map((one) => one.Step) };
  }

  async function withSecret(system: ReturnType<typeof open>): Promise<void> {
    await system.call('CreateSecret', { Name: SECRET, ClientRequestToken: randomUUID(), SecretString: 'first' });
    const function_ = { RotationLambdaARN: 'rotate', RotateImmediately: false };
    await system.call('RotateSecret', { SecretId: SECRET, ClientRequestToken: randomUUID(), ...function_ });
  }

  const rotate = ({ call }: ReturnType<typeof open>, ClientRequestToken: string) =>
    call('RotateSecret', { SecretId: SECRET, ClientRequestToken });

  async function until(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 500 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(condition()).toBe(true);
  }

  it('calls the four steps in order and moves AWSCURRENT, after it has answered', async () => {
    const system = open();
    await withSecret(system);
    const token = randomUUID();
    expect(await rotate(system, token)).toMatchObject({ Name: SECRET, VersionId: token });
    expect(await system.value()).toBe('first');
    await until(() => system.ended.length === 1);
    expect(system.names()).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    expect(system.steps[0]).toEqual({
      Step: 'createSecret',
      SecretId: expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:prod\/payments\/db-\w{6}$/),
      ClientRequestToken: token,
      RotationToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(system.ended).toEqual([{ secret: SECRET, version: token, succeeded: true }]);
    expect(await system.value()).toBe('made-1');
    expect(await system.value('AWSPREVIOUS')).toBe('first');
    expect(await system.call('DescribeSecret', { SecretId: SECRET })).toMatchObject({
      RotationEnabled: true,
      LastRotatedDate: expect.any(Number),
    });
  });

  it('happens once for one token, however often it is asked for', async () => {
    const system = open();
    await withSecret(system);
    const token = randomUUID();
    await rotate(system, token);
    await rotate(system, token);
    await until(() => system.ended.length === 1);
    expect(await rotate(system, token)).toMatchObject({ VersionId: token });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(system.steps).toHaveLength(4);
    expect(system.ended).toHaveLength(1);
  });

  it('can follow another, with another token', async () => {
    const system = open();
    await withSecret(system);
    await rotate(system, randomUUID());
    await until(() => system.ended.length === 1);
    await rotate(system, randomUUID());
    await until(() => system.ended.length === 2);
    expect(await system.value()).toBe('made-5');
    expect(await system.value('AWSPREVIOUS')).toBe('made-1');
  });

  it('has an empty pending version before the function fills it', async () => {
    const system = open(async () => {
      await expect(system.value('AWSPENDING')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      throw new Error('stop here');
    });
    await withSecret(system);
    const token = randomUUID();
    await rotate(system, token);
    await until(() => system.ended.length === 1);
    const described = await system.call('DescribeSecret', { SecretId: SECRET });
    expect(described['VersionIdsToStages']).toMatchObject({ [token]: ['AWSPENDING'] });
  });

  it('tries a step again that fails', async () => {
    let failures = 2;
    const system = open(({ Step }) => {
      failures -= Step === 'setSecret' ? 1 : 0;
      if (Step === 'setSecret' && failures >= 0) throw new Error('not yet');
    });
    await withSecret(system);
    await rotate(system, randomUUID());
    await until(() => system.ended.length === 1);
    expect(system.names()).toEqual([
      'createSecret',
      'setSecret',
      'setSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ]);
    expect(system.ended).toMatchObject([{ succeeded: true }]);
  });

  it('gives up in the end, leaves the old value, and is taken up again by the same token only', async () => {
    let broken = true;
    const system = open(({ Step }) => {
      if (broken && Step === 'testSecret') throw Object.assign(new Error('no'), { name: 'PendingRefused' });
    });
    await withSecret(system);
    const token = randomUUID();
    await rotate(system, token);
    await until(() => system.ended.length === 1);
    expect(system.ended).toEqual([
      { secret: SECRET, version: token, succeeded: false, failure: { step: 'testSecret', error: 'PendingRefused' } },
    ]);
    expect(await system.value()).toBe('first');
    await expect(rotate(system, randomUUID())).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await until(() => system.ended.length === 2);
    broken = false;
    await rotate(system, token);
    await until(() => system.ended.length === 3);
    expect(system.ended[2]).toMatchObject({ succeeded: true, version: token });
    expect(await system.value()).toBe('made-1');
  });

  it('goes on after a restart, and not before it is told to', async () => {
    let reached = false;
    const first = open(async ({ Step }) => {
      if (Step !== 'setSecret') return;
      reached = true;
      await new Promise(() => {});
    });
    await withSecret(first);
    const token = randomUUID();
    await rotate(first, token);
    await until(() => reached);
    first.secrets.rotations.close();

    const second = open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(second.steps).toEqual([]);
    second.secrets.rotations.resume();
    await until(() => second.ended.length === 1);
    expect(second.ended).toMatchObject([{ version: token, succeeded: true }]);
    expect(await second.value()).toBe('made-1');
  });

  it('is refused without a function, with one that does not exist, and of a deleted secret', async () => {
    const system = open();
    await system.call('CreateSecret', { Name: SECRET, ClientRequestToken: randomUUID(), SecretString: 'first' });
    await expect(rotate(system, randomUUID())).rejects.toMatchObject({ name: 'InvalidRequestException' });
    const unknown = { SecretId: SECRET, ClientRequestToken: randomUUID(), RotationLambdaARN: 'nobody' };
    await expect(system.call('RotateSecret', unknown)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await system.call('DeleteSecret', { SecretId: SECRET });
    await expect(rotate(system, randomUUID())).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('on a schedule is refused, because nothing would happen', async () => {
    const system = open();
    await withSecret(system);
    const RotationRules = { AutomaticallyAfterDays: 30 };
    const input = { SecretId: SECRET, ClientRequestToken: randomUUID(), RotationRules };
    await expect(system.call('RotateSecret', input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
