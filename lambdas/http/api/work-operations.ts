import { type DescribedOperation, gives, HELD_TWICE, HELPS, PART } from './codes.ts';
import * as work from './work.ts';

const SIGNED_WORK = ['statement-invalid', 'statement-missing'] as const;

/** What has no API: two operators say what was done by hand. */
export const WORK_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /recoveries/{id}/work': gives(
    'reportWork',
    'Say, signed with a passkey, what was done by hand and where its evidence is',
    work.reportWork,
    [...PART, ...HELPS, ...HELD_TWICE, ...SIGNED_WORK],
  ),
  'POST /recoveries/{id}/work-confirmations': gives(
    'confirmWork',
    'Confirm, signed with a passkey, exactly what another operator says was done by hand',
    work.confirmWork,
    [...PART, ...HELPS, ...HELD_TWICE, ...SIGNED_WORK, 'work-changed'],
  ),
};
