import { SEVERITIES, type Severity } from '../policy/policy.ts';
import { isNhi } from '../recovery/account.ts';
import type { EventType, LedgerEvent } from '../recovery/events.ts';
import { REFUSALS } from '../recovery/refusals.ts';
import type { Commit } from './commit.ts';

/** What people are told when a sensitive account is touched: ids and facts, no evidence, no address, no free text. */
export interface Alert {
  readonly severity: Severity;
  readonly account: string;
  readonly recovery: string | null;
  readonly seq: number;
  readonly at: string;
  readonly what: readonly string[];
  readonly tier: string | null;
  readonly kind: string | null;
}

/**
 * Rule 18: every touch of a privileged, critical or non-human account, accepted or refused. Steps of the machinery are no touch. Where the
 * plan asks for a severity, what is more than for information has at least that.
 */
export function alertFor(commit: Commit, planned: Severity = 'info'): Alert | undefined {
  const sensitive =
    (commit.tier !== null && commit.tier !== 'standard') || (commit.kind !== null && isNhi(commit.kind));
  const told = commit.events.filter(({ type }) => !SILENT.includes(type));
  if (!sensitive || told.length === 0) return undefined;
  const { account, recovery, seq, at, tier, kind } = commit;
  const own = heaviest(told.map(({ type }) => SEVERITY[type] ?? 'warning'));
  const severity = own === 'info' ? own : heaviest([own, planned]);
  return { severity, account, recovery, seq, at, what: told.map(sentence), tier, kind };
}

const heaviest = (some: readonly Severity[]): Severity =>
  SEVERITIES[Math.max(...some.map((one) => SEVERITIES.indexOf(one)))] ?? 'critical';

/** The ledger is append-only: a commit that was changed, removed, or is not what was sealed, whosever account it is. */
export const tamperAlert = (place: { account: string; seq: number }, how: string, at: string): Alert => ({
  ...{
    severity: 'critical',
    ...place,
    recovery: null,
    at,
    what: [`tampering: the commit was ${how}`],
    tier: null,
    kind: null,
  },
});

const SILENT: readonly EventType[] = ['GateOpened', 'ProofingCompleted', 'RecoveryClosed'];

const SEVERITY: Partial<Record<EventType, Severity>> = {
  RecoveryAssessed: 'info',
  RevocationConfirmed: 'info',
  GrantIssued: 'critical',
  RevocationOverdue: 'critical',
  RecoveryRefused: 'critical',
  ProfileConfirmed: 'critical',
  AccountFrozen: 'critical',
  FreezeLifted: 'critical',
  ChallengeIssued: 'info',
  ChallengeAnswered: 'info',
};

function sentence(event: LedgerEvent): string {
  if (event.type === 'CommandRefused') return `refused: ${event.code} (${REFUSALS[event.code].says})`;
  if (event.type === 'ReviewRecorded') return `ReviewRecorded: ${event.finding}`;
  if (event.type === 'RecoveryOpened') return `RecoveryOpened: ${event.action}`;
  return event.type;
}
