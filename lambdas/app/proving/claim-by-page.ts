import { mayHandOver } from '../../core/recovery/hand-over.ts';
import { findRecovery } from '../../core/recovery/state.ts';
import type { Boxes } from '../../ports/boxes.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { findIn, submitFor, type Visit } from './visit.ts';

export interface PageClaimServices extends SubmitServices {
  readonly credentials: Pick<Boxes, 'open'>;
}

/** The credential of a grant, for the page that gave the proofs, once: as `claimCredential` does for those who are signed in. */
export async function claimByPage(services: PageClaimServices, visit: Visit): Promise<Secret> {
  const { stream } = await findIn(services, visit.recovery);
  const { state } = await submitFor(services, visit, { stream, command: { type: 'ClaimGrant' } });
  const recovery = findRecovery(state, visit.recovery);
  if (recovery === undefined || !mayHandOver(recovery, visit.id, services.surroundings.now()))
    throw refusalProblem({ code: 'already-claimed', facts: {} }, { stream });
  const credential = recovery.grant === null ? undefined : await services.credentials.open(recovery.grant.id);
  if (credential === undefined) throw refusalProblem({ code: 'nothing-to-claim', facts: {} }, { stream });
  return credential;
}
