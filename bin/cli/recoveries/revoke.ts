import { type Command, Option } from 'commander';
import type { RecoveryId } from '../../../lambdas/core/recovery/state/state.ts';
import type { RecoveryView } from '../../../lambdas/ports/workspace.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { withExamples } from '../help.ts';
import { isCommand } from '../service/answers.ts';
import { list } from '../service/pages.ts';
import { Session } from '../service/session.ts';
import { isYes, type Terminal } from '../terminal.ts';
import { printable, table } from '../text/print.ts';

interface RevokeOptions {
  readonly account?: string;
  readonly desk?: string;
  readonly like?: RecoveryId;
  readonly reason: string;
  readonly yes?: true;
}

/** Refusals that say that nothing was left to stop. */
const NOTHING_LEFT: readonly string[] = ['recovery-ended', 'recovery-unknown', 'wrong-status'];
/** Nothing is left to take away, or it is being taken away already. */
const OVER: readonly string[] = ['revoked', 'reviewing', 'revoking', 'revocation-overdue'];

export function addRevoking(group: Command, terminal: Terminal): void {
  const revoking = group
    .command('revoke')
    .description(
      'stop everything that is open of an account, a desk or a campaign, after showing it; for people on duty',
    )
    .option('--account <account>', 'of this account')
    .option('--desk <desk>', 'opened at this desk')
    .addOption(new Option('--like <id>', 'asked for from the number or network of this recovery: a campaign'))
    .requiredOption('--reason <text>', 'why')
    .option('-y, --yes', 'do not ask')
    .action((options: RevokeOptions, command: Command) => revoke(new Session(command, terminal), options));
  withExamples(
    revoking,
    ['recoveries revoke --account cognito:jane --reason "the phone was stolen"', 'shows what would end, then asks'],
    'recoveries revoke --desk north --reason "an impostor works there" --yes',
    'recoveries revoke --like ID --reason "one number asks for many"',
  );
}

/** `recoveries revoke`: each recovery is stopped by itself, and one that cannot be stopped holds up no other. */
async function revoke(session: Session, options: RevokeOptions): Promise<void> {
  const { account, desk, like, reason, yes } = options;
  if ([account, desk, like].filter((one) => one !== undefined).length !== 1)
    throw usageFailure('what is to end is not said', 'give one of `--account`, `--desk` and `--like`');
  const { items } = await list<RecoveryView>(session, { path: ['search'], query: { which: 'open' } });
  const open = items.filter(({ status }) => !OVER.includes(status));
  const chosen = open.filter((one) => isMeant(one, options, items));
  const { err } = session.terminal;
  if (chosen.length === 0) return void err('Nothing of it is open.\n');
  const rows = printable(chosen).map((one) => [one.id, one.account, one.action, one.status]);
  err(`This would end:\n${table(['RECOVERY', 'ACCOUNT', 'ACTION', 'STATUS'], rows, session.view.style)}`);
  if (yes !== true && !session.terminal.canAsk)
    throw usageFailure('nobody can be asked here', 'read what would end, then say `--yes`');
  if (yes !== true && !(await isYes(session.terminal, `Stop all ${chosen.length}? [y/N] `)))
    throw new Failure(EXIT.refused, { code: 'not-revoked', title: 'not revoked; nothing has been done' });
  const failed = await stopEach(session, chosen, reason);
  if (session.json) session.terminal.out(session.document({ stopped: chosen.length - failed.length, failed }));
  if (failed.length > 0)
    throw new Failure(
      EXIT.refused,
      { code: 'not-all-revoked', title: `not stopped: ${failed.join(', ')}` },
      { hint: 'read each with `recoveries show`, and run this again' },
    );
}

/** Of a campaign: the same pseudonym of a number or network as the named recovery, which is one of it. */
function isMeant(one: RecoveryView, { account, desk, like }: RevokeOptions, all: readonly RecoveryView[]): boolean {
  if (account !== undefined) return one.account === account;
  if (desk !== undefined) return one.trace?.desk === desk;
  const first = all.find(({ id }) => id === like)?.trace;
  if (one.id === like) return true;
  return (['caller', 'network'] as const).some((by) => first?.[by] != null && one.trace?.[by] === first[by]);
}

/** Stops each, and says how far it has come; the ids of those that could not be stopped. */
async function stopEach(session: Session, chosen: readonly RecoveryView[], reason: string) {
  const failed: RecoveryId[] = [];
  for (const [index, { id, account }] of chosen.entries()) {
    const isStopped = await stopOne(session, id, reason);
    if (!isStopped) failed.push(id);
    const said = isStopped ? 'stopped' : 'NOT STOPPED';
    session.terminal.err(`${index + 1} of ${chosen.length}: ${printable(account)} ${said}\n`);
  }
  return failed;
}

async function stopOne(session: Session, id: RecoveryId, reason: string): Promise<boolean> {
  const api = session.api.withKey(`${session.idempotencyKey}-${id}`.slice(0, 64));
  try {
    const body = { reason, cause: 'suspected-impersonation' };
    session.read(await api.post(['recoveries', id, 'stops'], body), isCommand);
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return NOTHING_LEFT.includes(error.problem.code);
  }
}
