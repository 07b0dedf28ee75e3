import { describe, expect, it } from '@jest/globals';
import { isOverdue, RUNNING_SECONDS, StillRunning } from '../../../lambdas/app/workflow/overdue.ts';
import { CONNECTOR_NAMES, CONNECTORS } from '../../../lambdas/contract/connectors.ts';
import { endsWithin, slowestEnd } from '../../../lambdas/contract/ends.ts';
import { GRACE_SECONDS } from '../../../lambdas/contract/workflow.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { NOW } from '../../support/fixtures.ts';

const last = (error: unknown): number => {
  const seconds = [GRACE_SECONDS, RUNNING_SECONDS, 3_600].find(
    (one) => !isOverdue(NOW, plusSeconds(NOW, one), error) && isOverdue(NOW, plusSeconds(NOW, one + 1), error),
  );
  return seconds ?? -1;
};

describe('a grant whose end was tried', () => {
  it('is overdue once its timers have had their attempts, and later where its directory is carrying the end out', () => {
    expect(last(new Error('unavailable'))).toBe(GRACE_SECONDS);
    expect(last(new StillRunning('okta', 'reset-password'))).toBe(RUNNING_SECONDS);
    expect(last(new StillRunning('entra', 'temporary-access'))).toBe(RUNNING_SECONDS);
  });

  it('of the key of a disk is pending for an hour after the device was told: it hears of it when it is online', () => {
    expect(last(new StillRunning('entra', 'release-disk-key'))).toBe(3_600);
  });

  it('takes longer only where that is said, and never for a name that is no connector', () => {
    const slow = CONNECTOR_NAMES.flatMap((name) =>
      CONNECTORS[name].actions
        .filter((action) => endsWithin(name, action) !== undefined)
        .map((action) => [name, action]),
    );
    expect(slow).toEqual([['entra', 'release-disk-key']]);
    expect(['entra', 'okta', 'toString', 'pki'].map(slowestEnd)).toEqual([3_600, 0, 0, 0]);
    expect(endsWithin('toString', 'release-disk-key')).toBeUndefined();
  });
});
