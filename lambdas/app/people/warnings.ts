import { LIMITS } from '../../contract/limits.ts';
import type { Signable } from '../../core/approvals/statement.ts';
import type { Command, PersonActor } from '../../core/recovery/state/commands.ts';
import { liveThreats } from '../../core/recovery/state/warnings.ts';
import type { AccountId } from '../../core/registry/account.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { problem, refusalProblem } from '../problem.ts';
import { streamOf } from './people-command.ts';

/** The person who warns, and the name of the command. */
export interface Warner {
  readonly actor: PersonActor;
  readonly id: string;
}

/** Records a suspicion about a recovery, or about an account without one. Throws the refusal as a problem. */
export async function takeSuspicion(
  services: SubmitServices,
  warner: Warner,
  {
    recovery,
    account,
    reason,
  }: { readonly recovery: string | null; readonly account: AccountId | null; readonly reason: string },
) {
  const stream = recovery === null ? (account ?? '') : await streamOf(services, recovery);
  const { repeated } = await give(services, warner, { stream, recovery, command: { type: 'RaiseSuspicion', reason } });
  return { account: stream, recovery, repeated };
}

/** The scope of a threat level: one account, one desk, or everybody when neither is named. */
export interface ThreatScope {
  readonly account: AccountId | null;
  readonly desk: string | null;
}

interface Raised extends ThreatScope, Signable {
  readonly until: string;
  readonly reason: string;
  readonly drain: boolean;
}

/** Raises the threat level until a moment, at most as far ahead as a reported signal may last. Throws the refusal as a problem. */
export async function takeThreat(
  services: SubmitServices,
  warner: Warner,
  { account, desk, until, reason, drain, signed }: Raised,
) {
  const now = services.surroundings.now();
  if (until <= now || until > plusSeconds(now, LIMITS.signalSeconds))
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/until', mistake: 'out-of-range' }] } });
  const command = { type: 'RaiseThreat', desk, until, reason, drain, signed } as const;
  await give(services, warner, { stream: account ?? POLICY_STREAM, recovery: null, command });
  return { threat: warner.id, account, desk, until, drain };
}

/** Asks to lower a threat level; it is lowered when a second person on duty asks. Throws the refusal as a problem. */
export async function takeLowering(
  services: SubmitServices,
  warner: Warner,
  { threat, account, signed }: { readonly threat: string; readonly account: AccountId | null } & Signable,
) {
  const command = { type: 'LowerThreat', threat, signed } as const;
  const outcome = await give(services, warner, { stream: account ?? POLICY_STREAM, recovery: null, command });
  return { threat, lowered: outcome.commit?.commit.events.some(({ type }) => type === 'ThreatLowered') ?? false };
}

/** The current threat levels: for everybody and for desks, and for an account if one is named. */
export async function threatsNow({ ledger }: Pick<SubmitServices, 'ledger'>, account: AccountId | null, now: string) {
  const streams = [POLICY_STREAM, ...(account === null ? [] : [account])];
  const states = await Promise.all(streams.map(async (stream) => ({ stream, state: await load(ledger, stream) })));
  const threats = states.flatMap(({ stream, state }) =>
    liveThreats(state.threats, now).map(({ askedIn: _, ...threat }) => ({
      ...threat,
      account: stream === POLICY_STREAM ? null : stream,
    })),
  );
  return { threats };
}

async function give(
  services: SubmitServices,
  { actor, id }: Warner,
  given: { readonly stream: string; readonly recovery: string | null; readonly command: Command },
): Promise<Submitted> {
  const origin = { via: 'warnings', channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { ...given, id, actor, origin });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}
