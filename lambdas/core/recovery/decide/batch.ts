import type { AccountProfile } from '../../registry/account.ts';
import {
  type BatchContent,
  batchDigest,
  batchStream,
  digestIn,
  isBatchStream,
  type RowRecord,
  rowLeaf,
  rowsIn,
} from '../../registry/batch.ts';
import { directoryIdentity } from '../../registry/identity.ts';
import { type Person, type PersonId, replacing } from '../../registry/person.ts';
import { digestOf, isSame } from '../../values/hash.ts';
import { isIncluded } from '../../values/merkle.ts';
import { whyTierTooLow } from '../assess/claims.ts';
import type { AppliedRow, BatchCommand, BatchInForce, RefusedRow } from '../state/batches.ts';
import type { PersonActor } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, type Refusal, refuse } from '../state/decision.ts';
import type { Grounds, LedgerEvent } from '../state/events.ts';
import { isSelf } from '../state/situation.ts';
import { isOneIdentityTooMany, MOST_GOVERNED } from '../state/size.ts';
import type { StreamState } from '../state/state.ts';

type Of<Type extends BatchCommand['type']> = Extract<BatchCommand, { type: Type }>;

interface Proposing {
  readonly stream: string;
  readonly by: PersonId;
  /** Whether this person's record says that they are an administrator. */
  readonly isAdministrator: (person: PersonId) => boolean;
}

/** Most problems that one refusal names. */
const MOST_NAMED = 20;

/**
 * A batch whose rows were read, lie as its digest says, and break no rule. One that is being applied is not proposed again, unless its confirmer can go
 * on with it no more: what was applied is then found as it is.
 */
export function proposeBatch(
  { batch: { current, progress } }: StreamState,
  { content }: Of<'ProposeBatch'>,
  { stream, by, isAdministrator }: Proposing,
  { now, registry: { rows } }: DecisionContext,
): Decision {
  const digest = batchDigest(content);
  if (stream !== batchStream(digest) || !isBatchStream(stream)) return refuse('proposal-mismatch');
  if (current !== null && progress !== null && progress.next < rowsIn(current) && isAdministrator(progress.confirmedBy))
    return refuse('proposal-waiting', { confirmer: progress.confirmedBy, next: progress.next });
  if (rows === null) return refuse('batch-invalid', { problems: [] });
  if (rows.problems !== null)
    return refuse('batch-invalid', { problems: rows.problems.slice(0, MOST_NAMED).map((one) => ({ ...one })) });
  if (batchDigest(rows.batch) !== digest || rows.batch.lookedAt > now) return refuse('proposal-mismatch');
  return accept({ type: 'BatchProposed', batch: rows.batch, by, digest });
}

/** The confirmed batch of a stream; null without one. */
export function batchInForce(stream: string, { batch: { current, progress } }: StreamState): BatchInForce | null {
  if (current === null || progress === null) return null;
  const { root, people, accounts, apart, lookedAt } = current;
  const { seq: confirmed, proposedAt, proposedBy, confirmedBy } = progress;
  return { batch: stream, root, people, accounts, apart, lookedAt, confirmed, proposedAt, proposedBy, confirmedBy };
}

/** The row of a record; the directory's id is the service's, and in no file. */
export function asRow(record: Person | AccountProfile): RowRecord {
  if ('person' in record) return record;
  const { directoryId: _, ...said } = record;
  return said;
}

/** The record in force. */
export const recordedIn = ({ person, profile }: StreamState): Person | AccountProfile | null =>
  person.current ?? profile.current;

/** Whether the record in force says the same. Contacts count from their confirmation, whatever was typed (rule 8). */
export function isRegistered(state: StreamState, record: RowRecord): boolean {
  const current = recordedIn(state);
  return current !== null && isSame(undated(asRow(current)), undated(becoming(state, record)));
}

/** The row as its record would be: a person whose row does not speak of passkeys keeps them. */
export const becoming = <Row extends RowRecord>({ person }: StreamState, record: Row): Row | Person =>
  'person' in record ? replacing(person.current, record) : record;

const undated = (record: RowRecord): object =>
  'contacts' in record ? { ...record, contacts: record.contacts.map((one) => ({ ...one, since: '' })) } : record;

/** Whether a proposal of this record by itself waits for a second administrator. */
const hasProposal = ({ person, profile }: StreamState): boolean =>
  person.proposal !== null || profile.proposal !== null;

/**
 * Why a row is refused whatever its identities are; undefined for none. `lookedAt`: when the rows of its batch were looked at, so that what was
 * confirmed after that is not undone.
 */
export function whyNotRow(state: StreamState, lookedAt: string | null): Refusal | undefined {
  if (lookedAt !== null && state.recordedAt !== null && state.recordedAt >= lookedAt)
    return { code: 'row-changed', facts: { confirmed: state.recordedAt } };
  return hasProposal(state) ? { code: 'proposal-waiting', facts: {} } : undefined;
}

/** Why a row would be refused as the registry is now, before anything is claimed for it; undefined for none. */
export function flawOfRow(
  state: StreamState,
  record: Person | AccountProfile,
  registry: DecisionContext['registry'],
): Refusal | undefined {
  const waiting = whyNotRow(state, null);
  if (waiting !== undefined) return waiting;
  const own = 'person' in record ? record.person : record.account;
  const taken = registry.claims.find(({ holder }) => holder !== own);
  if (taken !== undefined) return { code: 'identity-taken', facts: { identity: taken.identity, holder: taken.holder } };
  if ('person' in record) return undefined;
  if (isOneIdentityTooMany(state, record)) return { code: 'too-many-identities', facts: { most: MOST_GOVERNED } };
  const claims = registry.claims.filter(({ identity }) => identity === directoryIdentity(record));
  return whyTierTooLow(state, record, { registry: { ...registry, claims } })?.refusal;
}

interface Applying {
  readonly actor: PersonActor;
  /** Decides as for a record that the proposer of the batch has proposed and the actor confirms. */
  readonly confirm: (proposed: StreamState, digest: string) => Decision;
  readonly grounds: Grounds;
}

/** A row is proposed and confirmed at once, by the two administrators of its batch; every rule about one record holds for it. */
export function applyRow(
  state: StreamState,
  command: Of<'ApplyRow'>,
  { actor, confirm, grounds }: Applying,
  { registry: { batch } }: DecisionContext,
): Decision {
  const { record, index, path } = command;
  if (batch === null || batch.batch !== command.batch || !isSelf(actor, batch.confirmedBy))
    return refuse('batch-not-confirmed');
  const row = asRow(record);
  if (!isRowOf(batch, row, { index, path })) return refuse('row-unproved');
  if (isRegistered(state, row)) return accept();
  const no = whyNotRow(state, batch.lookedAt);
  if (no !== undefined) return refuse(no.code, no.facts);
  if (batch.apart.includes(index)) return refuse('look-alikes-unseen');
  const [digest, by] = [digestOf(record), batch.proposedBy];
  const proposal = { by, digest, at: batch.proposedAt };
  const decision = confirm(withProposal(state, record, proposal), digest);
  if (!decision.accepted) return decision;
  const proposed: LedgerEvent =
    'person' in record
      ? { type: 'PersonProposed', person: record, by, digest, ...grounds }
      : { type: 'ProfileProposed', profile: record, by, digest, ...grounds };
  const { root, people, accounts, confirmed, lookedAt } = batch;
  const agreed = { batch: batch.batch, root, people, accounts, confirmed, lookedAt };
  const applied: AppliedRow = { ...agreed, index, path, replaces: state.recordedAt !== null };
  return accept({ type: 'RowApplied', row: applied }, proposed, ...decision.events);
}

function withProposal(
  state: StreamState,
  record: Person | AccountProfile,
  made: { readonly by: PersonId; readonly digest: string; readonly at: string },
): StreamState {
  return 'person' in record
    ? { ...state, person: { ...state.person, proposal: { ...made, value: record } } }
    : { ...state, profile: { ...state.profile, proposal: { ...made, value: record } } };
}

/** Whether a record is at its place in the tree of a batch. */
export const isRowOf = (
  content: BatchContent,
  row: RowRecord,
  { index, path }: { readonly index: number; readonly path: readonly string[] },
): boolean => isIncluded(rowLeaf(row), { root: content.root, size: rowsIn(content), index, path });

/** Notes what became of the next rows. Somebody who noted them before has won, and nothing is added. */
export function applyRows(
  { batch: { current, progress } }: StreamState,
  { from, outcomes }: Of<'ApplyRows'>,
  actor: PersonActor,
): Decision {
  if (current === null || progress === null || !isSelf(actor, progress.confirmedBy))
    return refuse('batch-not-confirmed');
  if (from < progress.next) return accept();
  const next = from + outcomes.length;
  if (from !== progress.next || next > rowsIn(current) || outcomes.length === 0) return refuse('proposal-mismatch');
  const count = (wanted: string): number => outcomes.filter((one) => one === wanted).length;
  const refused = outcomes.flatMap((code, at): readonly RefusedRow[] =>
    code === 'applied' || code === 'unchanged' ? [] : [{ index: from + at, code }],
  );
  return accept({ type: 'RowsApplied', from, next, applied: count('applied'), unchanged: count('unchanged'), refused });
}

/** Whether an applied row names the batch that it is proved against. */
export const namesItsBatch = ({ batch, root, people, accounts }: AppliedRow): boolean =>
  isBatchStream(batch) && digestIn(batch) === batchDigest({ root, people, accounts });
