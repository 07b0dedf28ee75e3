import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Keys } from './keys.ts';
import { LASTING } from './lasting.ts';

/** A log group that is encrypted with a key of ours and kept long enough for the questions of a yearly audit. */
export const logGroupOf = (scope: Construct, id: string, keys: Keys, logGroupName?: string): LogGroup =>
  new LogGroup(scope, id, {
    ...(logGroupName === undefined ? {} : { logGroupName }),
    encryptionKey: keys.logs,
    retention: RetentionDays.THIRTEEN_MONTHS,
    removalPolicy: LASTING,
  });
