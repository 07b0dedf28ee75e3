import { usageFailure } from '../failure.ts';
import { isRedelivery, type RedeliveryAnswer } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

export interface RedeliverOptions {
  readonly stream?: string;
  readonly seq?: string;
  readonly fromDeadLetters?: true;
  readonly since?: string;
  readonly until?: string;
}

/** `ledger redeliver`: repeats the effects of commits, from the ledger. Safe to repeat. */
export async function redeliver(session: Session, options: RedeliverOptions): Promise<void> {
  session.show(await session.api.post(['ledger', 'redeliver'], asked(session, options)), isRedelivery, inWords);
}

function asked(session: Session, { stream, seq, fromDeadLetters, since, until }: RedeliverOptions): object {
  const ways = [stream ?? seq, fromDeadLetters, since ?? until].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw usageFailure('name the commits', 'give `--stream` with `--seq`, `--since`, or `--from-dead-letters`');
  if (fromDeadLetters) return { deadLetters: true };
  if (stream === undefined && seq === undefined)
    return { since: instant(since, '--since'), until: until === undefined ? now(session) : instant(until, '--until') };
  if (stream === undefined || !/^[1-9]\d{0,14}$/.test(seq ?? ''))
    throw usageFailure('a commit is a stream and a number', 'give `--stream cognito:jane --seq 7`');
  return { stream, seq: Number(seq) };
}

function instant(text: string | undefined, option: string): string {
  const time = Date.parse(text ?? '');
  if (Number.isNaN(time)) throw usageFailure(`\`${option}\` is not a time`, 'give one such as 2026-11-28T09:00:00Z');
  return new Date(time).toISOString();
}

const now = (session: Session): string => new Date(session.terminal.now()).toISOString();

function inWords({ commits, times, notices, unreadable, more }: RedeliveryAnswer): string {
  const lines = [`Being worked again: commits ${commits}, times ${times}, notices ${notices}.`];
  if (unreadable > 0)
    lines.push(`Letters that name no commit and no time: ${unreadable}. They stay; docs/runbook.md#dead-letters.`);
  if (more) lines.push('There may be more letters: repeat the command.');
  return `${lines.join('\n')}\n`;
}
