import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { Alerts } from './alerts.ts';
import { type Functions, revokeFunctionName, roleOf } from './functions.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { DeadLetters } from './queues.ts';

export interface TimersProps {
  readonly functions: Functions;
  readonly keys: Keys;
  readonly alerts: Alerts;
}

/** The second and the third way in which a grant ends, both independent of the workflow: one-time schedules, and the sweeper. */
export class Timers extends Construct {
  private readonly groupName: string;
  private readonly role: Role;

  private readonly letters: DeadLetters;

  constructor(scope: Construct, id: string, { functions, keys, alerts }: TimersProps) {
    super(scope, id);
    const says = 'a timer of revocations has given up on a call: fewer than three timers end this grant';
    this.letters = new DeadLetters(this, 'DeadLetters', {
      ...{ keys, alerts, alarm: 'TimersDeadLetters', says, runbook: 'timers-failed' },
    });
    this.groupName = `${Stack.of(this).stackName}-revocations`;
    new CfnScheduleGroup(this, 'Revocations', { name: this.groupName });
    this.role = new Role(this, 'SchedulerRole', {
      description: 'lets a one-time schedule call the revoke function, and nothing else',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          // Any schedule of this group; a schedule elsewhere cannot use the role.
          ArnLike: { 'aws:SourceArn': this.arnOf('schedule-group', this.groupName) },
        },
      }),
    });
    allow(this.role, ['lambda:InvokeFunction'], { on: [functions.of('revoke').functionArn] });
    this.letters.grantPut(this.role);
    this.callAsynchronously(functions.of('revoke'), { retryAttempts: 2, maxEventAge: Duration.hours(6) });
    // The next sweep is a minute away, so a late one is useless.
    this.callAsynchronously(functions.of('sweeper'), { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'Sweep', {
      description: 'looks for grants that are past their end and not confirmed gone',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(functions.of('sweeper'), {
          ...{ retryAttempts: 0, maxEventAge: Duration.minutes(1), deadLetterQueue: this.letters.queue },
        }),
      ],
    });
  }

  /** Arms the one-time schedule of a recovery. */
  grantArm(fn: LambdaFunction): void {
    this.tellPlace(fn);
    this.allowSchedules(fn, ['CreateSchedule', 'UpdateSchedule']);
    const when = { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } };
    allow(fn, ['iam:PassRole'], { on: [this.role.roleArn], when });
  }

  /** Removes the schedule. */
  grantDisarm(fn: LambdaFunction): void {
    this.tellPlace(fn);
    this.allowSchedules(fn, ['DeleteSchedule']);
  }

  /**
   * Scheduler and rules count a call as delivered when Lambda has taken it. Its errors are Lambda's to retry, twice at most, a minute and two
   * minutes later; a call that is given up is a letter.
   */
  private callAsynchronously(fn: LambdaFunction, attempts: { retryAttempts: number; maxEventAge: Duration }): void {
    this.letters.keepCallsOf(fn);
    fn.configureAsyncInvoke({ ...attempts, onFailure: this.letters.destination });
  }

  private tellPlace(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.scheduleGroup, this.groupName);
    fn.addEnvironment(ENV.scheduleRoleArn, this.role.roleArn);
    fn.addEnvironment(ENV.revokeFunctionArn, this.revokeArn());
    fn.addEnvironment(ENV.scheduleDeadLettersArn, this.letters.queue.queueArn);
  }

  private allowSchedules(fn: LambdaFunction, verbs: readonly string[]): void {
    const schedules = this.arnOf('schedule', `${this.groupName}/*`);
    allow(fn, actionsOf('scheduler', verbs), { on: [schedules] });
    acknowledgeWildcard(
      roleOf(fn),
      schedules,
      'there is one schedule for each grant, in a group that holds nothing else',
    );
  }

  private arnOf(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'scheduler', resource, resourceName });
  }

  /** By its name: the revoke function receives it too, and cannot refer to itself. */
  private revokeArn(): string {
    return Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: revokeFunctionName(this),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
