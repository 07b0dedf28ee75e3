import { EXIT, Failure, Told, usageFailure } from '../../failure.ts';
import type { Session } from '../../service/session.ts';
import { isYes } from '../../terminal.ts';
import { applyAll, assertTheirs, batchInWords, readBatch, refusedRows } from './apply.ts';
import { flawInWords, flawOf, type ImportedBatch, soundBatch } from './batch.ts';
import { foundInWords, inWords, proposeBatch, sendRows } from './propose.ts';
import type { Reading } from './records.ts';

export interface ImportOptions extends Reading {
  readonly confirm?: true;
  readonly digest?: string;
  readonly yes?: true;
}

/** `registry digest`: the digest of an import, computed here, without a service. */
export function printDigest(session: Session, files: readonly string[], reading: Reading): void {
  const { rows, digest } = soundBatch(session, files, reading);
  session.terminal.out(
    session.json ? session.document({ records: rows.length, digest }) : `${rows.length} records, digest ${digest}\n`,
  );
}

/**
 * `registry import`: one administrator proposes the records of the files as one batch, another confirms exactly the same, and has it applied. An
 * import that was cut off is run again by whoever confirmed it: it goes on where it stopped.
 */
export async function importRecords(session: Session, files: readonly string[], options: ImportOptions): Promise<void> {
  const batch = soundBatch(session, files, options);
  const { digest } = batch;
  if (options.digest !== undefined && options.digest !== digest)
    throw new Failure(
      EXIT.refused,
      { code: 'digest-mismatch', title: 'these files are not those of the digest', digest, given: options.digest },
      { hint: 'compare the files with the other administrator: `npx countersign registry digest FILE...`' },
    );
  return options.confirm ? confirmImport(session, batch, options) : proposeImport(session, batch, options);
}

async function proposeImport(session: Session, batch: ImportedBatch, options: ImportOptions): Promise<void> {
  const { terminal } = session;
  const { rows, digest } = batch;
  const found = await sendRows(session, batch);
  terminal.err(`${foundInWords(batch, found)}Digest of the import: ${digest}\n`);
  // What is left is not proposed again: an import whose other records are registered is finished.
  const isProposed = found.same + found.apart.length < rows.length;
  if (isProposed) {
    await assertWanted(session, { options, count: rows.length });
    await proposeBatch(session, batch);
  }
  const { fresh, same, changing, apart } = found;
  const told = {
    ...{ digest, records: rows.length, proposed: isProposed, new: fresh, changed: changing.length, same },
    left: apart.map(({ index, lookAlikes }) => ({ ...flawOf(batch, index, 'look-alikes-unseen'), lookAlikes })),
  };
  const next = `Next, another administrator with the same files: npx countersign registry import FILE... --confirm --digest ${digest}\n`;
  const text = isProposed ? `${rows.length} records proposed.\n${next}` : 'Nothing to propose.\n';
  terminal.out(session.json ? session.document(told) : text);
}

async function confirmImport(session: Session, batch: ImportedBatch, options: ImportOptions): Promise<void> {
  const { terminal } = session;
  const known = await readBatch(session, batch);
  terminal.err(`${batchInWords(known, terminal.now())}Digest of the import: ${batch.digest}\n`);
  await assertTheirs(session, known);
  await assertWanted(session, { options, count: batch.rows.length });
  const { applied, unchanged } = await applyAll(session, batch, known);
  const refused = await refusedRows(session, batch);
  terminal.err(refused.map(({ index, code }) => flawInWords(flawOf(batch, index, inWords(code)))).join(''));
  const told = {
    ...{ digest: batch.digest, records: batch.rows.length, applied, unchanged },
    refused: refused.map(({ index, code }) => ({ ...flawOf(batch, index, inWords(code)), code })),
  };
  const text = `${applied} records applied, ${unchanged} unchanged, ${refused.length} refused.\n`;
  const next = refused.length === 0 ? '' : 'Propose those that were refused by themselves, or in another import.\n';
  terminal.out(session.json ? session.document(told) : text + next);
  if (refused.length > 0) throw new Told(EXIT.refused);
}

interface Asking {
  readonly options: ImportOptions;
  readonly count: number;
}

/** Who confirms says by the digest that the files are those which they have read. */
async function assertWanted(
  { terminal }: Session,
  { options: { confirm, digest, yes }, count }: Asking,
): Promise<void> {
  if (yes === true && (confirm !== true || digest !== undefined)) return;
  if (!terminal.canAsk)
    throw usageFailure('nobody can be asked here', confirm ? 'give `--digest DIGEST --yes`' : 'say `--yes`');
  if (await isYes(terminal, `${confirm ? 'Confirm' : 'Propose'} these ${count} records? [y/N] `)) return;
  throw new Failure(EXIT.refused, { code: 'not-confirmed', title: 'not confirmed; nothing has been done' });
}
