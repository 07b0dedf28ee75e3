import { isSensitive } from '../../registry/account.ts';
import { DAY, type PushedSignal } from '../../risk/facts.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import type { Watch } from '../state/aftermath.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { WATCH_CAUSE } from '../state/events.ts';
import { type Situation, wrongStatus } from '../state/situation.ts';
import type { Recovery, StreamState } from '../state/state.ts';
import type { EndWatched, RiskEvent } from '../state/warnings.ts';

/** Seconds of the watch period, from the moment when a grant is issued (rule 16). */
export const WATCH_SECONDS = 7 * DAY;

/** What an account does when its recovery went to the wrong person: it makes itself a way to stay, or takes others with it. */
export const WATCHED_SIGNALS: readonly PushedSignal['name'][] = [
  ...(['privilege-change', 'factor-added', 'identity-provider-added', 'inbox-rule-added', 'mass-reset'] as const),
];

/** The watch that begins with a grant: for a privileged, critical or non-human account. A later grant begins it again. */
export const watchAfter = ({ profile }: StreamState, recovery: Recovery, at: Instant): Watch | null =>
  profile.current !== null && isSensitive(profile.current)
    ? { recovery: recovery.id, until: plusSeconds(at, WATCH_SECONDS) }
    : null;

/** The event of a watched signal within the watch period: it alerts. None for every other signal. */
export function trippedBy(
  { watch }: StreamState,
  { name }: Pick<PushedSignal, 'name'>,
  now: Instant,
): readonly RiskEvent[] {
  if (watch === null || now >= watch.until || !WATCHED_SIGNALS.includes(name)) return [];
  return [{ type: 'WatchTripped', signal: name, recovery: watch.recovery }];
}

/**
 * Recoveries whose grants a watched signal ends: those of the account that may give access now, and that began before the report was
 * taken. A report that is delivered again ends no later grant.
 */
export function endedByWatch(
  { profile, recoveries }: StreamState,
  signal: PushedSignal['name'],
  reportedAt: Instant,
): readonly Recovery[] {
  if (profile.current === null || !isSensitive(profile.current) || !WATCHED_SIGNALS.includes(signal)) return [];
  return Object.values(recoveries).filter((one) => isLive(one) && (one.grant?.startedAt ?? reportedAt) <= reportedAt);
}

/**
 * Ends a grant because of a watched signal. Only a system that reports signals may do it, because it only takes access away. A repetition
 * changes nothing.
 */
export function endWatched(situation: Situation, { signal }: EndWatched): Decision {
  const { actor, recovery, state, context } = situation;
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (recovery.stopped) return accept();
  if (!endedByWatch(state, signal, context.now).some(({ id }) => id === recovery.id)) return wrongStatus(situation);
  return accept({ type: 'StopRequested', by: null, reason: signal, cause: WATCH_CAUSE });
}

/** Whether a recovery may give access now. */
export const isLive = ({ status, stopped }: Recovery): boolean =>
  !stopped && (status === 'executing' || status === 'granted');
