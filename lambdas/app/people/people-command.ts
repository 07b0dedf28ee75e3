import type { FunctionName } from '../../contract/functions.ts';
import { warningsOf } from '../../core/recovery/assess/handover.ts';
import { mayHandOver } from '../../core/recovery/decide/claim.ts';
import type { PeopleCommand, PersonActor } from '../../core/recovery/state/commands.ts';
import { findRecovery, type RecoveryId, statusIn } from '../../core/recovery/state/state.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Boxes, Secret } from '../../ports/secret.ts';
import { locate } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { verifyRecovery } from '../ledger/verified.ts';
import { refusalProblem } from '../problem.ts';

/** A signed-in person's command on a recovery. */
export interface PersonalCommand {
  /** As in the path, unchecked. */
  readonly recovery: string;
  readonly id: string;
  readonly actor: PersonActor;
  readonly via: FunctionName;
  readonly command: PeopleCommand;
}

/** Submits a command on a recovery. Throws the refusal as a problem: `recovery-unknown` unrecorded, all others already recorded. */
export async function giveCommand(
  services: SubmitServices,
  { recovery, id, actor, via, command }: PersonalCommand,
): Promise<Submitted & { readonly stream: string }> {
  const stream = await streamOf(services, recovery);
  const origin = { via, channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { id, stream, recovery, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return { ...outcome, stream };
}

/** Milliseconds after which the stream of a recovery is looked for once more: the index that names it is late. */
const SECOND_LOOK_MS = 250;

/** The stream of a recovery, also of one that was opened a moment ago. Throws `recovery-unknown`. */
export async function streamOf({ ledger }: Pick<SubmitServices, 'ledger'>, recovery: RecoveryId): Promise<string> {
  const stream = (await locate(ledger, recovery)) ?? (await secondLook(ledger, recovery));
  if (stream === undefined) throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  return stream;
}

async function secondLook(ledger: Ledger, recovery: RecoveryId): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
  return locate(ledger, recovery);
}

/** The answer to an accepted command. */
export const given = (recovery: RecoveryId, { state, commit, repeated }: Submitted) => ({
  recovery,
  status: statusIn(state, recovery),
  seq: commit?.commit.seq ?? 0,
  repeated,
  warnings: warningsOf(findRecovery(state, recovery), commit?.commit.events ?? []),
});

/** Services for handing over a credential: submitting, and opening a box. */
export interface ClaimServices extends SubmitServices {
  readonly boxes: Pick<Boxes, 'open'>;
}

/**
 * The credential of a grant, once, for the requester. The ledger records the handover before the box is opened, so a credential that
 * anybody has seen is always a claimed one. After a lost answer the same person can have it again for a short time, with the same
 * idempotency key. Throws the refusal as a problem.
 */
export async function claimCredential(
  services: ClaimServices,
  claim: Omit<PersonalCommand, 'command' | 'via'>,
): Promise<Secret> {
  const { state, stream } = await giveCommand(services, { ...claim, via: 'claim', command: { type: 'ClaimGrant' } });
  const recovery = findRecovery(state, claim.recovery);
  if (recovery === undefined || !mayHandOver(recovery, claim.id, services.surroundings.now()))
    throw refusalProblem({ code: 'already-claimed', facts: {} }, { stream });
  await verifyRecovery(services.ledger, stream, claim.recovery);
  const credential = recovery.grant === null ? undefined : await services.boxes.open(recovery.grant.id);
  if (credential === undefined) throw refusalProblem({ code: 'nothing-to-claim', facts: {} }, { stream });
  return credential;
}
