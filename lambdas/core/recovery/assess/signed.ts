import type { SignedStatement, Statement, StatementKind } from '../../approvals/statement.ts';
import { checksOf } from '../../proofing/evidence.ts';
import { isSaid } from '../../proofing/methods.ts';
import type { Proof } from '../../proofing/proof.ts';
import { digestOfDelegation } from '../../registry/delegation.ts';
import { hasPasskey, type PersonId } from '../../registry/person.ts';
import { isOneOf } from '../../values/family.ts';
import { digestOf } from '../../values/hash.ts';
import type { Actor, Command, Envelope } from '../state/commands.ts';
import type { Decision, DecisionContext } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { whyNotSigned } from '../state/situation.ts';
import { findRecovery, type StreamState } from '../state/state.ts';
import type { SaidOfWork } from '../state/work.ts';
import { recordOf } from './administrators.ts';

/** What somebody decides, as their statement says it. */
type Content = Pick<Statement, 'kind' | 'digest'>;

/** A command about a recovery that a person may have to sign. */
export type SignableCommand = Extract<
  Command,
  { type: 'CountersignPlan' | 'RejectPlan' | 'RecordProof' | 'ReviewRecovery' | 'ReportWork' | 'ConfirmWork' }
>;

/** What people on duty may have to sign. */
export type DutyCommand = Extract<Command, { type: 'RaiseThreat' | 'LowerThreat' | 'DeclareIncident' | 'EndIncident' }>;

const decided = (kind: StatementKind, content: Parameters<typeof digestOf>[0]): Content => ({
  kind,
  digest: digestOf(content),
});

type Sighting = Pick<Proof, 'method' | 'outcome' | 'reference' | 'seen'> & {
  readonly checked?: Proof['checked'] | undefined;
};

const sighting = ({ method, outcome, reference, seen, checked = [] }: Sighting): Content =>
  decided('prove', {
    method,
    outcome,
    reference,
    seen,
    checked: checksOf(method).filter((one) => checked.includes(one)),
  });

/** What an operator says that they did by hand. */
export const working = ({ stage, reference, note }: SaidOfWork): Content => decided('work', { stage, reference, note });

/** What a second person says of it. */
export const confirmingWork = ({ report, note }: { readonly report: string; readonly note: string }): Content =>
  decided('confirm-work', { report, note });

type Raised = Pick<Extract<DutyCommand, { type: 'RaiseThreat' }>, 'desk' | 'until' | 'reason' | 'drain'>;
type Declared = Pick<Extract<DutyCommand, { type: 'DeclareIncident' }>, 'incident' | 'until' | 'reason'>;

const raising = ({ desk, until, reason, drain }: Raised): Content => decided('raise', { desk, until, reason, drain });
const lowering = ({ threat }: { readonly threat: string }): Content => decided('lower', { threat });
const declaring = ({ incident, until, reason }: Declared): Content => decided('declare', { incident, until, reason });
const ending = ({ incident }: { readonly incident: string }): Content => decided('end', { incident });

/** What a command decides; undefined for a command that nobody signs. Its statement also names stream, recovery, person and time. */
export function decidedBy(command: Command): Content | undefined {
  switch (command.type) {
    case 'CountersignPlan':
      return { kind: 'countersign', digest: command.digest };
    case 'RejectPlan':
      return decided('reject', { reason: command.reason });
    case 'RecordProof':
      return sighting(command);
    case 'ReviewRecovery':
      return decided('review', { finding: command.finding, note: command.note });
    case 'ReportWork':
      return working(command);
    case 'ConfirmWork':
      return confirmingWork(command);
    case 'ConfirmProposal':
      return { kind: 'confirm', digest: command.digest };
    case 'Delegate':
      return { kind: 'delegate', digest: digestOfDelegation(command.order) };
    case 'RaiseThreat':
      return raising(command);
    case 'LowerThreat':
      return lowering(command);
    case 'DeclareIncident':
      return declaring(command);
    case 'EndIncident':
      return ending(command);
    default:
      return undefined;
  }
}

/** A decision in the ledger, and what its person signed. */
export interface SignableDecision extends Content {
  readonly person: PersonId;
  /** The person in whose place they decided; absent: their own. */
  readonly for?: PersonId | undefined;
  /** Unchecked: a captured function may have written anything. */
  readonly signed: SignedStatement | undefined;
  /** For a proof: whose word it is. */
  readonly proof?: Proof;
}

/** What an event decided, by the same digest as its command; undefined where no person decided. */
export function decidedIn(event: LedgerEvent): SignableDecision | undefined {
  switch (event.type) {
    case 'PlanCountersigned': {
      const { countersignature, signed } = event;
      const { digest, approver: person, for: other } = countersignature;
      return { kind: 'countersign', digest, person, for: other?.person, signed };
    }
    case 'RecoveryRejected':
      return { ...decided('reject', { reason: event.reason }), person: event.by, for: event.for, signed: event.signed };
    case 'ProofRecorded': {
      const { proof, signed } = event;
      if (proof.verifier === null || !isSaid(proof.method)) return undefined;
      return { ...sighting(proof), person: proof.verifier, signed, proof };
    }
    case 'ReviewRecorded': {
      const { finding, note, by, signed } = event;
      return { ...decided('review', { finding, note }), person: by, signed };
    }
    case 'WorkReported':
      return { ...working(event), person: event.by, signed: event.signed };
    case 'WorkConfirmed':
      return { ...confirmingWork(event), person: event.by, signed: event.signed };
    case 'ProfileConfirmed':
    case 'PersonConfirmed':
    case 'PolicyAdopted':
    case 'FreezeLifted':
    case 'VoidingConfirmed':
    case 'SigningKeyAdopted':
    case 'BatchConfirmed':
      return { kind: 'confirm', digest: event.digest, person: event.by, signed: event.signed };
    case 'ThreatRaised':
      return { ...raising(event.threat), person: event.threat.by, signed: event.signed };
    case 'ThreatLoweringAsked':
    case 'ThreatLowered':
      return { ...lowering(event), person: event.by, signed: event.signed };
    case 'IncidentDeclared':
      return { ...declaring(event.incident), person: event.incident.by, signed: event.signed };
    case 'IncidentEnded':
      return { ...ending(event), person: event.by, signed: event.signed };
    default:
      return undefined;
  }
}

/**
 * The decision with the statement that its person signed, in the event that decides; a refusal where the plan asks for a statement and there
 * is none, and for every statement that does not hold. Everything else was decided before: who may not decide learns nothing of signatures.
 * Countersignatures are looked at where they are decided, because what they complete depends on it; so are confirmations, which a row's batch has.
 */
export function asSigned(
  decision: Decision,
  state: StreamState,
  envelope: Envelope,
  context: DecisionContext,
): Decision {
  const { command } = envelope;
  if (!decision.accepted || !isSignable(command)) return decision;
  const [first, ...rest] = decision.events;
  if (first === undefined) return decision;
  const { signed } = command;
  const isOwed = isDutyCommand(command)
    ? isAskedOnDuty(envelope.actor, command, context)
    : isOfWork(command) || isAsked(state, envelope, first);
  const unsigned = whyNotSigned(signed, isOwed, context);
  if (unsigned !== undefined) return unsigned;
  return signed === undefined ? decision : { ...decision, events: [{ ...first, signed } as LedgerEvent, ...rest] };
}

const isSignable = (command: Command): command is SignableCommand | DutyCommand =>
  ['RejectPlan', 'RecordProof', 'ReviewRecovery'].includes(command.type) || isOfWork(command) || isDutyCommand(command);

/** Work by hand counts only signed, whatever the plan asks for. */
const isOfWork = ({ type }: Command): boolean => type === 'ReportWork' || type === 'ConfirmWork';

export const isDutyCommand = isOneOf<DutyCommand>({
  RaiseThreat: true,
  LowerThreat: true,
  DeclareIncident: true,
  EndIncident: true,
});

/** The kinds of statements that loosen something. On duty no other is asked for: what tightens waits for no passkey. */
export const LOOSENS: readonly StatementKind[] = ['lower', 'declare'];

/** Whether a command on duty loosens something. */
export const isLoosening = (command: DutyCommand): boolean => ['LowerThreat', 'DeclareIncident'].includes(command.type);

/** Whoever has a passkey signs what loosens something (ADR 63). */
const isAskedOnDuty = (actor: Actor, command: DutyCommand, { registry }: DecisionContext): boolean =>
  isLoosening(command) && actor.by === 'person' && hasPasskey(recordOf(actor.person, registry.people));

/** A proof that proves nothing only stops, and waits for no passkey. */
function isAsked(state: StreamState, { recovery: id }: Envelope, event: LedgerEvent): boolean {
  const said = decidedIn(event);
  if (said === undefined || (said.proof !== undefined && said.proof.outcome !== 'verified')) return false;
  return id !== null && findRecovery(state, id)?.plan?.statements === true;
}
