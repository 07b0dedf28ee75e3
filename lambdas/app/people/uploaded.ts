import type { RowProblem, RowsReading } from '../../core/recovery/state/batches.ts';
import {
  batchContent,
  batchDigest,
  MOST_APART,
  type RowRecord,
  recordStream,
  rowFlaws,
} from '../../core/registry/batch.ts';
import { alikeAmong } from '../../core/registry/look-alikes.ts';
import type { PersonId } from '../../core/registry/person.ts';
import type { MerkleTree } from '../../core/values/merkle.ts';
import type { BatchRows, RowChunk, UploadedBy } from '../../ports/batch-rows.ts';

/** All rows of a batch, exactly those of its digest, with their tree. */
export interface Uploaded {
  readonly records: readonly RowRecord[];
  readonly tree: MerkleTree;
}

const MISSING: RowProblem = { code: 'rows-missing', index: null };

/**
 * The rows of a batch, as one of these people has uploaded them; undefined where none of them has uploaded what the digest is of: some rows are
 * missing, or were changed.
 */
export async function readUploaded(
  rows: Pick<BatchRows, 'read'>,
  digest: string,
  uploaders: readonly PersonId[],
): Promise<Uploaded | undefined> {
  for (const by of uploaders) {
    const records = following(await rows.read({ digest, by })).flatMap((chunk) => chunk.rows);
    const { content, tree } = batchContent(records);
    if (records.length > 0 && batchDigest(content) === digest) return { records, tree };
  }
  return undefined;
}

/** What is wrong with the rows that somebody uploaded of a batch, or what they are. Pure work of a second or two for the largest batch. */
export async function readRows(rows: Pick<BatchRows, 'read'>, of: UploadedBy): Promise<RowsReading> {
  const chunks = following(await rows.read(of));
  const records = chunks.flatMap((chunk) => chunk.rows);
  const { content } = batchContent(records);
  if (records.length === 0 || batchDigest(content) !== of.digest) return { problems: [MISSING] };
  const disordered = records.findIndex((one, index) => index > 0 && streamBefore(records, index) > recordStream(one));
  if (disordered > 0) return { problems: [{ code: 'rows-disordered', index: disordered }] };
  const flaws = rowFlaws(records);
  if (flaws.length > 0) return { problems: flaws.map(({ code, index }) => ({ code, index })) };
  const apart = [...new Set([...chunks.flatMap((chunk) => chunk.apart), ...alikeAmong(records)])].sort((a, b) => a - b);
  if (apart.length > MOST_APART) return { problems: [{ code: 'too-many-alike', index: apart[MOST_APART] ?? null }] };
  const sum = (member: 'fresh' | 'changing' | 'same'): number =>
    chunks.reduce((total, chunk) => total + chunk[member], 0);
  const due = { fresh: sum('fresh'), changing: sum('changing'), same: sum('same') };
  const [lookedAt = ''] = chunks.map(({ at }) => at).sort();
  return { problems: null, batch: { ...content, ...due, lookedAt, apart } };
}

const streamBefore = (records: readonly RowRecord[], index: number): string => {
  const before = records[index - 1];
  return before === undefined ? '' : recordStream(before);
};

/** The chunks that follow on each other from the first row on. Others are of an earlier upload that was divided otherwise. */
function following(chunks: readonly RowChunk[]): readonly RowChunk[] {
  let next = 0;
  return chunks.filter(({ from, rows }) => {
    if (from !== next) return false;
    next += rows.length;
    return true;
  });
}
