import { createHash } from 'node:crypto';
import type { Actor, Command, Envelope } from '../../core/recovery/state/commands.ts';
import {
  findRecovery,
  type Recovery,
  type RecoveryId,
  type StreamState,
  statusIn,
} from '../../core/recovery/state/state.ts';
import type { Secret } from '../../ports/secret.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { streamOf } from '../people/people-command.ts';
import { refusalProblem } from '../problem.ts';

/** The recovery, the actor and the name of a command. */
export interface Visit {
  readonly recovery: RecoveryId;
  readonly actor: Actor;
  /** The function that received it. */
  readonly via: string;
  /** The command's id: a repetition is carried out once. */
  readonly id: string;
}

export interface Found {
  readonly stream: string;
  readonly state: StreamState;
  /** Undefined for an ended recovery. */
  readonly recovery: Recovery | undefined;
}

/** The current recovery. Throws `recovery-unknown`. */
export async function findIn(services: Pick<SubmitServices, 'ledger'>, recovery: RecoveryId): Promise<Found> {
  const stream = await streamOf(services, recovery);
  const state = await load(services.ledger, stream);
  return { stream, state, recovery: findRecovery(state, recovery) };
}

/** Submits the command on the recovery's stream. Throws the refusal as a problem, already recorded. */
export async function submitFor(
  services: SubmitServices,
  { recovery, actor, via, id }: Visit,
  given: { readonly stream: string; readonly command: Command },
): Promise<Submitted> {
  const origin = { via, channel: actor.by === 'visitor' ? 'page' : 'api', desk: null, ticket: null };
  const envelope: Envelope = { id, stream: given.stream, recovery, actor, origin, command: given.command };
  const outcome = await submit(services, envelope);
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}

/** The status of the recovery after a command. */
export const standingAfter = (recovery: RecoveryId, { state, repeated }: Submitted) => ({
  recovery,
  status: statusIn(state, recovery),
  repeated,
});

/** The page of a recovery in one browser. */
export interface OpenPage {
  readonly recovery: RecoveryId;
  /** The value of the page's cookie, at least 128 random bits; only its hash leaves this function. */
  readonly cookie: Secret;
}

/**
 * The ledger's name for a page: SHA-256 of the recovery and the cookie, in hexadecimal. So one browser has a different name in each
 * recovery, and a proof given in one does not count in another.
 */
export const sessionOf = ({ recovery, cookie }: OpenPage): string =>
  createHash('sha256').update(`${recovery} ${cookie.reveal()}`).digest('hex');

/** The actor for an open page. */
export const visitor = (page: OpenPage): Extract<Actor, { readonly by: 'visitor' }> => ({
  by: 'visitor',
  session: sessionOf(page),
});
