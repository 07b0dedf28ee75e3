import { type Severity, severestOf } from '../policy/policy.ts';
import { isAdverse } from '../proofing/proof.ts';
import { STANDS_NO_MORE } from '../recovery/assess/standing.ts';
import type { Command } from '../recovery/state/commands.ts';
import type { EventType, LedgerEvent } from '../recovery/state/events.ts';
import { reportInWords } from '../recovery/state/population.ts';
import { REFUSALS } from '../recovery/state/refusals.ts';
import { isRepudiation } from '../recovery/state/subject.ts';
import { isNhi } from '../registry/account.ts';
import { POLICY_STREAM } from '../registry/adoption.ts';
import { isPersonId, type Person } from '../registry/person.ts';
import { UNUSUAL_VERIFIER } from '../risk/verifiers.ts';
import { isSame } from '../values/hash.ts';
import type { Commit } from './commit.ts';
import { isStrangerAtRegistry } from './strangers.ts';

/** An alert for people on duty: ids and facts; no evidence, no address, no free text. */
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
 * The alert that a commit causes, if any (rule 18). Alerts are: every touch of a privileged, critical or non-human account, accepted or
 * refused; for any account a failed or repudiated proof, a statement with a wrong signature, a failed execution, a revocation that is not read back, a watched signal, a tier
 * that the directory raised, a plan that nobody can meet, a change of a person or of the policy in force, the end of a freeze, a declared campaign, and a plan that is
 * void because what people confirmed stands no more (rule 6: approvers and the rules of approval are privileged). If the plan's alert is
 * above `info`, the recovery alerts like one of a sensitive account, and its alerts above `info` have at least the plan's severity. Internal
 * steps of the workflow are no touch.
 */
export function alertFor(commit: Commit): Alert | undefined {
  const told = commit.events.filter((event) => !SILENT.includes(event.type) && isOwed(commit, event));
  if (told.length === 0) return undefined;
  const { account, recovery, seq, at, tier, kind } = commit;
  const own = told.map((event) => severityOf(commit, event));
  const isInformation = own.every((severity) => severity === 'info');
  const severity = severestOf(isInformation ? own : [...own, commit.alert ?? 'info']) ?? 'critical';
  return { severity, account, recovery, seq, at, what: told.map(sentence), tier, kind };
}

/** Whether every touch of the account causes an alert. */
const isOfSensitive = ({ kind, tier }: Commit): boolean =>
  (tier !== null && tier !== 'standard') || (kind !== null && isNhi(kind));

const isAskedFor = ({ alert = null }: Commit): boolean => alert !== null && alert !== 'info';

/** A suspected impersonation causes an alert for any account. */
export const isSuspicion = (event: LedgerEvent): boolean =>
  ['SuspicionRaised', 'FalseCallReported'].includes(event.type) ||
  isRepudiation(event) ||
  ((event.type === 'RecoveryStopped' || event.type === 'StopRequested') && event.cause === 'suspected-impersonation');

/**
 * An attack that proofing has stopped, or an outage that no requester can report: an alert for any account. A proof that a subject or a
 * vendor takes back may mean that somebody else is already in.
 */
const isFailure = (event: LedgerEvent): boolean =>
  event.type === 'ExecutionFailed' ||
  event.type === 'RevocationOverdue' ||
  (event.type === 'ProofRecorded' && isAdverse(event.proof.outcome));

/** What a plan alerts of for any account: a verifier is unusual (rule 10), or nobody is registered in a relation that it cannot do without. */
function troubleIn(event: LedgerEvent): readonly string[] {
  if (event.type !== 'RecoveryAssessed') return [];
  const { plan, nobody = [] } = event;
  const unusual = plan.risk.signals.some(({ name }) => name === UNUSUAL_VERIFIER) ? [UNUSUAL_VERIFIER] : [];
  return [...unusual, ...nobody.map((relation) => `no-${relation}-to-ask`)];
}

/** A first record without parts and passkeys, of a batch: its proposal and its confirmation have alerted for all of its rows. */
const isPlainRow = ({ events }: Commit): boolean =>
  events.some((event) => event.type === 'RowApplied' && !event.row.replaces) &&
  events.every((event) => event.type !== 'PersonProposed' || mayDoNothing(event.person));

const mayDoNothing = ({ parts, passkeys = [] }: Person): boolean => parts.length + passkeys.length === 0;

function isOwed(commit: Commit, event: LedgerEvent): boolean {
  if (isOfSensitive(commit) || isAskedFor(commit) || isSuspicion(event)) return true;
  // Members of every group approve privileged accounts (rule 5); what a manager lends is about the accounts that they manage.
  if (event.type === 'DelegationGiven') return event.delegation.groups.length > 0;
  if (GOVERNING.includes(event.type)) return !isPlainRow(commit);
  if (event.type === 'RowsApplied') return event.refused.length > 0;
  if (isFailure(event) || troubleIn(event).length > 0) return true;
  if (event.type === 'PlanVoided') return VOIDING_CAUSES.includes(event.cause);
  if (event.type === 'SignalReported') return event.signal.name === 'campaign';
  if (event.type === 'ProfileConfirmed') return event.changes.length > 0;
  if (event.type === 'PopulationReported') return event.report.stop !== null || event.fresh > 0;
  if (event.type === 'IntakeRefused') return isStrangerAtRegistry(commit);
  return event.type === 'CommandRefused' && (isForgery(event) || isOfRegistry(commit));
}

/** A countersignature was sent with a signature that is not the approver's over what it says: a forgery, or a console that deceives. */
const isForgery = (event: Refused): boolean => event.code === 'statement-invalid' && !INNOCENT.includes(flawIn(event));

type Refused = Extract<LedgerEvent, { type: 'CommandRefused' }>;

// A page that lay open too long, or no statement. An honest console never sends what was signed for another decision: its digest is refused.
const INNOCENT: readonly string[] = ['not-of-now', 'missing'];

/** What was wrong with a statement; empty for every other refusal. */
function flawIn({ code, facts }: Refused): string {
  if (code !== 'statement-invalid' || typeof facts !== 'object' || facts === null || !('flaw' in facts)) return '';
  return typeof facts['flaw'] === 'string' && /^[a-z-]{1,64}$/.test(facts['flaw']) ? facts['flaw'] : '';
}

/** Somebody confirmed or countersigned who has not, or no longer, the right to: for any account. */
const VOIDING_CAUSES: readonly string[] = Object.values(STANDS_NO_MORE);

/** A refusal at the registry is an attempt to change who and what is governed, for any record (rule 6). */
const isOfRegistry = ({ account, command }: Commit): boolean =>
  isPersonId(account) || account === POLICY_STREAM || REGISTRARS.includes(command.type);

const REGISTRARS: readonly string[] = [
  ...(['ProposeProfile', 'ProposePerson', 'ProposePolicy', 'ProposeLift', 'ConfirmProposal'] as const),
  ...(['ProposeVoiding', 'ProposeSigningKey', 'ResumeStream', 'ProposeBatch', 'ApplyRow', 'ApplyRows'] as const),
  ...(['BootstrapRegistry', 'AdmitAdministrator', 'ClaimIdentity'] as const),
] satisfies readonly Command['type'][];

const SILENT: readonly EventType[] = [
  ...(['GateOpened', 'ProofingCompleted', 'RecoveryClosed', 'RowApplied', 'GovernedChangeSeen'] as const),
];

/** Events that cause an alert for any account. */
const GOVERNING: readonly EventType[] = [
  ...([
    'RegistryBootstrapped',
    'AdministratorAdmitted',
    'PersonProposed',
    'PersonConfirmed',
    'FirstPasskeyRecorded',
    'BatchProposed',
    'BatchConfirmed',
    'PolicyProposed',
    'PolicyAdopted',
    'LiftProposed',
    'FreezeLifted',
    'VoidingProposed',
    'VoidingConfirmed',
    'SigningKeyProposed',
    'SigningKeyAdopted',
    'StreamResumed',
    'AccountFrozen',
    'WatchTripped',
  ] as const),
  ...(['UngovernedChangeSeen', 'ContainmentOrdered', 'ContainmentFailed', 'TierRaised'] as const),
  ...(['ThreatRaised', 'ThreatLoweringAsked', 'ThreatLowered'] as const),
  ...(['IncidentDeclared', 'IncidentEnded', 'BreakGlassUsed', 'GlassBroken'] as const),
];

function severityOf(commit: Commit, event: LedgerEvent): Severity {
  if (event.type === 'SignalReported' && event.signal.name === 'campaign') return 'critical';
  if (event.type === 'RecoveryAssessed')
    return troubleIn(event).length > 0 && event.plan.alert === 'info' ? 'warning' : event.plan.alert;
  if (event.type === 'ProofRecorded') return event.proof.outcome === 'repudiated' ? 'critical' : 'warning';
  if (event.type === 'SubjectAnswered') return isRepudiation(event) ? 'critical' : 'info';
  if (event.type === 'UngovernedChangeSeen')
    return isOfSensitive(commit) || event.cause !== 'no-grant' ? 'critical' : 'warning';
  if (event.type === 'PopulationReported') return event.report.stop === null ? 'warning' : 'critical';
  if (event.type === 'FreezeLifted') return isOfSensitive(commit) ? 'critical' : 'warning';
  return SEVERITY[event.type] ?? 'warning';
}

const SEVERITY: Partial<Record<EventType, Severity>> = {
  RevocationConfirmed: 'info',
  GrantIssued: 'critical',
  RevocationOverdue: 'critical',
  RecoveryRefused: 'critical',
  ProfileConfirmed: 'critical',
  AccountFrozen: 'critical',
  ContainmentFailed: 'critical',
  WatchTripped: 'critical',
  TierRaised: 'critical',
  ThreatRaised: 'critical',
  IncidentDeclared: 'critical',
  BreakGlassUsed: 'critical',
  GlassBroken: 'critical',
  BatchConfirmed: 'critical',
  PolicyAdopted: 'critical',
  RegistryBootstrapped: 'critical',
  FirstPasskeyRecorded: 'critical',
  VoidingProposed: 'critical',
  VoidingConfirmed: 'critical',
  SigningKeyProposed: 'critical',
  SigningKeyAdopted: 'critical',
  StreamResumed: 'critical',
  ChallengeIssued: 'info',
  ChallengeAnswered: 'info',
};

function sentence(event: LedgerEvent): string {
  if (event.type === 'CommandRefused')
    return `refused: ${[event.code, flawIn(event)].filter((one) => one !== '').join(', ')} (${REFUSALS[event.code].says})`;
  if (event.type === 'IntakeRefused') return `refused: ${event.code}`;
  if (event.type === 'WatchTripped') return `WatchTripped: ${event.signal} after recovery ${event.recovery}`;
  if (event.type === 'UngovernedChangeSeen')
    return `UngovernedChangeSeen: ${event.change.kind} in ${event.change.connector}, ${event.cause}`;
  if (event.type === 'ProfileConfirmed' && event.changes.length > 0)
    return `ProfileConfirmed: ${event.changes.join(', ')} changed`;
  if (event.type === 'PopulationReported') return reportInWords(event);
  if (event.type === 'PlanVoided' && VOIDING_CAUSES.includes(event.cause)) return `PlanVoided: ${event.cause}`;
  if (event.type === 'ProofRecorded' && isAdverse(event.proof.outcome)) return `ProofRecorded: ${event.proof.outcome}`;
  if (event.type === 'ExecutionFailed' || event.type === 'ContainmentFailed') return `${event.type}: ${event.code}`;
  if (event.type === 'ContainmentOrdered') return `ContainmentOrdered: ${event.by}`;
  if (event.type === 'BatchProposed')
    return `BatchProposed: ${event.batch.people} people, ${event.batch.accounts} accounts`;
  if (event.type === 'RowsApplied') return `RowsApplied: ${event.refused.length} refused`;
  if (event.type === 'TierRaised') return `TierRaised: ${event.to} in the directory, ${event.from} in the record`;
  if (event.type === 'DelegationGiven') return `DelegationGiven: ${event.delegation.groups.join(', ')}`;
  if (event.type === 'GlassBroken') return `GlassBroken: incident ${event.incident}`;
  if (event.type === 'FirstPasskeyRecorded')
    return `FirstPasskeyRecorded: ${event.person}, by ${event.by ?? 'the operator'}, with ${event.witness}`;
  if (event.type === 'IncidentDeclared') return `IncidentDeclared: ${event.incident.incident}`;
  if (event.type === 'ReviewRecorded') return `ReviewRecorded: ${event.finding}`;
  if (event.type === 'SubjectAnswered') return `SubjectAnswered: ${event.answer}`;
  if (event.type === 'SignalReported') return `SignalReported: ${event.signal.name}`;
  if (troubleIn(event).length > 0) return `RecoveryAssessed: ${troubleIn(event).join(', ')}`;
  if (event.type === 'RecoveryOpened') return `RecoveryOpened: ${event.action}`;
  return event.type;
}

/** Members of a commit that are also stored beside its bytes: indexes and the alert filter read these copies. */
export const COPIED = ['recovery', 'command', 'tier', 'kind', 'alert'] as const;

/** The copies of one commit; a member that does not apply is absent. */
export type Copies = Readonly<Partial<Record<(typeof COPIED)[number], string>>>;

/** The copies that belong to a commit. */
export function copiesOf(commit: Commit): Copies {
  const { recovery, command, tier, kind } = commit;
  const copies = { recovery, command: command.id, tier, kind, alert: alertFor(commit)?.severity ?? null };
  return Object.fromEntries(Object.entries(copies).filter(([, value]) => value !== null));
}

/** Whether the copies match the commit: none altered, missing or added, so no commit is hidden from an index or from alerting. */
export const areCopiesOf = (copies: Copies, commit: Commit): boolean => isSame(copies, copiesOf(commit));

/**
 * The same for a row of another release, which may have rung for other events: its severity is not compared. As such a row comes, the relay
 * rings for what the copy did not wake anybody for.
 */
export const areOlderCopiesOf = ({ alert: _, ...copies }: Copies, commit: Commit): boolean => {
  const { alert: __, ...expected } = copiesOf(commit);
  return isSame(copies, expected);
};
