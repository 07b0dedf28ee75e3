import {
  type BatchContent,
  batchContent,
  batchDigest,
  batchStream,
  inOrder,
} from '../../../../lambdas/core/registry/batch.ts';
import { MOST_AT_ONCE } from '../../../../lambdas/http/api/batches.ts';
import { usageFailure } from '../../failure.ts';
import type { Session } from '../../service/session.ts';
import { printableText } from '../../text/print.ts';
import { flawsOf } from './checks.ts';
import { type Flaw, type Imported, type Reading, recordsIn } from './records.ts';

/** The records of an import in the order of their batch, and what two administrators agree on. */
export interface ImportedBatch {
  readonly rows: readonly Imported[];
  readonly content: BatchContent;
  readonly digest: string;
  readonly stream: string;
}

/** All records of the files, or a usage `Failure`: one flaw in one line stops the import before anything is sent. */
export function soundBatch(session: Session, files: readonly string[], reading: Reading): ImportedBatch {
  const { records, flaws: wrong } = recordsIn(files, reading);
  const flaws = wrong.length > 0 ? wrong : flawsOf(records);
  if (flaws.length > 0) {
    session.terminal.err(flaws.map(flawInWords).join(''));
    throw usageFailure(`${flaws.length} lines are wrong; nothing has been sent`, 'correct them, then run it again');
  }
  if (records.length === 0) throw usageFailure('the files have no record');
  const rows = inOrder(records, ({ record }) => record);
  const { content } = batchContent(rows.map(({ record }) => record));
  const digest = batchDigest(content);
  return { rows, content, digest, stream: batchStream(digest) };
}

export const flawInWords = ({ file, line, says }: Flaw): string => `${printableText(`${file}:${line}: ${says}`)}\n`;

/** The line of a row, with what is to be said of it. */
export function flawOf({ rows }: ImportedBatch, index: number, says: string): Flaw {
  const { file, line } = rows[index] ?? { file: '(no file)', line: 0 };
  return { file, line, says };
}

/** Bytes of the records of one request: with what is around them, less than the service takes. */
const MOST_BYTES = 48 * 1024;

/** Consecutive rows that one request carries. */
export interface Chunk {
  readonly from: number;
  readonly records: readonly Imported['record'][];
}

/** The rows of a batch, divided always in the same way. */
export function chunksOf({ rows }: Pick<ImportedBatch, 'rows'>): readonly Chunk[] {
  const chunks: { from: number; records: Imported['record'][] }[] = [];
  let bytes = 0;
  for (const [index, { record }] of rows.entries()) {
    const size = Buffer.byteLength(JSON.stringify(record));
    const last = chunks.at(-1);
    if (last === undefined || last.records.length === MOST_AT_ONCE || bytes + size > MOST_BYTES) {
      chunks.push({ from: index, records: [record] });
      bytes = size;
    } else {
      last.records.push(record);
      bytes += size;
    }
  }
  return chunks;
}
