import type { Actor } from '../../../lambdas/core/recovery/state/commands.ts';
import {
  type EventType,
  type LedgerEvent,
  type RedeliveryOf,
  WATCH_CAUSE,
} from '../../../lambdas/core/recovery/state/events.ts';
import { REFUSALS } from '../../../lambdas/core/recovery/state/refusals.ts';
import { nextAfterDenial } from '../../../lambdas/core/recovery/views/next-steps.ts';
import type { Instant } from '../../../lambdas/core/values/instant.ts';
import { quoted } from './print.ts';
import { absolute, duration } from './times.ts';

type Of<Type extends EventType> = Extract<LedgerEvent, { type: Type }>;
type Sentences = { readonly [Type in EventType]: (event: Of<Type>, at: Instant) => string };

/** The words for each cause of a stop. */
const CAUSES = {
  withdrawn: ' as withdrawn',
  mistake: ' as a mistake',
  'suspected-impersonation': ' as a suspected impersonation',
  'proof-taken-back': '',
  [WATCH_CAUSE]: ' within the watch period',
} as const;

/** The beginning of a key's id, as a device shows it, so that whoever helps can compare. */
function keyIn(evidence: Of<'GrantIssued'>['evidence']): string {
  const { keyId } = (evidence ?? {}) as { readonly keyId?: unknown };
  return typeof keyId === 'string' ? ` of key ${keyId}` : '';
}

/** The sentence of each event, after the name of its actor: `countersigned the plan for identity`. */
const SENTENCES: Sentences = {
  RecoveryOpened: ({ action, requester, reason }) => `opened ${action} for ${requester}: ${quoted(reason)}`,
  RecoveryAssessed: ({ plan, nobody = [] }) =>
    `made the plan: ${plan.action} of \`${plan.target}\` through ${plan.connector}, for ${duration(plan.grant)}${nobody.length > 0 ? `; nobody can be asked: the account has no ${nobody.join(' and no ')} who could` : ''}`,
  RecoveryDenied: ({ reasons, rules }) =>
    `denied it: ${reasons.join('; ')}${answering(rules)}; next: ${nextAfterDenial(rules)}`,
  GateOpened: ({ gate }) => `waits for ${GATES[gate]}`,
  ProofRecorded: ({ proof }) => `recorded a proof: ${proof.method} ${proof.outcome}`,
  RecoveryRefused: () => 'which ends it: refused',
  ProofingCompleted: () => 'which completes the proof',
  PlanCountersigned: ({ countersignature: { digest, groups, for: other, escalated }, signed }) =>
    `countersigned plan ${digest.slice(0, 12)}${inPlaceOf(other?.person)}${groups.length > 0 ? ` for ${groups.join(', ')}` : ''}${escalated === true ? ', in the second half of the window' : ''}${signed === undefined ? '' : ', signed with a passkey'}`,
  ApprovalCompleted: ({ executeNotBefore }, at) =>
    `which completes the approval${executeNotBefore > at ? `; executed not before ${absolute(executeNotBefore)}` : ''}`,
  RecoveryRejected: ({ reason, for: other }) => `rejected it${inPlaceOf(other)}: ${quoted(reason)}`,
  RequestRevised: ({ requestedSeconds, reason }) => `shortened it to ${duration(requestedSeconds)}: ${quoted(reason)}`,
  PlanVoided: ({ cause }) => `voided the plan: ${cause}`,
  ExecutionStarted: ({ expiresAt, sample }) =>
    `began to execute; the grant ends at ${absolute(expiresAt)}${sample?.reviewed ? DRAWN : ''}`,
  GrantIssued: ({ reference, claimable, evidence }) =>
    `issued grant \`${reference}\`${keyIn(evidence)}${claimable ? ', with a credential to claim' : ''}`,
  ExecutionFailed: ({ code }) => `failed to execute: ${code}`,
  GrantClaimed: () => 'claimed the credential',
  ProofBound: () => 'named the page of whom they had confirmed, so that the credential can be taken there',
  LinkSent: ({ contact }) => `sent the address of the page to contact \`${contact}\``,
  HandedOver: ({ desk, reason }) => `handed it over to the desk \`${desk}\`: ${quoted(reason)}`,
  SubjectAnswered: ({ answer }) =>
    answer === 'mine' ? 'said that they asked for it' : 'said that they did not ask for it',
  RecoveryStopped: ({ reason, cause }) => `stopped it${CAUSES[cause]}: ${quoted(reason)}`,
  StopRequested: ({ reason, cause }) => `stopped it${CAUSES[cause]}, the grant is revoked at once: ${quoted(reason)}`,
  RevocationStarted: ({ trigger }) => `began to revoke${TRIGGERS[trigger]}`,
  RevocationOverdue: ({ code }) => `could not confirm the revocation, goes on trying: ${code}`,
  RevocationConfirmed: () => 'read back that the access is gone',
  RecoveryExpired: ({ stage }) => `gave up waiting for ${GATES[stage]}: expired`,
  StageHalfPassed: ({ stage }) => `found half of the time for the ${stage} over`,
  ReviewOverdue: () => 'found the review overdue',
  ReviewRecorded: ({ finding, note }) => `reviewed it as ${finding}${note === '' ? '' : `: ${quoted(note)}`}`,
  WorkReported: ({ stage, reference, note }) =>
    `said that ${WORK[stage]} by hand, evidence at ${quoted(reference)}: ${quoted(note)}`,
  WorkConfirmed: ({ stage, note }) => `looked, and confirmed that ${WORK[stage]} by hand: ${quoted(note)}`,
  RecoveryClosed: () => 'closed it',
  WordsHeard: () => 'typed the words of the help desk on a page',
  ChallengeIssued: ({ challenge }) =>
    `asked for a proof by ${challenge.method}, until ${absolute(challenge.expiresAt)}`,
  ChallengeAnswered: () => 'which was answered rightly',
  ChallengeFailed: ({ method }) => `answered wrongly: ${method}`,
  AuthenticatorEnrolled: ({ authenticator }) => `enrolled a ${authenticator.method}`,
  AuthenticatorRemoved: () => 'removed what was enrolled',
  AuthenticatorUsed: ({ use }) =>
    `used an enrolled ${use.method}${use.method === 'saved-code' ? ', and got another' : ''}`,
  RecoveryContactNamed: ({ contact }) => `named ${contact.person} as a recovery contact`,
  RecoveryContactRemoved: () => 'removed a recovery contact',
  ProfileProposed: ({ profile, digest }) =>
    `proposed ${profile.tier} ${profile.kind} \`${profile.account}\` (digest ${digest.slice(0, 12)})`,
  ProfileConfirmed: ({ digest, changes }) =>
    `confirmed the account as proposed (digest ${digest.slice(0, 12)})${changes.length > 0 ? `; changed: ${changes.join(', ')}` : ''}`,
  TierRaised: ({ from, to }) => `found the account ${to} in the directory, and raised its record from ${from}`,
  PersonProposed: ({ person, digest }) => `proposed ${person.nature} ${person.name} (digest ${digest.slice(0, 12)})`,
  PersonConfirmed: ({ digest }) => `confirmed the person as proposed (digest ${digest.slice(0, 12)})`,
  FirstPasskeyRecorded: ({ passkeys, by, witness }) =>
    `the first passkey of this person: ${passkeys.length === 1 ? 'one' : passkeys.length}, brought by ${by ?? 'the operator of the bootstrap'}, with ${witness}`,
  BatchProposed: ({ batch, digest }) =>
    `proposed ${batch.people} people and ${batch.accounts} accounts as one batch (digest ${digest.slice(0, 12)})`,
  BatchConfirmed: ({ digest }) => `confirmed the batch as proposed (digest ${digest.slice(0, 12)})`,
  RowApplied: ({ row }) => `applied row ${row.index + 1} of ${row.people + row.accounts} of \`${row.batch}\``,
  RowsApplied: ({ from, next, applied, unchanged, refused }) =>
    `applied ${applied} of rows ${from + 1} to ${next}; ${unchanged} were registered as they are, ${refused.length} refused`,
  PolicyProposed: ({ adoption, difference: { weaker, stricter, different } }) =>
    `proposed policy ${adoption.name} (digest ${adoption.digest.slice(0, 12)}): ${weaker} changes weaker, ${stricter} stricter, ${different} different`,
  PolicyAdopted: ({ digest }) => `adopted the policy as proposed (digest ${digest.slice(0, 12)})`,
  LiftProposed: ({ lift }) => `proposed to lift the freeze: ${quoted(lift.reason)}`,
  FreezeLifted: () => 'lifted the freeze',
  VoidingProposed: ({ voiding }) =>
    `proposed to void ${voiding.commits.map(({ seq, flaw }) => `commit ${seq} (${flaw})`).join(', ')} of ${voiding.stream}`,
  SigningKeyProposed: ({ signingKey: { family, key, from, compromised } }) =>
    `proposed ${key} as the signing key of ${family} from ${from}${compromised ? ', because the old one is compromised' : ''}`,
  SigningKeyAdopted: ({ digest }) => `adopted the signing key as proposed (digest ${digest.slice(0, 12)})`,
  VoidingConfirmed: ({ digest }) => `voided the commits as proposed (digest ${digest.slice(0, 12)})`,
  ProfileSynced: ({ source, changes }) => `took over from ${source}: ${changes.join(', ')}`,
  ChangesCounted: ({ source, marks }) => `lets ${source} change ${marks.length} accounts alone`,
  PopulationReported: ({ report: { source, stop, total }, fresh }) =>
    stop === null
      ? `looked at everybody in ${source}: ${total} findings, ${fresh} of them new`
      : `changed nothing that ${source} says: ${stop.code}, ${stop.people} of ${stop.of}`,
  StreamResumed: ({ skipped }) =>
    `the stream goes on without the voided commits ${skipped.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ')}`,
  SuspicionRaised: ({ reason }) => `suspects that the caller is not who they claim: ${quoted(reason)}`,
  FalseCallReported: ({ by }) =>
    `${by === null ? 'a page with the words of a call says' : 'the owner says'} that somebody called who was not the help desk`,
  CallOpened: ({ call }) => `calls ${call.subject} about ${call.account}: ${call.reason}`,
  CallAnswered: () => 'whoever was called said the words of their page',
  CallReported: () => 'the call was reported as false',
  ThreatRaised: ({ threat }) =>
    `raised the threat level${threat.desk === null ? '' : ` for desk ${threat.desk}`} until ${absolute(threat.until)}: ${quoted(threat.reason)}`,
  ThreatLoweringAsked: () => 'wants the threat level lowered; a second person on duty has to agree',
  ThreatLowered: () => 'lowered the threat level',
  IncidentDeclared: ({ incident: { incident, until, reason } }) =>
    `declared incident ${incident} until ${absolute(until)}: ${quoted(reason)}`,
  IncidentEnded: ({ incident }) => `ended incident ${incident}`,
  DelegationGiven: ({ delegation: { to, groups, until, reason } }) =>
    `lent ${to} the right to approve until ${until} (${groups.join(', ') || 'as manager and custodian'}): ${quoted(reason)}`,
  DelegationWithdrawn: ({ delegation }) => `took back the delegation ${delegation}`,
  BreakGlassUsed: ({ use: { recovery, incident } }) =>
    `asked to break the glass for recovery ${recovery}, under incident ${incident}`,
  GlassBroken: ({ incident, reason }) => `broke the glass under incident ${incident}: ${quoted(reason)}`,
  RegistryBootstrapped: ({ administrators: [one, other], digest }) =>
    `named the first two administrators: ${one.person} and ${other.person} (digest ${digest.slice(0, 12)})`,
  AdministratorAdmitted: ({ person }) => `registered ${person.person} as one of the first two administrators`,
  IdentityClaimed: ({ claim }) => `claimed ${quoted(claim.identity)} for \`${claim.holder}\``,
  WatchTripped: ({ signal, recovery }) => `tripped the watch after recovery ${recovery}: ${signal}`,
  GovernedChangeSeen: ({ change, recovery, during }) =>
    `saw in the log of ${change.connector} what recovery ${recovery} did: ${change.kind} during its ${during}`,
  UngovernedChangeSeen: ({ change, cause }) =>
    `saw a change in the log of ${change.connector} that belongs to no recovery: ${change.kind}, by ${change.by.name ?? change.by.as} (${cause})`,
  ContainmentOrdered: ({ by, signsOut }) =>
    `contained it: ${by === 'freeze' ? 'the account is frozen, ' : ''}its grants end${signsOut ? ', and its sessions' : ''}`,
  SessionsEnded: () => 'ended the sessions of the account',
  ContainmentFailed: ({ code }) => `could not end the sessions of the account: ${code}`,
  ReceiptsTallied: ({ tally: { month, changes, ungoverned } }) =>
    `tallied ${month}: ${changes} changes in directories, ${ungoverned} of no recovery`,
  SignalReported: ({ signal }) => `reported a signal: ${signal.name}, until ${absolute(signal.until)}`,
  AccountFrozen: ({ cause }) => `froze the account: ${cause}`,
  IntakeRefused: ({ code }) => `refused what came in: ${code}`,
  TicketClosedAsFraud: ({ ticket, stops }) =>
    `closed ticket ${ticket.id} as a fraud: ${stops.length === 0 ? 'nothing of it could be stopped' : `stops ${stops.join(', ')}`}`,
  TicketHeld: ({ ticket, cause }) => `held ticket ${ticket.id} for an agent: ${cause}`,
  RedeliveryOrdered: ({ of }) => `ordered effects to be repeated: ${redeliveryInWords(of)}`,
  CommandRefused: ({ code }) => `was refused: ${code} (${REFUSALS[code]?.says ?? 'no more is known'})`,
};

function redeliveryInWords(of: RedeliveryOf): string {
  if (of === 'dead-letters') return 'the dead letters';
  return 'stream' in of ? `commit ${of.seq} of ${of.stream}` : `${absolute(of.since)} to ${absolute(of.until)}`;
}

const GATES = {
  ...({
    proof: 'proof',
    approval: 'approval',
    work: 'work by hand',
    hold: "the grant's end",
    review: 'a review',
  } as const),
} as const;

const WORK = { perform: 'it is done', revoke: 'the access was taken away' } as const;

const TRIGGERS = {
  workflow: '',
  schedule: ', as the schedule found it due',
  sweeper: ', as the sweeper found it due',
  stop: ', as it was stopped',
  failure: ', as the execution failed',
} as const;

/** One event of a commit, in words. An unknown or incomplete event is described by the words of its name. */
export function eventInWords(event: LedgerEvent | string, at: Instant): string {
  const type = typeof event === 'string' ? event : event.type;
  const say = SENTENCES[type as EventType] as ((event: LedgerEvent, at: Instant) => string) | undefined;
  if (typeof event === 'string' || say === undefined) return nameInWords(type);
  try {
    return say(event, at);
  } catch {
    return nameInWords(type);
  }
}

export const eventsInWords = (events: readonly (LedgerEvent | string)[], at: Instant): string =>
  events.map((event) => eventInWords(event, at)).join(', ');

const nameInWords = (type: string): string => type.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

/** The name of an actor. */
export function actorInWords(actor: Actor | string): string {
  if (typeof actor === 'string') return actor;
  if (actor.by === 'person') return actor.person;
  if (actor.by === 'visitor') return "the requester's page";
  if (actor.by === 'vendor') return `vendor ${actor.source}`;
  if (actor.by === 'signal-source') return `signals of ${actor.source}`;
  return actor.by === 'ticket-system' ? `tickets of ${actor.source}` : `the ${actor.by}`;
}

/** Why a review is owed that the plan does not ask for (rule 10). */
const DRAWN = '; it was drawn for a review of what the verifiers saw';

/** The rules of a denial, and their owners (rule 21). */
const answering = (
  rules: readonly { readonly rule: string; readonly control: string; readonly owner: string }[],
): string =>
  rules
    .map(({ rule, control, owner }) =>
      control === 'product' ? ` (${rule})` : ` (rule ${rule} of control ${control}; ask the ${owner})`,
    )
    .join('');

/** Of a decision: the person whose right to approve was lent for it. */
const inPlaceOf = (person: string | undefined): string => (person === undefined ? '' : ` in place of ${person}`);
