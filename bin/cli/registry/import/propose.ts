import type { LookedAt } from '../../../../lambdas/app/people/batches.ts';
import { REFUSALS } from '../../../../lambdas/core/recovery/state/refusals.ts';
import { derivedId } from '../../../../lambdas/core/values/hash.ts';
import { EXIT, Failure } from '../../failure.ts';
import { isProposal } from '../../service/answers.ts';
import type { Session } from '../../service/session.ts';
import { type Chunk, chunksOf, flawInWords, flawOf, type ImportedBatch } from './batch.ts';
import { inTurns, patiently } from './progress.ts';

/** What the service has found of all rows. */
export interface Found {
  readonly fresh: number;
  readonly same: number;
  readonly changing: LookedAt['changing'];
  readonly apart: LookedAt['apart'];
}

/**
 * Sends all rows, which the service looks at and keeps. Rows that break a rule are listed by their lines, and then nothing is proposed. The same
 * rows may be sent again.
 */
export async function sendRows(session: Session, batch: ImportedBatch): Promise<Found> {
  const all = await inTurns(chunksOf(batch), session, 'checked', (chunk) => send(session, batch, chunk));
  const refused = all.flatMap((one) => one.refused);
  if (refused.length > 0) {
    session.terminal.err(refused.map(({ index, code }) => flawInWords(flawOf(batch, index, inWords(code)))).join(''));
    throw new Failure(
      EXIT.refused,
      { code: 'rows-refused', title: `${refused.length} records break a rule; nothing is proposed` },
      { hint: 'correct or remove these lines, then run it again' },
    );
  }
  const sum = (member: 'fresh' | 'same'): number => all.reduce((total, one) => total + one[member], 0);
  return {
    ...{ fresh: sum('fresh'), same: sum('same') },
    ...{ changing: all.flatMap((one) => one.changing), apart: all.flatMap((one) => one.apart) },
  };
}

/** A code with its sentence. */
export const inWords = (code: string): string =>
  Object.hasOwn(REFUSALS, code) ? `${code}: ${REFUSALS[code as keyof typeof REFUSALS].says}` : code;

async function send(session: Session, { digest }: ImportedBatch, chunk: Chunk): Promise<LookedAt> {
  // Each request stays the same one for every attempt of this command.
  const api = session.api.withKey(derivedId(session.idempotencyKey, 'rows', String(chunk.from)));
  const body = { rows: { digest, ...chunk } };
  const answer = session.read(await patiently(session, () => api.post(['registry', 'proposals'], body)), isProposal);
  if (answer.rows === undefined)
    throw new Failure(EXIT.unreachable, { code: 'unexpected-answer', title: 'the service does not know batches' });
  return answer.rows;
}

/** Proposes all rows at once. */
export async function proposeBatch(session: Session, { content }: ImportedBatch): Promise<void> {
  await patiently(session, () => session.api.post(['registry', 'proposals'], { batch: content }));
}

/** Most lines that are shown of one kind. */
const MOST_SHOWN = 20;

/** What would change, in words: counts, and the lines that somebody should look at. */
export function foundInWords(batch: ImportedBatch, { fresh, same, changing, apart }: Found): string {
  const counts = [
    [fresh, 'are new'],
    [changing.length, 'change what is registered'],
    [same, 'are registered as they are'],
    [apart.length, 'look like another record and will be left: propose each by itself'],
  ] as const;
  const changes = changing.map(({ index, members }) => flawOf(batch, index, `changes ${members.join(', ')}`));
  const alike = apart.map(({ index, lookAlikes }) =>
    flawOf(batch, index, `looks like ${lookAlikes.map(({ record }) => record).join(', ')}`),
  );
  return [
    ...counts.flatMap(([count, says]) => (count === 0 ? [] : [`${count} records ${says}.\n`])),
    ...[changes, alike].flatMap((lines) => [
      ...lines.slice(0, MOST_SHOWN).map(flawInWords),
      ...(lines.length > MOST_SHOWN ? [`and ${lines.length - MOST_SHOWN} more.\n`] : []),
    ]),
  ].join('');
}
