import { isRegistered, whyNotRow } from '../../core/recovery/decide/batch.ts';
import type { RefusedRow, RowOutcome } from '../../core/recovery/state/batches.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { isSelf } from '../../core/recovery/state/situation.ts';
import {
  type Batch,
  type BatchProgress,
  batchStream,
  digestIn,
  type RowRecord,
  recordStream,
  rowsIn,
} from '../../core/registry/batch.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import { derivedId } from '../../core/values/hash.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import { inclusionPath } from '../../core/values/merkle.ts';
import type { BatchRows } from '../../ports/batch-rows.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { findGiven, load } from '../ledger/load.ts';
import { RememberedLedger } from '../ledger/remembered.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { assertAdministrator } from './administrator.ts';
import { claimIdentities } from './claims.ts';
import { type CompletedRow, codeOfRow, completedRows, type LookServices, lookAtRow } from './row-look.ts';
import { readUploaded, type Uploaded } from './uploaded.ts';

export interface BatchServices extends SubmitServices, LookServices {
  readonly rows: BatchRows;
}

interface Given {
  readonly id: string;
  readonly actor: PersonActor;
}

/** Rows of a batch that is not proposed yet. */
export interface ProposedRows {
  readonly digest: string;
  /** Index of the first one. */
  readonly from: number;
  readonly records: readonly RowRecord[];
}

/** What rows are to the registry, by their indexes. They are kept where none is refused. */
export interface LookedAt {
  readonly fresh: number;
  readonly same: number;
  readonly changing: readonly { readonly index: number; readonly members: readonly string[] }[];
  /** Rows that look like a registered record: they will be left when the others are applied. */
  readonly apart: readonly { readonly index: number; readonly lookAlikes: readonly LookAlike[] }[];
  readonly refused: readonly RefusedRow[];
}

/** Seconds before a look at rows: a change that was decided before the look, and is written after it, counts as later. No call takes longer. */
const LONGEST_CALL = 30;

/**
 * Looks at rows, and keeps them if none breaks a rule. Nothing is written to the ledger; the same rows may be sent again. Throws the refusal as a
 * problem.
 */
export async function takeRows(services: BatchServices, given: Given, { digest, from, records }: ProposedRows) {
  await assertAdministrator(services, given, batchStream(digest));
  const at = plusSeconds(services.surroundings.now(), -LONGEST_CALL);
  const ledger = new RememberedLedger(services.ledger);
  const completed = await completedRows(services, ledger, { records });
  const looked = await Promise.all(completed.map((row) => lookAtRow({ ...services, ledger }, row)));
  const refused = looked.flatMap((one, at) =>
    one.due === 'refused' ? [{ index: from + at, code: one.refusal.code }] : [],
  );
  const changing = looked.flatMap((one, at) =>
    one.due === 'changing' ? [{ index: from + at, members: one.members }] : [],
  );
  const apart = looked.flatMap((one, at) => {
    const { lookAlikes = [] } = completed[at] ?? {};
    return one.due === 'same' || lookAlikes.length === 0 ? [] : [{ index: from + at, lookAlikes }];
  });
  const count = (due: string): number => looked.filter((one) => one.due === due).length;
  const counts = { fresh: count('fresh'), same: count('same') };
  if (refused.length === 0)
    await services.rows.put(
      { digest, by: given.actor.person },
      { ...counts, from, rows: records, at, changing: changing.length, apart: apart.map(({ index }) => index) },
    );
  return { stream: batchStream(digest), digest, rows: { ...counts, changing, apart, refused } };
}

/** Milliseconds for which one call applies rows: with the last step, far below what API Gateway waits for. */
const WITHIN_MS = 8_000;

/** Rows that are applied at once, and noted together. */
const STEP = 50;

/**
 * Applies rows of a confirmed batch for some seconds, and tells how far it is; called again, it goes on. A crash at any line is made good by the next
 * call: a row that was applied is found applied. Throws the refusal as a problem.
 */
export async function applyBatch(services: BatchServices, { actor }: Given, stream: string) {
  const end = Date.parse(services.surroundings.now()) + WITHIN_MS;
  let uploaded: Uploaded | undefined;
  for (;;) {
    const { batch } = await load(services.ledger, stream);
    const { current, progress } = batch;
    if (current === null || progress === null)
      throw refusalProblem({ code: 'no-such-proposal', facts: { digest: digestIn(stream) } });
    const isDone = progress.next >= rowsIn(current);
    if (isDone || (uploaded !== undefined && Date.parse(services.surroundings.now()) >= end))
      return answerOf(stream, current, progress);
    if (!isSelf(actor, progress.confirmedBy))
      throw refusalProblem({ code: 'batch-not-confirmed', facts: { confirmer: progress.confirmedBy } });
    uploaded ??= await readUploaded(services.rows, digestIn(stream), [progress.proposedBy, progress.confirmedBy]);
    if (uploaded === undefined)
      throw refusalProblem({ code: 'batch-invalid', facts: { problems: [{ code: 'rows-missing', index: null }] } });
    await applyStep(services, actor, { stream, current, progress, uploaded });
  }
}

/** How far a batch is applied; all of it when `next` is `rows`. */
export interface ApplicationProgress extends Pick<BatchProgress, 'next' | 'applied' | 'unchanged' | 'refused'> {
  readonly rows: number;
}

const answerOf = (stream: string, batch: Batch, { seq, next, applied, unchanged, refused }: BatchProgress) => ({
  stream,
  seq,
  progress: { rows: rowsIn(batch), next, applied, unchanged, refused },
});

interface Step {
  readonly stream: string;
  readonly current: Batch;
  readonly progress: BatchProgress;
  readonly uploaded: Uploaded;
}

/** Applies the next rows, and notes on the batch's stream what became of them. */
async function applyStep(services: BatchServices, actor: PersonActor, step: Step): Promise<void> {
  const { stream, progress, uploaded } = step;
  const from = progress.next;
  const records = uploaded.records.slice(from, from + STEP);
  const ledger = new RememberedLedger(services.ledger);
  const others = [actor.person, progress.proposedBy, stream];
  const completed = await completedRows(services, ledger, { records, others });
  const applier = { services: { ...services, ledger }, actor, step };
  const outcomes = await Promise.all(completed.map((row, at) => applyRow(applier, { ...row, index: from + at })));
  const id = derivedId('apply-rows', stream, String(progress.seq), String(from));
  const command = { type: 'ApplyRows', from, outcomes } as const;
  const { refusal } = await submit(services, { id, stream, recovery: null, actor, origin: ORIGIN, command });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
}

const ORIGIN = { via: 'registry', channel: 'api', desk: null, ticket: null };

interface Applier {
  readonly services: BatchServices & { readonly ledger: Ledger };
  readonly actor: PersonActor;
  readonly step: Step;
}

interface Row extends CompletedRow {
  readonly index: number;
}

/** Applies one row; what became of it. Throws `AdapterError` when a retry may help: then nothing of the step is noted. */
async function applyRow(applier: Applier, row: Row): Promise<RowOutcome> {
  try {
    return await outcomeOf(applier, row);
  } catch (error) {
    const { step, actor } = applier;
    return codeOfRow(error, [step.stream, step.progress.proposedBy, actor.person]);
  }
}

async function outcomeOf({ services, actor, step }: Applier, row: Row): Promise<RowOutcome> {
  const { index, record, completed, lookAlikes } = row;
  const { stream: batch, progress, current, uploaded } = step;
  const stream = recordStream(record);
  const id = derivedId('apply-row', batch, String(progress.seq), String(index));
  const state = await load(services.ledger, stream);
  if (isRegistered(state, record))
    return (await findGiven(services, { stream, state }, id)) === undefined ? 'unchanged' : 'applied';
  const no = whyNotRow(state, current.lookedAt);
  if (no !== undefined) return no.code;
  if ('refusal' in completed) return completed.refusal.code;
  // Nothing is claimed for a row that is never applied together with others.
  if (current.apart.includes(index) || lookAlikes.length > 0) return 'look-alikes-unseen';
  const claimer = { id, actor, origin: ORIGIN };
  const path = inclusionPath(uploaded.tree, index);
  const command = { type: 'ApplyRow', record: completed, batch, index, path } as const;
  const using = { ...services, lookAlikesOf: async () => lookAlikes };
  await claimIdentities(using, claimer, completed);
  const { refusal } = await submit(using, { id, stream, recovery: null, actor, origin: ORIGIN, command });
  return refusal?.code ?? 'applied';
}
