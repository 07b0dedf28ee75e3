import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { CONNECTOR_NAMES, CONNECTORS, type Given } from '../../../lambdas/contract/connectors.ts';
import type { Plan } from '../../../lambdas/core/recovery/state/plan.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { isClaim, isRecovery } from '../service/answers.ts';
import type { Answer } from '../service/api.ts';
import type { Session } from '../service/session.ts';
import { printable } from '../text/print.ts';
import { moment } from '../text/times.ts';

export interface ClaimOptions {
  readonly output?: string;
  readonly print?: true;
}

/** `recoveries claim`. A credential is handed over only once, so its destination is prepared before the request. */
export async function claim(session: Session, id: string, { output, print }: ClaimOptions): Promise<void> {
  if (output !== undefined) return claimToFile(session, id, output);
  if (print !== true)
    throw usageFailure('say where the credential goes', 'give `--output FILE`, or `--print` for standard output');
  const { terminal, json } = session;
  if (terminal.stdoutIsTty)
    terminal.err('warning: this terminal will remember the credential; `--output FILE` keeps it out of sight\n');
  const what = json ? '' : await described(session, id);
  const answer = await handOver(session, id);
  const { credential } = session.read(answer, isClaim);
  if (!json) terminal.err(`${what}:\n`);
  terminal.out(json ? `${answer.text.trimEnd()}\n` : `${credential}\n`);
}

/** Describes the credential, and how long it works. A failure to describe it does not stop the claim. */
async function described(session: Session, id: string): Promise<string> {
  try {
    const { recovery, account } = printable(session.read(await session.api.get(['recoveries', id]), isRecovery));
    const { plan, grant } = recovery;
    const what = isPassword(plan)
      ? `temporary password of \`${plan?.target ?? account}\``
      : `credential of \`${account}\``;
    return grant === null ? what : `${what}, works until ${moment(grant.expiresAt, session.view.now)}`;
  } catch {
    return `credential of recovery ${id}`;
  }
}

/** Whether the plan's connector gives a password which is replaced at the first sign-in. */
function isPassword(plan: Plan | null): boolean {
  const name = CONNECTOR_NAMES.find((one) => one === plan?.connector);
  const gives: Readonly<Partial<Record<string, Given>>> = name === undefined ? {} : CONNECTORS[name].gives;
  return gives[plan?.action ?? ''] === 'temporary-password';
}

const handOver = (session: Session, id: string): Promise<Answer> => session.api.post(['recoveries', id, 'claims'], {});

/** The file contains only the credential, without a line end; without an answer there is no file. */
async function claimToFile(session: Session, id: string, file: string): Promise<void> {
  const descriptor = newFile(file);
  let written = false;
  try {
    const { credential } = session.read(await handOver(session, id), isClaim);
    write(descriptor, credential, session);
    written = true;
  } finally {
    closeSync(descriptor);
    if (!written) rmSync(file, { force: true });
  }
  const said = session.json ? session.document({ recovery: id, output: file }) : `The credential is in ${file}.\n`;
  session.terminal.out(said);
}

function newFile(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw usageFailure(`\`${file}\` exists already`, 'name a new file; nothing has been claimed');
    throw usageFailure(`cannot write \`${file}\` (${code})`, 'name another file; nothing has been claimed');
  }
}

function write(descriptor: number, credential: string, { idempotencyKey }: Session): void {
  try {
    writeSync(descriptor, credential);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      EXIT.usage,
      { code: 'not-written', title: 'the credential was handed over and could not be written', cause: code },
      { hint: `name another file, and repeat it with \`--idempotency-key ${idempotencyKey}\`` },
    );
  }
}
