import { RECEIPTS_STREAM, type SeenReceipt, tallyOf } from '../../../lambdas/core/recovery/state/tally.ts';
import { EXIT, Told, usageFailure } from '../failure.ts';
import { batchesBy } from '../ledger/batches.ts';
import { FLAWS, type Judgement, judgeBeside } from '../ledger/judge.ts';
import { keysOf } from '../ledger/keys.ts';
import type { StreamRows } from '../ledger/source.ts';
import { miscountedIn, receiptsAmong, talliesAmong } from '../ledger/tallies.ts';
import { sourceOf } from '../ledger/verify.ts';
import type { Session } from '../service/session.ts';
import { printable } from '../text/print.ts';
import { absolute } from '../text/times.ts';

export interface StatementOptions {
  readonly month?: string;
  readonly file?: string;
}

/**
 * `receipts statement`: the signed tally of a month, verified on this machine: its signature and its chain, and that the ledger's own receipts lead
 * to it. Exits with 4 where one of these does not hold, with 1 for a month that nobody has tallied.
 */
export async function showStatement(session: Session, { month, file }: StatementOptions): Promise<void> {
  if (month === undefined) throw usageFailure('name the month: --month 2026-10');
  const { streams, voidings, isPart, ...source } = await sourceOf(session, [], file === undefined ? {} : { file });
  if (isPart)
    throw usageFailure(
      `\`${file}\` is a part of the ledger: nobody can count a month of it`,
      'export it whole: without --only',
    );
  const keys = keysOf(source.keys, source.adoptions);
  const beside = { keys, batches: batchesBy(source.readBatch, keys), voidings };
  const voidedIn = ({ voided }: Judgement) => new Set(voided.map(({ seq }) => seq));
  const receipts: SeenReceipt[] = [];
  let own: StreamRows = { account: RECEIPTS_STREAM, rows: [], reported: undefined };
  for await (const stream of streams) {
    if (stream.account === RECEIPTS_STREAM) own = stream;
    // Most streams have no receipts, and need no verification for this.
    if (receiptsAmong(stream.rows).length === 0) continue;
    const voided = voidedIn(await judgeBeside(beside, stream));
    receipts.push(...receiptsAmong(stream.rows, voided).map(({ receipt }) => receipt));
  }
  const judgement = await judgeBeside(beside, own);
  const found = talliesAmong(own.rows, voidedIn(judgement)).find(({ tally }) => tally.month === month);
  const { finding } = judgement;
  const isSigned = found !== undefined && (finding === null || found.seq < finding.seq);
  const isCounted = found !== undefined && miscountedIn([found], receipts).length === 0;
  const tally = found?.tally ?? tallyOf(month, receipts);
  const place =
    found === undefined ? null : { stream: RECEIPTS_STREAM, seq: found.seq, hash: found.hash, at: found.at };
  const { terminal, style } = session;
  if (session.json) terminal.out(session.document({ ...tally, commit: place, signed: isSigned, counted: isCounted }));
  else {
    const { text } = printable({ text: tally.text.split('\n') });
    const good = (says: string) => `${style.good('verified:')} ${says}\n`;
    const bad = (says: string) => `${style.bad('not verified:')} ${says}\n`;
    const flaw = finding === null ? '' : FLAWS[finding.corruption];
    const signed = isSigned ? good('signed by the functions that read logs') : bad(`the commit of it: ${flaw}`);
    const counted = isCounted ? good('the ledger has exactly these changes') : bad('the ledger has others');
    const said = place === null ? bad('nobody has signed a tally of this month') : `${signed}${counted}`;
    const at =
      place === null ? '' : `Commit ${place.seq} of ${RECEIPTS_STREAM}, ${absolute(place.at)}, ${place.hash}\n`;
    terminal.out(`${text.join('\n')}\n\n${at}${said}`);
  }
  if (found === undefined) throw new Told(EXIT.refused);
  if (!isSigned || !isCounted) throw new Told(EXIT.notIntact);
}
