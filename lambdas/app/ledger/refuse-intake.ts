import type { Actor, Origin } from '../../core/recovery/commands.ts';
import type { Refusal } from '../../core/recovery/decision.ts';
import { derivedId } from '../../core/values/hash.ts';
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
  const minute = services.surroundings.now().slice(0, 'yyyy-mm-ddThh:mm'.length);
  const who = actor.by === 'person' ? actor.person : '';
  const id = derivedId('refuse-intake', stream, code, who, minute);
  await submit(services, { id, stream, recovery: null, actor, origin, command: { type: 'RefuseIntake', code, facts } });
}
