import { whyNotBreaking } from '../../core/recovery/decide/break-glass.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import {
  type IncidentCommand,
  LONGEST_INCIDENT,
  liveIncidents,
  overdueAt,
} from '../../core/recovery/state/emergency.ts';
import { findRecovery } from '../../core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import { load } from '../ledger/load.ts';
import { glassIn } from '../ledger/registry-facts.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { problem, refusalProblem } from '../problem.ts';
import { giveCommand, given, streamOf } from './people-command.ts';

/** A person on duty, or who breaks the glass, and the name of their command. */
export interface Breaker {
  readonly actor: PersonActor;
  readonly id: string;
}

/** Declares or ends an incident, or records a use, on the stream of the policy. Throws the refusal as a problem. */
export async function giveIncident(services: SubmitServices, { actor, id }: Breaker, command: IncidentCommand) {
  if (command.type === 'DeclareIncident') assertUntil(command.until, services.surroundings.now());
  const via = command.type === 'UseBreakGlass' ? 'recoveryCommands' : 'warnings';
  const origin = { via, channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { stream: POLICY_STREAM, recovery: null, id, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return { incident: command.incident };
}

function assertUntil(until: string, now: string): void {
  if (until <= now || until > plusSeconds(now, LONGEST_INCIDENT))
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/until', mistake: 'out-of-range' }] } });
}

/** Incidents that are declared now, and the recoveries for which the glass was broken and that nobody has reviewed yet. */
export async function incidentsNow({ ledger }: Pick<SubmitServices, 'ledger'>, now: string) {
  const { incidents, uses } = await glassIn(ledger, await load(ledger, POLICY_STREAM));
  return {
    incidents: liveIncidents(incidents, now).map(({ declaredIn: _, ...one }) => one),
    uses: uses.flatMap((one) => {
      if (!one.isBroken) return [];
      const { isBroken: _, ...use } = one;
      return [{ ...use, reviewBy: overdueAt(one) }];
    }),
  };
}

/**
 * Breaks the glass for a recovery. The use is recorded first, so a crash between the two leaves a use without an emergency plan, which locks
 * nobody; the same command again completes it. Whoever may not break it is refused on the recovery's own stream. Throws the refusal as a problem.
 */
export async function breakGlassFor(
  services: SubmitServices,
  { actor, id }: Breaker,
  asked: { readonly recovery: string; readonly incident: string; readonly reason: string },
) {
  const { recovery: name, incident, reason } = asked;
  const account = await streamOf(services, name);
  const state = await load(services.ledger, account);
  const recovery = findRecovery(state, name);
  if (recovery !== undefined && whyNotBreaking({ actor, recovery, state }) === undefined) {
    const use = { incident, recovery: name, account, desk: recovery.desk } as const;
    await giveIncident(services, { actor, id }, { type: 'UseBreakGlass', ...use });
  }
  const command = { type: 'BreakGlass', incident, reason } as const;
  return given(name, await giveCommand(services, { recovery: name, id, actor, via: 'recoveryCommands', command }));
}
