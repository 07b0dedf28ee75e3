import { mayHandOver } from '../../core/recovery/hand-over.ts';
import { findRecovery } from '../../core/recovery/state.ts';
import type { Boxes } from '../../ports/boxes.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { giveCommand, type PersonalCommand } from './people-command.ts';

/** What handing over a credential needs: to submit, and to open a box. */
export interface ClaimServices extends SubmitServices {
  readonly boxes: Pick<Boxes, 'open'>;
}

/**
 * The credential of a grant, for the requester, once. The ledger says that it was handed over before the box is opened, so that a
 * credential that anybody has seen is always a claimed one; an answer that was lost can be had again for a little while, by the same
 * person under the same idempotency key. Throws the refusal as a problem.
 */
export async function claimCredential(
  services: ClaimServices,
  claim: Omit<PersonalCommand, 'command' | 'via'>,
): Promise<Secret> {
  const { state, stream } = await giveCommand(services, { ...claim, via: 'claim', command: { type: 'ClaimGrant' } });
  const recovery = findRecovery(state, claim.recovery);
  if (recovery === undefined || !mayHandOver(recovery, claim.id, services.surroundings.now()))
    throw refusalProblem({ code: 'already-claimed', facts: {} }, { stream });
  const credential = recovery.grant === null ? undefined : await services.boxes.open(recovery.grant.id);
  if (credential === undefined) throw refusalProblem({ code: 'nothing-to-claim', facts: {} }, { stream });
  return credential;
}
