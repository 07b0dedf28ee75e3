import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { flawOfSigned, inPlaceOf } from '../../../lambdas/app/ledger/statements.ts';
import { isSignedStatement, type StatementKind } from '../../../lambdas/core/approvals/statement.ts';
import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { type Agreed, appliedIn } from '../../../lambdas/core/audit/rows.ts';
import { parseStored as parseVerified } from '../../../lambdas/core/audit/verify.ts';
import { decidedIn, LOOSENS, type SignableDecision } from '../../../lambdas/core/recovery/assess/signed.ts';
import { proposedIn, proposesFor } from '../../../lambdas/core/recovery/decide/outstanding.ts';
import type { EventType, LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { digestOfDelegation } from '../../../lambdas/core/registry/delegation.ts';
import { hasPasskey, holdsPart, type Person, type PersonId } from '../../../lambdas/core/registry/person.ts';
import type { Instant } from '../../../lambdas/core/values/instant.ts';
import { judgeAndFold } from './judge.ts';
import { OnDuty } from './loosened.ts';
import { parseStored } from './stored.ts';

/** A decision that its person did not sign as the plan asked, or not with a passkey that they had then. */
export interface Unsigned {
  readonly seq: number;
  readonly person: PersonId;
  readonly kind: StatementKind;
  readonly flaw: string;
}

/** Reads all commits of a person's stream. */
export type ReadPerson = (person: PersonId) => Promise<readonly unknown[]>;

/** The record of a person that was in force at a moment; undefined for none, `missing` where their stream is not there. */
export type RecordAt = (person: PersonId, moment: Instant) => Promise<Person | 'missing' | undefined>;

/** How the records of people are read and verified. */
interface Reading {
  readonly keys: Keys;
  readonly readPerson: ReadPerson;
  readonly batches: (rows: readonly unknown[]) => Promise<Agreed>;
}

/**
 * The decisions among the commits of a stream whose statements do not hold, with the passkeys that the registry gave each person at the time
 * of the commit; confirmations by whoever proposed, by no administrator, or of what nobody proposed; countersignatures for a group that the
 * record did not have then; what was loosened by nobody on duty, or by one person where two do it; and an approval whose assertion stands beside
 * an earlier one too, since nobody signs twice by signing once.
 */
export async function unsignedIn(
  account: string,
  counting: readonly Commit[],
  recordAt: RecordAt,
): Promise<readonly Unsigned[]> {
  const asked = new Map<string | null, boolean>();
  const waiting = new Map<EventType, Waiting>();
  const used = new Set<string>();
  const onDuty = new OnDuty();
  const found: Unsigned[] = [];
  for (const commit of counting) {
    for (const event of commit.events) {
      if (event.type === 'RecoveryAssessed') asked.set(commit.recovery, event.plan.statements);
      const proposal = proposedIn(event);
      if (proposal !== undefined) waiting.set(event.type, { ...proposal, at: commit.at });
      onDuty.note(event, commit);
      const said = delegatedIn(event, account) ?? decidedIn(event);
      // Rows stand on the confirmation of their batch, which was signed.
      if (said === undefined || (said.kind === 'confirm' && appliedIn(commit.events) !== undefined)) continue;
      const proposing = proposesFor(event);
      const before = proposing === undefined ? undefined : waiting.get(proposing);
      if (proposing !== undefined) waiting.delete(proposing);
      const record = await recordOf(said, commit, recordAt);
      if (record === 'missing') {
        found.push({ seq: commit.seq, person: said.person, kind: said.kind, flaw: 'record-missing' });
        continue;
      }
      const proves = said.proof === undefined || said.proof.outcome === 'verified';
      const isAskedByPlan = proves && (asked.get(commit.recovery) ?? false);
      const isAsked = isOfRecord(said) ? hasPasskey(record) : ALWAYS.includes(said.kind) || isAskedByPlan;
      const since = before?.at ?? onDuty.since(event);
      const flaw =
        (said.kind === 'confirm' ? flawOfConfirmer(said, before, record) : null) ??
        (await flawOfDecision(said, { commit, account, isAsked, since, record })) ??
        flawOfUse(said, used) ??
        (await flawOfGroups(event, commit, recordAt)) ??
        (await flawOfOperator(said, commit, recordAt)) ??
        onDuty.flawOf(event, said, { at: commit.at, record });
      if (flaw !== null) found.push({ seq: commit.seq, person: said.person, kind: said.kind, flaw });
    }
  }
  return found;
}

/** A proposal that waits on the stream. */
interface Waiting {
  readonly digest: string;
  readonly by: PersonId;
  readonly at: Instant;
}

/** Two different administrators agree on what the first of them proposed (rule 6). */
function flawOfConfirmer(
  { digest, person }: SignableDecision,
  before: Waiting | undefined,
  record: Person | undefined,
): string | null {
  if (before?.digest !== digest) return 'not-proposed';
  if (before.by === person) return 'same-proposer';
  return record !== undefined && holdsPart(record, 'admin') ? null : 'not-administrator';
}

/** What approves or loosens. Whoever repeats another command says the same again. */
const COUNTED: readonly StatementKind[] = ['countersign', 'delegate', 'confirm', 'work', 'confirm-work', ...LOOSENS];

/** Notes the assertion; `repeated` where an earlier decision had it. */
function flawOfUse({ kind, signed }: SignableDecision, used: Set<string>): string | null {
  if (signed === undefined || !COUNTED.includes(kind)) return null;
  const { signature } = signed.assertion;
  if (used.has(signature)) return 'repeated';
  used.add(signature);
  return null;
}

/** `not-of-group` where a signed countersignature names a group that the approver, or whoever they stood in for, did not have then. */
async function flawOfGroups(event: LedgerEvent, { at }: Commit, recordAt: RecordAt): Promise<string | null> {
  if (event.type !== 'PlanCountersigned' || event.signed === undefined) return null;
  const { approver, for: other, groups } = event.countersignature;
  const holder = await recordAt(other?.person ?? approver, at);
  if (holder === 'missing') return 'record-missing';
  const isHeld = (group: string) => holder !== undefined && holdsPart(holder, `approver:${group}`);
  return groups.every(isHeld) ? null : 'not-of-group';
}

/** `not-operator` where somebody worked by hand, or confirmed it, who did not have the part then. */
async function flawOfOperator(
  { kind, person }: SignableDecision,
  { at }: Commit,
  recordAt: RecordAt,
): Promise<string | null> {
  if (kind !== 'work' && kind !== 'confirm-work') return null;
  const record = await recordAt(person, at);
  if (record === 'missing') return 'record-missing';
  return record !== undefined && holdsPart(record, 'operator') ? null : 'not-operator';
}

/** A delegation lies on the stream of whoever gave it, and is always signed (ADR 51). */
const delegatedIn = (event: LedgerEvent, person: PersonId): SignableDecision | undefined =>
  event.type === 'DelegationGiven'
    ? { kind: 'delegate', digest: digestOfDelegation(event.delegation), person, signed: event.signed }
    : undefined;

interface Beside {
  readonly commit: Commit;
  readonly account: string;
  readonly isAsked: boolean;
  /** When what was decided about was proposed: a statement of before is about something else. */
  readonly since: Instant | undefined;
  /** The record of the person at that time; undefined for none. */
  readonly record: Person | undefined;
}

async function flawOfDecision(
  { kind, digest, person, for: other, signed }: SignableDecision,
  { commit, account, isAsked, since, record }: Beside,
): Promise<string | null> {
  if (signed === undefined) return isAsked ? 'missing' : null;
  if (!isSignedStatement(signed)) return 'missing';
  const { recovery, at } = commit;
  if (since !== undefined && signed.statement.at < since) return 'not-of-now';
  const decided = { kind, stream: account, recovery, digest, person, ...inPlaceOf(other) };
  return flawOfSigned(staffSignatures, signed, { decided, at, record });
}

/** The record of whoever decided; undefined also where nothing depends on it. */
const recordOf = async ({ kind, person, signed }: SignableDecision, { at }: Commit, recordAt: RecordAt) =>
  isOfRecord({ kind }) || signed !== undefined ? recordAt(person, at) : undefined;

/** Decisions that whoever has a passkey signs, whatever a plan asks for. */
const isOfRecord = ({ kind }: Pick<SignableDecision, 'kind'>): boolean => kind === 'confirm' || LOOSENS.includes(kind);

/** What counts only signed, whatever a plan asks for. */
const ALWAYS: readonly StatementKind[] = ['delegate', 'work', 'confirm-work'];

/** The records of people that were in force at a moment, from the verified commits up to then; each is folded once. */
export function recordsBy({ keys, readPerson, batches }: Reading): RecordAt {
  const known = new Map<string, Promise<Person | undefined>>();
  const fold = async (person: PersonId, rows: readonly unknown[]) => {
    const read = { account: person, rows, reported: undefined };
    const { state } = judgeAndFold(read, keys, { agreed: await batches(rows) });
    return state.person.current ?? undefined;
  };
  return async (person, moment) => {
    const rows = await readPerson(person);
    if (rows.length === 0) return 'missing';
    const until = rows.filter((row) => {
      const stored = parseStored(row);
      return stored !== undefined && parseVerified(stored as Parameters<typeof parseVerified>[0]).commit.at <= moment;
    });
    const name = `${person} ${until.length}`;
    const folded = known.get(name) ?? fold(person, until);
    known.set(name, folded);
    return folded;
  };
}
