import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SchedulerTimer, type SchedulerTimerOptions } from '../../adapters/aws/scheduler-timer.ts';
import type { RevocationTimer } from '../../ports/effects.ts';
import { CALM } from './clients.ts';

/** Calls the scheduler. `workflow.ts` loads this file when a timer is armed or disarmed. */
export const schedulerTimer = (options: SchedulerTimerOptions): RevocationTimer =>
  new SchedulerTimer(new SchedulerClient(CALM), options);
