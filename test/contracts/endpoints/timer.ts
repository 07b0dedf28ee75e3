import { CreateScheduleGroupCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SchedulerTimer } from '../../../lambdas/adapters/aws/scheduler-timer.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { TimerFixture } from '../timer.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

export async function timerAt(at: AwsEndpoint): Promise<TimerFixture> {
  const { client, failAt, hasFailed } = faulty(new SchedulerClient(clientOptions(at)));
  const group = at.scheduleGroup ?? fresh('contract');
  if (at.scheduleGroup === undefined) await client.send(new CreateScheduleGroupCommand({ Name: group }));
  const functionArn = at.revokeFunctionArn ?? 'arn:aws:lambda:eu-west-1:123456789012:function:revoke';
  const named = new Map<string, string>();
  const naming = watchNames(client, named);
  return {
    timer: new SchedulerTimer(naming, { group, functionArn, ...DELIVERY }),
    failAt,
    hasFailed,
    armed: async ({ recovery }) => {
      const Name = named.get(recovery);
      if (Name === undefined) return undefined;
      const found = await client.send(new GetScheduleCommand({ Name, GroupName: group })).catch(() => undefined);
      if (found === undefined) return undefined;
      return {
        at: `${found.ScheduleExpression?.slice(3, -1)}.000Z`,
        input: JSON.parse(found.Target?.Input ?? '{}') as unknown,
      };
    },
    newRecovery: () => ({ account: 'cognito:jane', recovery: fresh('rec') }),
  };
}

const DELIVERY = {
  roleArn: 'arn:aws:iam::123456789012:role/scheduler',
  deadLettersArn: 'arn:aws:sqs:eu-west-1:123456789012:timers',
};

/** Notes what the adapter calls the schedule of a recovery. */
function watchNames(client: SchedulerClient, named: Map<string, string>): SchedulerClient {
  return new Proxy(client, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (key !== 'send' || typeof member !== 'function') return member;
      return (command: {
        readonly input: { readonly Name?: string; readonly Target?: { readonly Input?: string } };
      }) => {
        const { Name, Target } = command.input;
        if (Name !== undefined && Target?.Input !== undefined)
          named.set((JSON.parse(Target.Input) as { recovery: string }).recovery, Name);
        return Reflect.apply(member, target, [command]) as unknown;
      };
    },
  });
}
