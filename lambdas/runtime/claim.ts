import { mayHandOver } from '../core/recovery/hand-over.ts';
import { findRecovery } from '../core/recovery/state.ts';
import type { Seals } from '../ports/seals.ts';
import type { Secret } from '../ports/secret.ts';
import { refusalProblem } from './http/problem.ts';
import { giveCommand, type PersonalCommand } from './people-command.ts';
import type { SubmitServices } from './submit.ts';

export interface ClaimServices extends SubmitServices {
  readonly seals: Pick<Seals, 'open'>;
}

/**
 * The credential of a grant, for the requester, once. The ledger says that it was handed over before the seal is opened, so that a
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
  const credential = recovery.grant === null ? undefined : await services.seals.open(recovery.grant.id);
  if (credential === undefined) throw refusalProblem({ code: 'nothing-to-claim', facts: {} }, { stream });
  return credential;
}
