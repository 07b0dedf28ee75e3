import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import type { RecoveryView } from '../../../lambdas/ports/workspace.ts';
import { EXIT, Failure, Told } from '../failure.ts';
import { isServiceFacts, isThreat, isThreatList } from '../service/answers.ts';
import { list } from '../service/pages.ts';
import type { Session } from '../service/session.ts';
import { printable, table, type View } from '../text/print.ts';
import { absolute } from '../text/times.ts';

const PAUSE_MS = 2_000;

export interface DrainOptions {
  readonly reason: string;
  readonly hours: number;
  readonly wait: number;
  readonly stopOpen?: true;
}

/** What is still there, at one look. */
interface Look {
  /** Under way and not executed. */
  readonly open: readonly RecoveryView[];
  /** Executing, granted, or not confirmed gone. */
  readonly live: readonly RecoveryView[];
  readonly awaitingReview: number;
  /** Grants in the queue of the sweeper, at most a hundred. Each is there before its access is given, until that is confirmed gone. */
  readonly grants: number;
}

const NOT_EXECUTED: readonly string[] = ['opened', 'proofing', 'approving', 'approved'];
const GONE: readonly string[] = ['revoked', 'reviewing'];

/**
 * `drain`: refuses, with nothing changed, while recoveries are under way, unless it is to stop them. Then it declares the drain, stops each
 * grant, and waits until all are confirmed gone. Saying it again goes on. Throws `Told` when something is left.
 */
export async function drain(session: Session, options: DrainOptions): Promise<void> {
  const { open } = await lookAt(session);
  if (open.length > 0 && options.stopOpen !== true) throw underWay(open);
  const until = await declared(session, options);
  const deadline = plusSeconds(session.terminal.now(), options.wait);
  const stopped = new Set<string>();
  let shown = '';
  for (;;) {
    const look = await lookAt(session);
    const left = [...look.live, ...look.open];
    const isOver = left.length === 0 && look.grants === 0;
    if (isOver || session.terminal.now() >= deadline) return report(session, { ...look, until }, isOver);
    const ending = options.stopOpen === true ? left : look.live;
    for (const { id } of ending.filter(({ id: one }) => !stopped.has(one))) {
      await stop(session, id, options.reason);
      stopped.add(id);
    }
    const now = `left: ${look.grants} grants, ${look.open.length} recoveries that are not executed\n`;
    if (now !== shown) session.terminal.err(now);
    shown = now;
    await session.terminal.sleep(PAUSE_MS);
  }
}

async function lookAt(session: Session): Promise<Look> {
  const { items } = await list<RecoveryView>(session, { path: ['recoveries'], query: { which: 'open' } });
  const { grants } = session.read(await session.api.get(['doctor']), isServiceFacts);
  if (grants === null)
    throw new Failure(EXIT.unreachable, { code: 'grants-unread', title: 'the service cannot count its grants' });
  const open = items.filter(({ status }) => NOT_EXECUTED.includes(status));
  const gone = items.filter(({ status }) => GONE.includes(status));
  const live = items.filter((one) => !open.includes(one) && !gone.includes(one));
  return { open, live, awaitingReview: gone.length, grants };
}

const underWay = (open: readonly RecoveryView[]): Failure =>
  new Failure(
    EXIT.refused,
    {
      code: 'recoveries-open',
      title: `${open.length} recoveries are under way and not executed; nothing was changed`,
      recoveries: open.map(({ id }) => id),
    },
    { hint: 'let them end, or say `--stop-open`' },
  );

/** The end of the drain that is declared already, or of a new one. */
async function declared(session: Session, { reason, hours }: DrainOptions): Promise<string> {
  const { threats } = session.read(await session.api.get(['threats']), isThreatList);
  const found = threats.find((threat) => threat.drain && threat.loweredBy === null);
  if (found !== undefined) return found.until;
  const until = plusSeconds(session.terminal.now(), hours * 3_600);
  const answer = await session.api.post(['threats'], { drain: true, until, reason });
  return session.read(answer, isThreat).until;
}

/** Codes of a recovery that ended, or was stopped, since it was listed. */
const STOPPED_MEANWHILE: readonly string[] = ['wrong-status', 'recovery-ended'];

async function stop({ api, idempotencyKey }: Session, id: string, reason: string): Promise<void> {
  try {
    await api
      .withKey(`${idempotencyKey}-${id}`.slice(-64))
      .post(['recoveries', id, 'stops'], { reason, cause: 'withdrawn' });
  } catch (error) {
    if (!(error instanceof Failure) || !STOPPED_MEANWHILE.includes(error.problem.code)) throw error;
  }
}

function report({ json, terminal, view }: Session, look: Look & { readonly until: string }, isOver: boolean): void {
  const { open, live, awaitingReview, grants, until } = look;
  const left = [...live, ...open].map(({ id, account, status }) => ({ recovery: id, account, status }));
  const told = { drained: isOver, grants, left, awaitingReview, until };
  terminal.out(json ? `${JSON.stringify(told)}\n` : inWords(printable(told), view));
  if (!isOver) throw new Told(EXIT.refused);
}

interface ToldOf {
  readonly drained: boolean;
  readonly grants: number;
  readonly left: readonly { readonly recovery: string; readonly account: string; readonly status: string }[];
  readonly awaitingReview: number;
  readonly until: string;
}

function inWords({ drained, grants, left, awaitingReview, until }: ToldOf, { style }: View): string {
  const reviews =
    awaitingReview === 0
      ? ''
      : `${awaitingReview} recoveries wait for a review, which no stack will ask for any more.\n`;
  if (drained)
    return `${style.good('drained:')} no grant is left, and none is made until ${absolute(until)}.\n${reviews}`;
  const rows = left.map(({ recovery, account, status }) => [recovery, account, status]);
  return `${style.bad('not drained:')} ${grants} grants are not confirmed gone. Say it again to go on.\n${table(['RECOVERY', 'ACCOUNT', 'STATUS'], rows, style)}${reviews}`;
}
