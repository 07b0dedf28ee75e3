import type { WorkDone } from '../../core/recovery/assess/work.ts';
import type { Evidence } from '../../ports/connector.ts';

/** Who did what by hand and who looked at it, as evidence of a connector whose work people do. */
export const workEvidence = ({ operator, confirmer, reference, reportedAt, confirmedAt }: WorkDone): Evidence => ({
  ...{ operator, confirmer, reference, reportedAt, confirmedAt },
});
