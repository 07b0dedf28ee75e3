import type { Voided } from '../../../lambdas/core/audit/voids.ts';
import { RECEIPTS_STREAM, type SeenReceipt } from '../../../lambdas/core/recovery/state/tally.ts';
import { KEYS_STREAM } from '../../../lambdas/core/registry/signing-key.ts';
import { voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import type { StreamHead } from '../../../lambdas/ports/workspace.ts';
import { EXIT, Told } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { printable, table } from '../text/print.ts';
import { absolute } from '../text/times.ts';
import { compareStreams, comparisonInWords } from './against.ts';
import { batchesBy, type ReadStream } from './batches.ts';
import { type Ceremony, ceremoniesIn, ceremoniesInWords } from './ceremonies.ts';
import { countingIn } from './counting.ts';
import { FLAWS, type Flaw, type Judgement, judgeBeside, type ReadVoidings } from './judge.ts';
import { keysOf, type PublishedKey, publishedKeys } from './keys.ts';
import { headsOf, readExport, readStream, type StreamRows, unknownStream } from './source.ts';
import { type ReadPerson, recordsBy, type Unsigned, unsignedIn } from './statements.ts';
import { type FoundTally, miscountedIn, receiptsAmong, tallied, talliesAmong } from './tallies.ts';
import { unapprovedIn, unapprovedInWords } from './unapproved.ts';
import { incidentsBy, type Undeclared, undeclaredIn, undeclaredInWords } from './undeclared.ts';
import { firstTwoBy, type Unfounded, unfoundedIn, unfoundedInWords } from './unfounded.ts';
import { unsignedInWords } from './unsigned-words.ts';
import { unworkedIn, unworkedInWords } from './unworked.ts';

export interface VerifyOptions {
  readonly file?: string;
  /** An earlier export, whose public halves are used instead of the supplied ones. */
  readonly keys?: string;
  /** An earlier export, whose streams must be the beginnings of the verified ones. */
  readonly against?: string;
}

/** `ledger verify`: recomputes everything on this machine and trusts nothing from the service. */
export async function verify(session: Session, accounts: readonly string[], options: VerifyOptions): Promise<void> {
  const judgements: Verified[] = [];
  const source = await sourceOf(session, accounts, options);
  const { streams, keys: own, adoptions, voidings, readPerson, readBatch, isPart } = source;
  const keys = keysOf(options.keys === undefined ? own : (await readExport(options.keys)).keys, adoptions);
  const batches = batchesBy(readBatch, keys);
  const recordAt = recordsBy({ keys, readPerson, batches });
  const [firstTwo, incidents] = [firstTwoBy(readPerson, keys), incidentsBy(readPerson, keys)];
  const read: StreamRows[] = [];
  const [receipts, tallies]: [SeenReceipt[], FoundTally[]] = [[], []];
  for await (const stream of streams) {
    if (options.against !== undefined) read.push(stream);
    if (stream.rows.length === 0 && stream.reported === undefined) throw unknownStream(stream.account);
    const judgement = await judgeBeside({ keys, batches, voidings }, stream);
    const counting = countingIn(stream, judgement);
    const unsigned = await unsignedIn(stream.account, counting, recordAt);
    const unfounded = await unfoundedIn(stream.account, counting, firstTwo);
    const unapproved = unapprovedIn(counting, unsigned);
    const undeclared = await undeclaredIn(counting, incidents);
    const unworked = unworkedIn(counting, unsigned);
    const ceremonies = ceremoniesIn(counting);
    judgements.push({ ...judgement, unsigned, unfounded, unapproved, undeclared, unworked, ceremonies });
    const voided = new Set(judgement.voided.map(({ seq }) => seq));
    receipts.push(...receiptsAmong(stream.rows, voided).map(({ receipt }) => receipt));
    if (stream.account === RECEIPTS_STREAM) tallies.push(...talliesAmong(stream.rows, voided));
    progress(session, `verified ${streamsAndCommits(judgements)}`);
  }
  progress(session, '');
  // Of a part of the ledger nobody can count a month.
  const counted = isPart ? [] : tallies;
  const miscounted = miscountedIn(counted, receipts);
  const intact = isIntact(judgements) && miscounted.length === 0;
  const { against } = options;
  const compared =
    against === undefined ? undefined : compareStreams((await readExport(against)).streams, read, accounts);
  const uncounted = tallies.length - counted.length;
  const months = { tallies: counted.length, uncounted, miscounted };
  const result = { intact, isPart, commits: commitsIn(judgements), streams: judgements, ...months };
  session.terminal.out(
    session.json
      ? session.document(compared === undefined ? result : { ...result, against: compared })
      : inWords(session, printable(judgements), accounts.length > 0) +
          tallied(session.style, counted.length, miscounted, uncounted) +
          (compared === undefined ? '' : comparisonInWords(compared, against ?? '', session.style)),
  );
  if (!intact || (compared?.deviations.length ?? 0) > 0) throw new Told(EXIT.notIntact);
}

/** The judgement on a stream, and the decisions in it that their people did not sign although they had to. */
interface Verified extends Judgement {
  readonly unsigned: readonly Unsigned[];
  /** Administrators and bootstraps that the first bootstrap knows nothing of. */
  readonly unfounded: readonly Unfounded[];
  /** Numbers of the commits that began an execution without the countersignatures that it takes. */
  readonly unapproved: readonly number[];
  /** Executions of emergency plans without their incident. */
  readonly undeclared: readonly Undeclared[];
  /** Numbers of the commits by which a grant began or ended by hand, without two operators who signed for it. */
  readonly unworked: readonly number[];
  /** The first passkeys of staff: with these somebody began to sign. */
  readonly ceremonies: readonly Ceremony[];
}

/** What is verified, and with what. */
export interface Source {
  readonly streams: AsyncIterable<StreamRows> | Iterable<StreamRows>;
  readonly keys: readonly PublishedKey[];
  /** Commits of the stream of signing keys. */
  readonly adoptions: readonly unknown[];
  readonly voidings: ReadVoidings;
  readonly readPerson: ReadPerson;
  readonly readBatch: ReadStream;
  /** Not the whole ledger: some streams, or an export of some. */
  readonly isPart: boolean;
}

/** The streams with these names, or all of them, of the service or of an export. */
export async function sourceOf(
  session: Session,
  accounts: readonly string[],
  { file }: Pick<VerifyOptions, 'file'>,
): Promise<Source> {
  if (file === undefined) {
    const heads = await headsOf(session);
    const voidings = async (account: string, isStopped: boolean) => {
      const name = voidsStream(account);
      return isStopped || heads.some((head) => head.account === name) ? readStream(session, name) : [];
    };
    const hasAdoptions = heads.some((head) => head.account === KEYS_STREAM);
    const adoptions = hasAdoptions ? await readStream(session, KEYS_STREAM) : [];
    const streams = fromService(session, heads, accounts);
    return {
      streams,
      keys: await publishedKeys(session),
      adoptions,
      voidings,
      readPerson: onceEach(session),
      readBatch: onceEach(session),
      isPart: accounts.length > 0,
    };
  }
  const { streams, keys, isPart } = await readExport(file);
  const voidings = async (account: string) =>
    streams.find((stream) => stream.account === voidsStream(account))?.rows ?? [];
  const adoptions = streams.find((stream) => stream.account === KEYS_STREAM)?.rows ?? [];
  const readIn = async (name: string) => streams.find(({ account }) => account === name)?.rows ?? [];
  const read = { readPerson: readIn, readBatch: readIn };
  return {
    streams: ofExport(streams, accounts),
    keys,
    adoptions,
    voidings,
    isPart: isPart || accounts.length > 0,
    ...read,
  };
}

/** Reads each stream from the service once. */
function onceEach(session: Session): ReadPerson {
  const known = new Map<string, Promise<readonly unknown[]>>();
  return (person) => {
    const rows = known.get(person) ?? readStream(session, person);
    known.set(person, rows);
    return rows;
  };
}

async function* fromService(
  session: Session,
  heads: readonly StreamHead[],
  accounts: readonly string[],
): AsyncGenerator<StreamRows> {
  const wanted = accounts.length > 0 ? accounts : heads.map(({ account }) => account);
  for (const account of new Set(wanted))
    yield {
      account,
      rows: await readStream(session, account),
      reported: heads.find((head) => head.account === account),
    };
}

function* ofExport(streams: readonly StreamRows[], accounts: readonly string[]): Generator<StreamRows> {
  if (accounts.length === 0) yield* streams;
  else
    for (const account of new Set(accounts))
      yield streams.find((stream) => stream.account === account) ?? { account, rows: [], reported: undefined };
}

const isIntact = (judgements: readonly Verified[]): boolean =>
  judgements.every(
    ({ finding, overruled, unsigned, unfounded, unapproved, undeclared, unworked }) =>
      finding === null &&
      [overruled, unsigned, unfounded, unapproved, undeclared, unworked].every(({ length }) => length === 0),
  );

/** One line that is rewritten repeatedly, on a terminal only. */
function progress({ terminal }: Session, text: string): void {
  if (terminal.stderrIsTty) terminal.err(`\r\u001b[K${text}`);
}

function inWords({ style }: Session, judgements: readonly Verified[], each: boolean): string {
  const findings = judgements.filter(({ finding }) => finding !== null);
  const rows = judgements.map(({ account, commits, head, finding }) => [
    account,
    String(commits),
    head.slice(0, 16),
    finding === null ? 'intact' : 'not intact',
  ]);
  return [
    each ? `${table(['STREAM', 'COMMITS', 'LAST HASH', 'RESULT'], rows, style)}\n` : '',
    judgements.length === 0
      ? 'the ledger is empty\n'
      : isIntact(judgements)
        ? `${style.good('intact:')} ${streamsAndCommits(judgements)}\n`
        : `${style.bad('not intact:')} ${judgements.filter((one) => !isIntact([one])).length} of ${streamsAndCommits(judgements)}\n`,
    ...findings.map(findingInWords),
    ...judgements.flatMap(({ account, voided }) => voided.map((one) => voidedInWords(account, one))),
    ...judgements.flatMap(({ account, overruled }) => overruled.map((seq) => overruledInWords(account, seq))),
    ...judgements.flatMap(({ account, unsigned }) => unsigned.map((one) => unsignedInWords(account, one))),
    ...judgements.flatMap(({ account, unfounded }) => unfounded.map((one) => unfoundedInWords(account, one))),
    ...judgements.flatMap(({ account, unapproved }) => unapproved.map((seq) => unapprovedInWords(account, seq))),
    ...judgements.flatMap(({ account, undeclared }) => undeclared.map((one) => undeclaredInWords(account, one))),
    ...judgements.flatMap(({ account, unworked }) => unworked.map((seq) => unworkedInWords(account, seq))),
    ceremoniesInWords(judgements.flatMap(({ ceremonies }) => ceremonies)),
    !isIntact(judgements) ? 'Change nothing: this is evidence. Export it and tell the control owner.\n' : '',
  ].join('');
}

const findingInWords = ({ account, finding }: Judgement): string =>
  finding === null
    ? ''
    : `  commit ${finding.seq} of \`${account}\`: ${FLAWS[finding.corruption]} (${finding.corruption}); what comes after it cannot be judged\n`;

function voidedInWords(account: string, { seq, flaw, voiding }: Voided): string {
  const why = Object.hasOwn(FLAWS, flaw) ? FLAWS[flaw as Flaw] : 'it is forged';
  const by =
    voiding === null
      ? 'it counts for nothing on this stream'
      : `voided by ${voiding.proposedBy} and ${voiding.confirmedBy} at ${absolute(voiding.at)}`;
  return `  commit ${seq} of \`${account}\` is voided: ${why} (${flaw}); ${by}\n`;
}

const overruledInWords = (account: string, seq: number): string =>
  `  commit ${seq} of \`${account}\` was voided although it is not forged: it counts all the same. Suspect the registry function.\n`;

const commitsIn = (judgements: readonly Verified[]): number =>
  judgements.reduce((sum, { commits }) => sum + commits, 0);

const streamsAndCommits = (judgements: readonly Verified[]): string => {
  const commits = commitsIn(judgements);
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  return `${plural(judgements.length, 'stream')} with ${plural(commits, 'commit')}`;
};
