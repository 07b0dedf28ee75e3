import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { functionArn } from '../../../local/aws/arns.ts';
import { LocalFunctions } from '../../../local/aws/functions.ts';
import { LocalScheduler } from '../../../local/aws/scheduler.ts';
import { MOTO_SCHEDULER, schedulerContract } from '../../contracts/aws/scheduler.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

schedulerContract('local', localEndpoint({ functions: { revoke: async () => {} } }));

const other = otherEndpoint(MOTO_SCHEDULER);
if (other !== undefined) schedulerContract('another endpoint', other.open, other.deviations);

describe('Scheduler: a schedule', () => {
  let directory: string;
  const opened: LocalScheduler[] = [];
  const calls: unknown[] = [];
  beforeEach(() => {
    calls.length = 0;
    directory = mkdtempSync(join(tmpdir(), 'scheduler-'));
  });
  afterEach(() => {
    for (const scheduler of opened.splice(0)) scheduler.schedules.close();
    rmSync(directory, { recursive: true });
  });

  const NOW = Date.parse('2030-01-01T00:00:00Z');

  /** `denied`: so many times the scheduler may not call the function. */
  function open({ denied = 0, now = NOW }: { denied?: number; now?: number } = {}) {
    const gate = { denials: denied };
    const admit = async (): Promise<void> => {
      gate.denials -= 1;
      if (gate.denials >= 0) throw new Error('AccessDenied');
    };
    const letters: [string, string][] = [];
    const started = performance.now();
    const fired: [string, Error | undefined][] = [];
    const scheduler = new LocalScheduler({
      functions: new LocalFunctions({ revoke: async () => {} }, 'scheduler', { admit }),
      asynchronously: { accept: (_, event) => calls.push(event) },
      putLetter: (queue, body) => letters.push([queue, body]),
      directory,
      now: () => now + performance.now() - started,
      onFired: (name, error) => fired.push([name, error]),
    });
    opened.push(scheduler);
    return { scheduler, fired, letters, call: (name: string, input: object) => scheduler.operations[name]?.(input) };
  }

  const schedule = (at: number, more: object = {}) => ({
    Name: 'revoke-r1',
    ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: functionArn('revoke'), RoleArn: 'arn:aws:iam::000000000000:role/x', Input: '{"recovery":"r1"}' },
    ...more,
  });
  const byName = { Name: 'revoke-r1' };

  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  async function until(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 500 && !condition(); turn += 1) await wait(10);
    expect(condition()).toBe(true);
  }

  it('calls its function with its input when it is due, not before, once, and is deleted', async () => {
    const { scheduler, fired, call } = open();
    scheduler.schedules.resume();
    await call('CreateSchedule', schedule(NOW + 2_000));
    await wait(500);
    expect(calls).toEqual([]);
    await until(() => fired.length === 1);
    expect(calls).toEqual([{ recovery: 'r1' }]);
    expect(fired).toEqual([['revoke-r1', undefined]]);
    await expect(call('GetSchedule', byName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await wait(50);
    expect(calls).toHaveLength(1);
  });

  it('stays, and does not fire again, where it is not to be deleted', async () => {
    const first = open();
    first.scheduler.schedules.resume();
    await first.call('CreateSchedule', schedule(NOW - 5_000, { ActionAfterCompletion: 'NONE' }));
    await until(() => first.fired.length === 1);
    first.scheduler.schedules.close();
    const second = open();
    second.scheduler.schedules.resume();
    expect(await second.call('GetSchedule', byName)).toMatchObject({ Name: 'revoke-r1' });
    await wait(50);
    expect(calls).toHaveLength(1);
  });

  it('is delivered again until Lambda takes the call', async () => {
    const { scheduler, fired, call } = open({ denied: 2 });
    scheduler.schedules.resume();
    await call('CreateSchedule', schedule(NOW));
    await until(() => fired.length === 1);
    expect(calls).toHaveLength(1);
    expect(fired[0]?.[1]).toBeUndefined();
  });

  it('is delivered once Lambda has taken the call: what the function does with it is not known here', async () => {
    const { scheduler, fired, call } = open();
    scheduler.schedules.resume();
    await call('CreateSchedule', schedule(NOW));
    await until(() => fired.length === 1);
    await expect(call('GetSchedule', byName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is given up after as many retries as it allows, says so, and becomes a letter', async () => {
    const { scheduler, fired, letters, call } = open({ denied: 9 });
    scheduler.schedules.resume();
    const DeadLetterConfig = { Arn: 'arn:aws:sqs:us-east-1:000000000000:letters' };
    const Target = { ...schedule(NOW).Target, RetryPolicy: { MaximumRetryAttempts: 1 }, DeadLetterConfig };
    await call('CreateSchedule', schedule(NOW, { Target }));
    await until(() => fired.length === 1);
    expect(calls).toEqual([]);
    expect(letters).toEqual([[DeadLetterConfig.Arn, '{"recovery":"r1"}']]);
    expect(fired[0]?.[1]).toBeInstanceOf(Error);
  });

  it('fires on resume what came due while the server was away, and nothing before', async () => {
    await open().call('CreateSchedule', schedule(NOW + 3_600_000));
    const { scheduler, fired } = open({ now: NOW + 7_200_000 });
    await wait(50);
    expect(calls).toEqual([]);
    scheduler.schedules.resume();
    await until(() => fired.length === 1);
    expect(calls).toEqual([{ recovery: 'r1' }]);
  });

  it('does not fire once it is deleted, disabled, or moved to later', async () => {
    const { scheduler, call } = open();
    scheduler.schedules.resume();
    const names = ['a', 'b', 'c'];
    for (const Name of names) await call('CreateSchedule', schedule(NOW + 2_000, { Name }));
    await call('DeleteSchedule', { Name: 'a' });
    await call('UpdateSchedule', schedule(NOW + 2_000, { Name: 'b', State: 'DISABLED' }));
    await call('UpdateSchedule', schedule(NOW + 90_000, { Name: 'c' }));
    await wait(2_300);
    expect(calls).toEqual([]);
  });

  it.each([
    ['a rate', { ScheduleExpression: 'rate(5 minutes)' }],
    ['a cron', { ScheduleExpression: 'cron(0 0 * * ? *)' }],
    ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }],
    ['a flexible window', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }],
    ['a start', { StartDate: 1 }],
    ['an unknown function', { Target: { Arn: functionArn('other'), RoleArn: 'x' } }],
    ['a queue', { Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:q', RoleArn: 'x' } }],
  ])('of %s is refused, because it would not be emulated', async (_, more) => {
    await expect(open().call('CreateSchedule', schedule(NOW, more))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
