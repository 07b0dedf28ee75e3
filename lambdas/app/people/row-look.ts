import { LedgerCorrupt } from '../../core/audit/commit.ts';
import { becoming, flawOfRow, isRegistered, recordedIn } from '../../core/recovery/decide/batch.ts';
import { flawOfProposal } from '../../core/recovery/decide/proposals.ts';
import { NO_REGISTRY_FACTS, type Refusal } from '../../core/recovery/state/decision.ts';
import { REFUSALS, type RefusalCode } from '../../core/recovery/state/refusals.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { type RowRecord, recordStream } from '../../core/registry/batch.ts';
import { claimedBy, identityStream } from '../../core/registry/identity.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person } from '../../core/registry/person.ts';
import { isSame } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { claimOf } from '../ledger/claim-facts.ts';
import { load } from '../ledger/load.ts';
import type { RememberedLedger } from '../ledger/remembered.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { Problem } from '../problem.ts';
import { TIER_UNREADABLE } from '../workflow/directory-tier.ts';
import { type DirectoryReader, readDirectory } from './directory.ts';

export interface LookServices
  extends Pick<SubmitServices, 'ledger' | 'surroundings' | 'directoryTierOf'>,
    DirectoryReader {
  readonly lookAlikesOfEach: (records: readonly RowRecord[]) => Promise<readonly (readonly LookAlike[])[]>;
}

/** A row as the directory completes it; a refusal where it cannot. */
export type Completed = Person | AccountProfile | { readonly refusal: Refusal };

/** What a row is to the registry now, before anything is written for it. */
export type Looked =
  | { readonly due: 'fresh' | 'same' }
  | { readonly due: 'changing'; readonly members: readonly string[] }
  | { readonly due: 'refused'; readonly refusal: Refusal };

export interface CompletedRow {
  readonly record: RowRecord;
  readonly completed: Completed;
  readonly lookAlikes: readonly LookAlike[];
}

/**
 * The rows with their directories' ids and their look-alikes, once everything that a decision on them reads is read into this ledger. Throws
 * `AdapterError` when a retry may help.
 */
export async function completedRows(
  services: LookServices,
  ledger: RememberedLedger,
  { records, others = [] }: { readonly records: readonly RowRecord[]; readonly others?: readonly string[] },
): Promise<readonly CompletedRow[]> {
  const [alike, rows] = await Promise.all([
    services.lookAlikesOfEach(records),
    Promise.all(records.map(async (record) => ({ record, completed: await completedBy(services, record) }))),
  ]);
  const streams = rows.flatMap(({ completed }) =>
    'refusal' in completed ? [] : claimedBy(completed).map(identityStream),
  );
  await ledger.readAhead([...others, ...records.map(recordStream), ...streams]);
  return rows.map((row, at) => ({ ...row, lookAlikes: alike[at] ?? [] }));
}

async function completedBy(services: DirectoryReader, row: RowRecord): Promise<Completed> {
  if ('person' in row) return row;
  const found = await readDirectory(services, row.connector, row.target);
  return 'code' in found ? { refusal: found } : { ...row, ...found };
}

type Looking = Omit<LookServices, 'ledger'> & { readonly ledger: Ledger };

/** Looks at one row. Whoever applies it looks again. */
export async function lookAtRow(services: Looking, row: CompletedRow): Promise<Looked> {
  try {
    return await look(services, row);
  } catch (error) {
    return { due: 'refused', refusal: { code: codeOfRow(error), facts: {} } };
  }
}

/**
 * What an error means for one row, so that the others go on: the refusal of a claim, a directory that can never say the tier, a stopped stream of its
 * record, of an identity, or of who else has that. Throws every other error, also of a stopped stream that all rows need.
 */
export function codeOfRow(error: unknown, neededByAll: readonly string[] = []): RefusalCode {
  if (error instanceof AdapterError && !error.retryable && error.code === TIER_UNREADABLE)
    return 'directory-unreadable';
  if (error instanceof Problem && Object.hasOwn(REFUSALS, error.code)) return error.code as RefusalCode;
  if (error instanceof LedgerCorrupt && !neededByAll.includes(error.account)) return 'row-stopped';
  throw error;
}

async function look(
  { ledger, surroundings, directoryTierOf }: Looking,
  { record: row, completed }: CompletedRow,
): Promise<Looked> {
  const stream = recordStream(row);
  const state = await load(ledger, stream);
  if (isRegistered(state, row)) return { due: 'same' };
  if ('refusal' in completed) return { due: 'refused', refusal: completed.refusal };
  const flaw = flawOfProposal({ record: completed }, stream);
  if (flaw !== undefined) return { due: 'refused', refusal: { code: flaw, facts: {} } };
  const asking = { envelope: { stream }, state, now: surroundings.now() };
  const found = await Promise.all(claimedBy(completed).map((identity) => claimOf(ledger, asking, identity)));
  const claims = found.flatMap((one) => (one?.stands === true ? [one.claim] : []));
  const directoryTier = 'account' in completed ? ((await directoryTierOf?.(completed)) ?? null) : null;
  const refusal = flawOfRow(state, completed, { ...NO_REGISTRY_FACTS, claims, directoryTier });
  if (refusal !== undefined) return { due: 'refused', refusal };
  const current = recordedIn(state);
  return current === null
    ? { due: 'fresh' }
    : { due: 'changing', members: differing(current, becoming(state, completed)) };
}

/** The names of the members in which two records differ. */
function differing(current: StreamState['person']['current'] | AccountProfile, record: Person | AccountProfile) {
  const names = [...new Set([...Object.keys(current ?? {}), ...Object.keys(record)])].sort();
  const member = (of: object | null, name: string): unknown => (of === null ? undefined : Reflect.get(of, name));
  return names.filter((name) => !isSame(member(current, name), member(record, name)));
}
