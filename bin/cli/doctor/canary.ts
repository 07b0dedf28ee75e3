import type { AccountFacts, RecordFacts, ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import { type Action, isOfKind } from '../../../lambdas/core/registry/account.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { EXIT, Failure, Told } from '../failure.ts';
import { isCommand, isOpened, isRecovery, isServiceFacts, type RecoveryAnswer } from '../service/answers.ts';
import { list } from '../service/pages.ts';
import type { Session } from '../service/session.ts';
import { printable } from '../text/print.ts';

/** The label by which a record says that its account is for this and for nothing else. */
const CANARY = 'canary';

/** Actions that are tried, the one that changes least first. */
const HARMLESS: readonly Action[] = ['unlock', 'reset-mfa', 'reset-password', 'rotate-secret'];

const PAUSE_MS = 1_000;
const REASON = 'the doctor looks whether recoveries get through';

/** What a canary saw, and after how many milliseconds. */
interface Step {
  readonly saw: string;
  readonly after: number;
}

/**
 * `doctor --canary ACCOUNT`: opens a recovery of a marked account, waits for its plan, withdraws it, and waits for its end. API, ledger, relay and
 * workflow have then worked, and nothing was executed: no proof is given. Throws `Told` when it ends otherwise, or when a step does not come within
 * `wait` seconds; the recovery is withdrawn all the same, also when a read of it fails. Refuses an account whose record has no label `canary`,
 * before anything is sent.
 */
export async function flyCanary(session: Session, account: string, wait: number): Promise<void> {
  const action = await actionFor(session, account);
  const began = Date.parse(session.terminal.now());
  const steps: Step[] = [];
  const saw = (what: string) => steps.push({ saw: what, after: Date.parse(session.terminal.now()) - began });
  const body = { account, action, reason: REASON };
  const { recovery } = session.read(await session.api.post(['recoveries'], body), isOpened);
  saw('opened');
  let planned: RecoveryAnswer | undefined;
  try {
    planned = await until(session, recovery, wait, ({ recovery: { status } }) => status !== 'opened');
  } finally {
    if (planned?.end == null) await withdraw(session, recovery);
  }
  if (planned !== undefined) saw(planned.recovery.status);
  const ended = await until(session, recovery, wait, ({ end }) => end !== null);
  if (ended !== undefined) saw(String(ended.end));
  const hasPlan = planned !== undefined && planned.recovery.plan !== null;
  report(session, { recovery, account, action, steps, verdict: verdictOf(hasPlan, ended?.end ?? null) });
}

/** Sound: it got its plan, and the withdrawal ended it. Refused: the service ended it for another reason. Stuck: a step did not come. */
type Verdict = 'sound' | 'refused' | 'stuck';

function verdictOf(hasPlan: boolean, end: string | null): Verdict {
  if (end !== null && end !== 'stopped') return 'refused';
  return hasPlan && end === 'stopped' ? 'sound' : 'stuck';
}

/** Throws a `Failure` for an account that is not marked, and for one on which nothing harmless can be asked for. */
async function actionFor(session: Session, account: string): Promise<string> {
  const { items } = await list<RecordFacts>(session, { path: ['doctor', 'records'] });
  const record = items.find((one): one is AccountFacts => one.of === 'account' && one.account === account);
  if (record === undefined || !record.labels.includes(CANARY))
    throw new Failure(
      EXIT.refused,
      { code: 'no-canary', title: `the record of \`${account}\` has no label \`${CANARY}\`; nothing was done` },
      { hint: 'have two administrators register an account of nobody’s work with this label, and name that' },
    );
  const facts: ServiceFacts = session.read(await session.api.get(['doctor']), isServiceFacts);
  const performs = facts.capabilities[record.connector];
  const action = HARMLESS.find((one) => isOfKind(one, record.kind) && performs?.includes(one));
  if (action !== undefined) return action;
  throw new Failure(
    EXIT.refused,
    { code: 'no-canary', title: `connector \`${record.connector}\` has no action to try; nothing was done` },
    { hint: 'mark an account of another connector' },
  );
}

/** The recovery once this holds; undefined when it does not in time. */
async function until(
  session: Session,
  recovery: string,
  seconds: number,
  holds: (answer: RecoveryAnswer) => boolean,
): Promise<RecoveryAnswer | undefined> {
  const deadline = plusSeconds(session.terminal.now(), seconds);
  for (;;) {
    const answer = session.read(await session.api.get(['recoveries', recovery]), isRecovery);
    if (holds(answer)) return answer;
    if (session.terminal.now() >= deadline) return undefined;
    await session.terminal.sleep(PAUSE_MS);
  }
}

/** Nothing to do where it has ended meanwhile. Throws a `Failure` that names the recovery which may still be open. */
async function withdraw(session: Session, recovery: string): Promise<void> {
  const again = session.api.withKey(`${session.idempotencyKey}-stop`.slice(-64));
  try {
    session.read(
      await again.post(['recoveries', recovery, 'stops'], { reason: REASON, cause: 'withdrawn' }),
      isCommand,
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.problem.code === 'recovery-ended') return;
    const hint = `the recovery may still be open: npx countersign recoveries stop ${recovery} --reason "${REASON}"`;
    throw new Failure(error.exit, error.problem, { ...error.circumstances, hint });
  }
}

interface Flown {
  readonly recovery: string;
  readonly account: string;
  readonly action: string;
  readonly steps: readonly Step[];
  readonly verdict: Verdict;
}

const NEXT = {
  refused: 'see why it ended: npx countersign recoveries show',
  stuck: 'see what its workflow waits for: npx countersign recoveries show',
} as const;

function report({ json, terminal, style, document }: Session, { verdict, ...flown }: Flown): void {
  const told = printable({ ok: verdict === 'sound', verdict, ...flown });
  const path = told.steps.map(({ saw, after }) => `${saw} after ${after} ms`).join(', ');
  const last = verdict === 'sound' ? style.good(`${verdict}:`) : style.bad(`${verdict}:`);
  terminal.out(json ? document(told) : `${last} ${told.action} of ${told.account}: ${path}\n`);
  if (verdict === 'sound') return;
  if (!json) terminal.err(`  do:  ${NEXT[verdict]} ${told.recovery}\n`);
  throw new Told(verdict === 'refused' ? EXIT.refused : EXIT.unreachable);
}
