import type { Actor, Origin } from '../../core/recovery/state/commands.ts';
import type { Refusal } from '../../core/recovery/state/decision.ts';
import { findRecovery, type RecoveryId } from '../../core/recovery/state/state.ts';
import { derivedId } from '../../core/values/hash.ts';
import { locate, tipOf } from './load.ts';
import { type SubmitServices, submit } from './submit.ts';

/** The stream of the API's refusals that concern no known account. No ticket source can have this name. */
export const API_STREAM = 'source:api';
/** The stream of refused deliveries to sources that are not configured. */
export const UNKNOWN_SOURCE_STREAM = 'source:unknown';

/** A refusal before there was a command. */
export interface IntakeRefusal {
  readonly stream: string;
  readonly code: string;
  /** Contains nothing that the caller wrote. */
  readonly facts: Refusal['facts'];
  readonly actor: Actor;
  readonly origin: Origin;
}

/**
 * Records a refusal before there was a command. Equal refusals share one commit a minute for each code and person, so nobody can fill the
 * ledger.
 */
export async function refuseIntake(services: SubmitServices, refusal: IntakeRefusal): Promise<void> {
  const { stream, code, facts, actor, origin } = refusal;
  const minute = minuteOf(services);
  const who = actor.by === 'person' ? actor.person : '';
  const id = derivedId('refuse-intake', stream, code, who, minute);
  await submit(services, { id, stream, recovery: null, actor, origin, command: { type: 'RefuseIntake', code, facts } });
}

/** A refusal on the page of a recovery, before there was a command. */
export interface PageRefusal extends Pick<IntakeRefusal, 'code' | 'facts'> {
  /** As the address of the page names it; there need not be one. */
  readonly recovery: RecoveryId;
  readonly via: string;
}

/**
 * Records a refusal on a page before there was a command: one commit for each recovery, code and minute, on the recovery's stream, so no
 * visitor can fill a stream. For an ended recovery, and for one that never was, it writes nothing (rule 17).
 */
export async function refuseOnPage(
  services: SubmitServices,
  { recovery, code, facts, via }: PageRefusal,
): Promise<void> {
  const stream = await locate(services.ledger, recovery);
  if (stream === undefined) return;
  const tip = await tipOf(services.ledger, stream);
  if (findRecovery(tip.state, recovery) === undefined) return;
  const id = derivedId('refuse-on-page', stream, recovery, code, minuteOf(services));
  const actor = { by: 'ticket-system', source: 'api' } as const;
  const origin = { via, channel: 'page', desk: null, ticket: null };
  await submit(services, { id, stream, recovery, actor, origin, command: { type: 'RefuseIntake', code, facts } }, tip);
}

const minuteOf = ({ surroundings }: SubmitServices): string => surroundings.now().slice(0, 'yyyy-mm-ddThh:mm'.length);
