import { digestOfLookAlikes } from '../../../../lambdas/core/registry/likeness.ts';
import { type Person, replacing } from '../../../../lambdas/core/registry/person.ts';
import { canonical, derivedId } from '../../../../lambdas/core/values/hash.ts';
import { EXIT, Failure, Told, usageFailure } from '../../failure.ts';
import type { Session } from '../../service/session.ts';
import { isYes } from '../../terminal.ts';
import { printableText } from '../../text/print.ts';
import { type OpenProposal, type RegistryRecord, readRecord } from '../record.ts';
import { flawsOf } from './checks.ts';
import { inTurns } from './progress.ts';
import { batchDigest, type Flaw, type Imported, type Reading, recordsIn } from './records.ts';

export interface ImportOptions extends Reading {
  readonly confirm?: true;
  readonly digest?: string;
  readonly yes?: true;
}

/** What is to be done with a record. `other`: another proposal of it waits, and nothing is done. */
type Due = 'new' | 'changed' | 'proposed' | 'registered' | 'other';

interface Looked {
  readonly one: Imported;
  readonly due: Due;
  readonly proposal: OpenProposal | undefined;
}

/** `registry digest`: the digest of an import, computed here, without a service. */
export function printDigest(session: Session, files: readonly string[], reading: Reading): void {
  const records = soundRecords(session, files, reading);
  const digest = batchDigest(records);
  session.terminal.out(
    session.json
      ? session.document({ records: records.length, digest })
      : `${records.length} records, digest ${digest}\n`,
  );
}

/**
 * `registry import`: one administrator proposes every record of the files, another confirms exactly the same. Each record is under dual
 * control by itself, so an import that was cut off goes on where it stopped: what is proposed, or registered, is passed over.
 */
export async function importRecords(session: Session, files: readonly string[], options: ImportOptions): Promise<void> {
  const records = soundRecords(session, files, options);
  const digest = batchDigest(records);
  if (options.digest !== undefined && options.digest !== digest)
    throw new Failure(
      EXIT.refused,
      { code: 'digest-mismatch', title: 'these files are not those of the digest', digest, given: options.digest },
      { hint: 'compare the files with the other administrator: `npx countersign registry digest FILE...`' },
    );
  const looked = await inTurns(records, session, 'read', (one) => look(session, one));
  const wanted: readonly Due[] = options.confirm ? ['proposed'] : ['new', 'changed'];
  const due = looked.filter((one) => wanted.includes(one.due));
  session.terminal.err(`${summaryOf(looked)}\nDigest of the import: ${digest}\n`);
  if (due.length > 0) await assertWanted(session, { options, count: due.length });
  const failures = looked.flatMap((one) => leftOver(one, options.confirm === true));
  const left = failures.length;
  await inTurns(due, session, options.confirm ? 'confirmed' : 'proposed', async (one) => {
    const refused = await carriedOut(session, one, options.confirm === true);
    if (refused !== undefined) failures.push(refused);
  });
  report(session, { digest, looked, done: due.length - (failures.length - left), failures, options });
}

/** Records of which nothing is done, and why. Nobody shall take an import for whole that is not. */
function leftOver({ one, due }: Looked, confirms: boolean): readonly Flaw[] {
  if (due === 'other')
    return [flawOf(one, 'something else is proposed for it: confirm that, or propose this by itself')];
  const isUnproposed = due === 'new' || due === 'changed';
  return confirms && isUnproposed ? [flawOf(one, 'nobody has proposed it as it is here')] : [];
}

/** All records, or nothing: one flaw in one line stops the import before anything is sent. */
function soundRecords(session: Session, files: readonly string[], reading: Reading): readonly Imported[] {
  const { records, flaws: wrong } = recordsIn(files, reading);
  const flaws = wrong.length > 0 ? wrong : flawsOf(records);
  if (flaws.length === 0 && records.length > 0) return records;
  if (flaws.length === 0) throw usageFailure('the files have no record');
  session.terminal.err(flaws.map(flawInWords).join(''));
  throw usageFailure(`${flaws.length} lines are wrong; nothing has been sent`, 'correct them, then run it again');
}

const flawInWords = ({ file, line, says }: Flaw): string => `${printableText(`${file}:${line}: ${says}`)}\n`;
const flawOf = ({ file, line }: Imported, says: string): Flaw => ({ file, line, says });

async function look(session: Session, one: Imported): Promise<Looked> {
  const found = await known(session, one.stream);
  const proposals = (found?.proposals ?? []).filter(({ of }) => of === 'profile' || of === 'person');
  const proposal = proposals.find(({ proposed }) => isExactly(one, proposed));
  if (found?.registered != null && isAlike(one, found.registered)) return { one, due: 'registered', proposal };
  if (proposal !== undefined) return { one, due: 'proposed', proposal };
  if (proposals.length > 0) return { one, due: 'other', proposal };
  return { one, due: found?.registered == null ? 'new' : 'changed', proposal };
}

async function known(session: Session, stream: string): Promise<RegistryRecord | undefined> {
  try {
    return await patiently(session, () => readRecord(session, stream));
  } catch (error) {
    if (error instanceof Failure && error.problem.code === 'stream-unknown') return undefined;
    throw error;
  }
}

/** Whether a proposal is the record, member by member; the directory's id is the only thing that the service adds. */
function isExactly({ record }: Imported, proposed: object): boolean {
  const { directoryId: _, ...said } = { directoryId: null, ...proposed };
  return canonical(said) === canonical(record);
}

/** Whether the registered record says the same. Contacts count from their confirmation, whatever was typed (rule 8). */
const isAlike = ({ record }: Imported, registered: object): boolean => {
  const { directoryId: _, ...said } = { directoryId: null, ...registered };
  const becomes = 'person' in record ? replacing(registered as Person, record) : record;
  return canonical(undated(said)) === canonical(undated(becomes));
};

const undated = (record: object): object => {
  const contacts: unknown = Reflect.get(record, 'contacts');
  return Array.isArray(contacts)
    ? { ...record, contacts: contacts.map((one: object) => ({ ...one, since: '' })) }
    : record;
};

/** Carries one record out; why it was refused, if it was. A record with look-alikes is never confirmed together with others. */
async function carriedOut(session: Session, { one, proposal }: Looked, confirms: boolean): Promise<Flaw | undefined> {
  // Each record is a request of its own, and stays the same request for every attempt of this command.
  const api = session.api.withKey(derivedId(session.idempotencyKey, one.stream));
  if (confirms && proposal !== undefined && digestOfLookAlikes(proposal.lookAlikes) !== null)
    return flawOf(one, `it looks like what is registered: npx countersign registry confirm ${one.stream}`);
  const [path, body] = confirms
    ? (['confirmations', { stream: one.stream, digest: proposal?.digest }] as const)
    : (['proposals', one.body] as const);
  try {
    await patiently(session, () => api.post(['registry', path], body));
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== EXIT.refused) throw error;
    return flawOf(one, `${error.problem.code}: ${error.problem.title}`);
  }
}

const PAUSE_MS = 2_000;
const PATIENCE = 30;

/** The API is throttled for everybody together: an import gives way. */
async function patiently<Answer>(session: Session, ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failure) || error.problem.status !== 429 || tries === PATIENCE) throw error;
      await session.terminal.sleep(PAUSE_MS);
    }
  }
}

const WORDS: Readonly<Record<Due, string>> = {
  ...{ new: 'are new', changed: 'change what is registered', proposed: 'are proposed already' },
  ...{ registered: 'are registered already', other: 'have another proposal that waits' },
};

const summaryOf = (looked: readonly Looked[]): string =>
  Object.entries(WORDS)
    .map(([due, words]) => ({ count: looked.filter((one) => one.due === due).length, words }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${count} records ${words}.`)
    .join('\n');

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

interface Reported {
  readonly digest: string;
  readonly looked: readonly Looked[];
  readonly done: number;
  readonly failures: readonly Flaw[];
  readonly options: ImportOptions;
}

function report({ document, json, terminal }: Session, { digest, looked, done, failures, options }: Reported): void {
  const [did, next] = options.confirm
    ? ['confirmed', '']
    : [
        'proposed',
        `Next, another administrator with the same files: npx countersign registry import FILE... --confirm --digest ${digest}\n`,
      ];
  terminal.err(failures.map(flawInWords).join(''));
  const told = json
    ? document({ digest, records: looked.length, [did]: done, refused: failures })
    : `${done} records ${did}, ${failures.length} refused.\n${failures.length === 0 ? next : 'Run it again when they are corrected: the others are passed over.\n'}`;
  terminal.out(told);
  if (failures.length > 0) throw new Told(EXIT.refused);
}
