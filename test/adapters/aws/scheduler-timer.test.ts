import {
  ConflictException,
  CreateScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SchedulerTimer } from '../../../lambdas/adapters/aws/scheduler-timer.ts';
import { timerContract } from '../../contracts/timer.ts';
import { faulty } from '../../support/faulty-client.ts';
import { at, NOW } from '../../support/fixtures.ts';
import { ModelScheduler } from '../../support/models/scheduler.ts';

const REF = { account: 'cognito:jane', recovery: 'rec1' };

const OPTIONS = {
  group: 'countersign-revocations',
  roleArn: 'arn:aws:iam::111122223333:role/scheduler',
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:revoke',
  deadLettersArn: 'arn:aws:sqs:eu-west-1:111122223333:timers',
  now: () => Date.parse(NOW),
};

let recoveries = 0;

timerContract('EventBridge Scheduler', async () => {
  const model = new ModelScheduler();
  const { client, failAt, hasFailed } = faulty(model.client);
  return {
    timer: new SchedulerTimer(client, OPTIONS),
    failAt,
    hasFailed,
    armed: async ({ recovery }) => {
      const inputs = [...model.schedules.values()].map(({ Target, ScheduleExpression }) => ({
        at: `${ScheduleExpression?.slice(3, -1)}.000Z`,
        input: JSON.parse(Target?.Input ?? '{}') as { recovery: string },
      }));
      const own = inputs.filter(({ input }) => input.recovery === recovery);
      expect(own.length).toBeLessThan(2);
      return own[0];
    },
    newRecovery: () => {
      recoveries += 1;
      return { account: 'cognito:jane', recovery: `rec${recoveries}` };
    },
  };
});

describe('EventBridge Scheduler', () => {
  it('fires once, in UTC, five seconds before the end that its call is told, tries for a day, and cleans up after itself', async () => {
    const { client, schedules } = new ModelScheduler();
    await new SchedulerTimer(client, OPTIONS).arm(REF, at(3600));
    expect([...schedules.values()]).toEqual([
      {
        Name: expect.stringMatching(/^revoke-[0-9a-f-]{36}$/),
        GroupName: OPTIONS.group,
        Description: 'ends the grant of recovery rec1',
        ScheduleExpression: 'at(2026-11-20T10:59:55)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        State: 'ENABLED',
        Target: {
          Arn: OPTIONS.functionArn,
          RoleArn: OPTIONS.roleArn,
          Input: '{"account":"cognito:jane","recovery":"rec1","trigger":"schedule","due":"2026-11-20T11:00:00.000Z"}',
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          DeadLetterConfig: { Arn: OPTIONS.deadLettersArn },
        },
      },
    ]);
  });

  it.each([
    ['that has passed', -600],
    ['of now', 0],
    ['too near', 59],
  ])('arms a moment %s for a minute from now', async (_, seconds) => {
    const { client, schedules } = new ModelScheduler();
    await new SchedulerTimer(client, OPTIONS).arm(REF, at(seconds));
    expect([...schedules.values()][0]?.ScheduleExpression).toBe('at(2026-11-20T10:01:00)');
  });

  it('asks to be called again when its schedule fires while it is moved', async () => {
    const client = new SchedulerClient({});
    const says = { Message: 'no', message: 'no', $metadata: {} };
    mockClient(client)
      .on(CreateScheduleCommand)
      .rejects(new ConflictException(says))
      .on(UpdateScheduleCommand)
      .rejects(new ResourceNotFoundException(says));
    await expect(new SchedulerTimer(client, OPTIONS).arm(REF, at(7200))).rejects.toMatchObject({
      code: 'schedule-busy',
      retryable: true,
    });
  });
});
