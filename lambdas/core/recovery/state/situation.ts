import { signatoriesOf } from '../../approvals/countersignature.ts';
import { type SignedStatement, UNCOMMITTED } from '../../approvals/statement.ts';
import { type AccountProfile, floorOf } from '../../registry/account.ts';
import { canAnswer } from '../../registry/answering.ts';
import { derivedPerson, type Person, type PersonId, type RegisteredPart } from '../../registry/person.ts';
import { no, type Result, yes } from '../../values/result.ts';
import type { Actor, PersonActor, Role } from './commands.ts';
import { type DecisionContext, refuse } from './decision.ts';
import type { Recovery, StreamState, TicketRef } from './state.ts';

/** A command about a live recovery, with the state that it meets. */
export interface Situation {
  readonly state: StreamState;
  readonly recovery: Recovery;
  readonly context: DecisionContext;
  readonly actor: Actor;
  readonly commandId: string;
  /** The ticket that the command comes with; null for none. */
  readonly ticket: TicketRef | null;
}

export type Refused = ReturnType<typeof refuse>;

/**
 * The actor as a human who may take this part in the recovery: not a machine (rule 5), in no other part (rule 1), and signed in with what the
 * account asks for (rule 2).
 */
export function humanAs(
  part: Part,
  { actor, recovery, state }: Pick<Situation, 'actor' | 'recovery' | 'state'>,
): Result<PersonActor, Refused> {
  if (actor.by !== 'person' || actor.nature === 'machine') return no(refuse('machine-cannot-decide'));
  const conflict = conflictingPart(recovery, actor, part);
  if (conflict !== undefined) return no(refuse('conflicting-part', { holds: conflict, wants: part }));
  const weak = whyTooWeak(actor, state.profile.current);
  return weak === undefined ? yes(actor) : no(weak);
}

/** Why this session is too weak for any part: less than two factors, or less than the account is used with (rule 2). */
export function whyTooWeak(
  { assurance }: Pick<PersonActor, 'assurance'>,
  profile: AccountProfile | null,
): Refused | undefined {
  const needed = floorOf(profile);
  return assurance < needed ? refuse('assurance-too-low', { needed, signedIn: assurance }) : undefined;
}

/** The refusal of a command that does not fit the recovery's status. */
export const wrongStatus = ({ recovery }: Pick<Situation, 'recovery'>): Refused =>
  refuse('wrong-status', { status: recovery.status });

export const hasRole = (actor: Actor, role: Role): boolean => actor.by === 'person' && actor.roles.includes(role);

/**
 * The refusal of an actor who holds none of these parts (`any`: no part at all). It says which of the two lacks the part that the other names,
 * so that the actor knows whom to ask (rule 6).
 */
export function partMissing(actor: Actor, ...parts: readonly (RegisteredPart | 'any')[]): Refused {
  const { token, record } = (actor.by === 'person' ? actor.halfHeld : undefined) ?? { token: [], record: [] };
  const isMeant = (one: RegisteredPart) => parts.includes('any') || parts.includes(one);
  if (token.some(isMeant)) return refuse('part-unregistered', { part: token.filter(isMeant).join(' ') });
  if (record.some(isMeant)) return refuse('group-missing', { part: record.filter(isMeant).join(' ') });
  return refuse('role-missing', { role: parts.join(' or ') });
}

/**
 * The identity under which this human has already verified in the recovery: somebody who returns under another identity is the same
 * verifier (rule 1).
 */
export const verifierIn = ({ proofs }: Recovery, actor: Pick<PersonActor, 'person' | 'aliases'>): PersonId =>
  proofs.find(({ verifier }) => isSelf(actor, verifier))?.verifier ?? actor.person;

/** The parts that people play in one recovery; nobody plays two (rule 1). */
export type Part = 'requester' | 'agent' | 'verifier' | 'approver' | 'operator' | 'confirmer' | 'reviewer';

/** Whether this is the same human, also under an identity from before registration. */
export const isSelf = ({ person, aliases }: Pick<PersonActor, 'person' | 'aliases'>, other: PersonId | null): boolean =>
  other !== null && (person === other || aliases.includes(other));

/**
 * The part that this person already has and that forbids the wanted one; undefined when there is none. The owner of a personal account
 * counts as a requester even when somebody else asked: nobody approves a change to their own account.
 */
export function conflictingPart(
  recovery: Recovery,
  actor: Pick<PersonActor, 'person' | 'aliases'>,
  wanted: Part,
): Part | undefined {
  return partsHeld(recovery).find(([part, holder]) => isSelf(actor, holder) && part !== wanted)?.[0];
}

/** Everybody with a part in the recovery. */
export function partsHeld(recovery: Recovery): readonly (readonly [Part, PersonId])[] {
  const one = (part: Part, person: PersonId | null) => (person === null ? [] : ([[part, person]] as const));
  return [
    ...one('requester', recovery.requester),
    ...one('requester', recovery.subject),
    ...one('agent', recovery.agent),
    // Whoever broke the glass stands in for the agent: they neither countersign nor review what they asked for (rule 19).
    ...one('agent', recovery.emergency?.by ?? null),
    ...recovery.help.agents.map((agent) => ['agent', agent] as const),
    ...recovery.proofs.flatMap(({ verifier }) => one('verifier', verifier)),
    // Whoever stands in and whoever they stand in for are both kept apart from every other part.
    ...recovery.countersignatures.flatMap(signatoriesOf).map((person) => ['approver', person] as const),
    ...(recovery.work ?? []).flatMap(({ operator, earlier, confirmation }) => [
      ...[operator, ...earlier].map((person) => ['operator', person] as const),
      ...one('confirmer', confirmation?.by ?? null),
    ]),
    ...one('reviewer', recovery.reviewer),
  ];
}

/** The part of a registered person, under any of their subjects, that forbids the wanted one: a record may have got a subject since. */
export const conflictOfRecord = (recovery: Recovery, { person, subjects }: Person, wanted: Part): Part | undefined =>
  conflictingPart(recovery, { person, aliases: subjects.map(derivedPerson) }, wanted);

/** A human who can still sign in, and none of whose subjects plays another part. */
export const mayStill = (part: Part, record: Person, recovery: Recovery): boolean =>
  canAnswer(record) && conflictOfRecord(recovery, record, part) === undefined;

/** The command's statement was checked against exactly this decision, and with the passkeys in today's record of its person. */
export function whyNotSigned(
  signed: SignedStatement | undefined,
  isAsked: boolean,
  { registry: { statements } }: Pick<DecisionContext, 'registry'>,
): Refused | undefined {
  if (signed === undefined) return isAsked ? refuse('statement-missing') : undefined;
  const checked = statements.find(({ seq }) => seq === UNCOMMITTED);
  const flaw = checked === undefined ? 'unchecked' : checked.flaw;
  return flaw === null ? undefined : refuse('statement-invalid', { flaw });
}
