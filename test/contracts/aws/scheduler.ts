import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type SchedulerDeviation =
  | 'a client token means nothing'
  | 'any expression will do'
  | 'any input will do'
  | 'an unknown group is a crash';

/** How moto 5.2 is known to deviate. */
export const MOTO_SCHEDULER: readonly SchedulerDeviation[] = [
  'a client token means nothing',
  'any expression will do',
  'any input will do',
  'an unknown group is a crash',
];

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:revoke';

/** What EventBridge Scheduler does with one-time schedules. When they fire is tested where the function is. */
export function schedulerContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SchedulerDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`Scheduler: ${name}`, () => {
    let client: SchedulerClient;
    beforeAll(async () => {
      client = new SchedulerClient(await open());
    });
    afterAll(() => client.destroy());

    const schedule = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
      Name: fresh('revoke'),
      GroupName: 'default',
      ScheduleExpression: 'at(2099-01-02T03:04:05)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: FUNCTION, RoleArn: 'arn:aws:iam::000000000000:role/schedule', Input: '{"recovery":"r1"}' },
      ...more,
    });
    const create = (input: CreateScheduleCommandInput) => client.send(new CreateScheduleCommand(input));
    const get = (Name = '', GroupName = 'default') => client.send(new GetScheduleCommand({ Name, GroupName }));
    const remove = (Name = '', GroupName = 'default') => client.send(new DeleteScheduleCommand({ Name, GroupName }));

    rule('shows a schedule as it was made', async () => {
      const input = schedule();
      const { ScheduleArn } = await create(input);
      const { ClientToken, ...shown } = input;
      expect(await get(input.Name)).toMatchObject({ ...shown, Arn: ScheduleArn, State: 'ENABLED' });
      expect(ScheduleArn).toContain(`schedule/default/${input.Name}`);
    });

    rule('refuses a second schedule of the same name', async () => {
      const input = schedule();
      await create(input);
      const other = create({ ...input, ScheduleExpression: 'at(2098-01-02T03:04:05)' });
      expect(await refusal(other)).toBe('ConflictException');
      expect((await get(input.Name)).ScheduleExpression).toBe(input.ScheduleExpression);
    });

    rule(
      'takes the same creation twice',
      async () => {
        const input = schedule({ ClientToken: fresh('token') });
        const { ScheduleArn } = await create(input);
        expect((await create(input)).ScheduleArn).toBe(ScheduleArn);
      },
      'a client token means nothing',
    );

    rule('moves a schedule', async () => {
      const input = schedule();
      await create(input);
      await client.send(new UpdateScheduleCommand({ ...input, ScheduleExpression: 'at(2098-01-02T03:04:05)' }));
      expect((await get(input.Name)).ScheduleExpression).toBe('at(2098-01-02T03:04:05)');
    });

    rule('forgets a schedule that is deleted', async () => {
      const input = schedule();
      await create(input);
      await remove(input.Name);
      expect(await refusal(get(input.Name))).toBe('ResourceNotFoundException');
    });

    rule(
      'makes no schedule in a group that was not made',
      async () => {
        expect(await refusal(create(schedule({ GroupName: fresh('group') })))).toBe('ResourceNotFoundException');
      },
      'an unknown group is a crash',
    );

    rule('knows no schedule that was not made', async () => {
      const nobody = fresh('nobody');
      const calls = [get(nobody), remove(nobody), client.send(new UpdateScheduleCommand(schedule()))];
      expect(new Set(await Promise.all(calls.map(refusal)))).toEqual(new Set(['ResourceNotFoundException']));
    });

    rule(
      'refuses what is no moment',
      async () => {
        for (const ScheduleExpression of ['at(tomorrow)', 'at(2099-13-01T00:00:00)', 'at(2099-01-01T00:00:00Z)'])
          expect(await refusal(create(schedule({ ScheduleExpression })))).toBe('ValidationException');
      },
      'any expression will do',
    );

    rule(
      'takes an input of 256 KB at most',
      async () => {
        const of = (bytes: number) =>
          schedule({
            Target: { Arn: FUNCTION, RoleArn: 'arn:aws:iam::000000000000:role/schedule', Input: 'x'.repeat(bytes) },
          });
        expect((await create(of(262_144))).ScheduleArn).toBeDefined();
        expect(await refusal(create(of(262_145)))).toBe('ValidationException');
      },
      'any input will do',
    );
  });
}
