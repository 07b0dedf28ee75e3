import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { LEAD_SECONDS, type RecoveryRef } from '../../contract/workflow.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { RevocationTimer } from '../../ports/effects.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerUnless } from './errors.ts';

export interface SchedulerTimerOptions {
  readonly group: string;
  /** The role in which the scheduler calls the function. */
  readonly roleArn: string;
  /** The revoke function. */
  readonly functionArn: string;
  /** The queue for a schedule that could not be delivered. */
  readonly deadLettersArn: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The scheduler rejects a past moment, and is precise to a minute. */
const SOONEST_MS = 60_000;

/** The scheduler's longest retries of a delivery, not of the function's errors, which are Lambda's to retry. 86,400 seconds are a day. */
const RETRIES = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };

/** One-time schedules of EventBridge Scheduler, one for each recovery; a schedule deletes itself after it has fired. */
export class SchedulerTimer implements RevocationTimer {
  readonly #client: SchedulerClient;
  readonly #options: SchedulerTimerOptions;

  constructor(client: SchedulerClient, options: SchedulerTimerOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Somewhat before the end of the grant; for a moment in the past or within the next minute it is armed for a minute from now. */
  async arm(ref: RecoveryRef, due: string): Promise<void> {
    const schedule = this.#schedule(ref, due);
    const created = await answerUnless(this.#client.send(new CreateScheduleCommand(schedule)), ['ConflictException']);
    if (created !== undefined) return;
    // A schedule exists. For the same moment the update changes nothing; for another moment the last call wins.
    const updated = await answerUnless(this.#client.send(new UpdateScheduleCommand(schedule)), GONE);
    if (updated !== undefined) return;
    // It has just fired and is being deleted. Its name will be free in a moment.
    throw new AdapterError('schedule-busy', { retryable: true });
  }

  async disarm({ recovery }: RecoveryRef): Promise<void> {
    const command = new DeleteScheduleCommand({ Name: nameOf(recovery), GroupName: this.#options.group });
    await answerUnless(this.#client.send(command), GONE);
  }

  #schedule({ account, recovery }: RecoveryRef, due: string): CreateScheduleCommandInput {
    const { group, functionArn, roleArn, deadLettersArn, now = Date.now } = this.#options;
    const moment = secondsOf(Math.max(Date.parse(due) - LEAD_SECONDS * 1000, now() + SOONEST_MS));
    return {
      Name: nameOf(recovery),
      GroupName: group,
      Description: `ends the grant of recovery ${recovery}`,
      ScheduleExpression: `at(${moment})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      State: 'ENABLED',
      Target: {
        Arn: functionArn,
        RoleArn: roleArn,
        Input: JSON.stringify({ account, recovery, trigger: 'schedule', due }),
        RetryPolicy: RETRIES,
        DeadLetterConfig: { Arn: deadLettersArn },
      },
    };
  }
}

const GONE = ['ResourceNotFoundException'];

/** 44 characters for any recovery id; the scheduler allows 64. */
const nameOf = (recovery: string): string => `revoke-${derivedId('schedule', recovery)}`;

/** `yyyy-mm-ddThh:mm:ss`, rounded up. */
const secondsOf = (milliseconds: number): string =>
  new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().slice(0, 19);
