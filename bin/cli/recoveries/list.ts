import type { Page, RecoveryView } from '../../../lambdas/ports/workspace.ts';
import { isRecovery } from '../service/answers.ts';
import { list } from '../service/pages.ts';
import type { Session } from '../service/session.ts';
import { printable, table, type View } from '../text/print.ts';
import { recoveryInWords } from '../text/recovery.ts';
import { absolute, moment, relative } from '../text/times.ts';

export interface ListOptions {
  readonly which: 'open' | 'ended';
  readonly limit: number;
  readonly after?: string;
}

/** `recoveries list`; it is never over. */
export async function listRecoveries(session: Session, { which, limit, after }: ListOptions): Promise<boolean> {
  const page = await list<RecoveryView>(session, { path: ['recoveries'], query: { which }, limit, after });
  session.terminal.out(session.json ? session.document(page) : inWords(printable(page), which, session.view));
  return false;
}

function inWords({ items, next }: Page<RecoveryView>, which: string, view: View): string {
  if (items.length === 0) return `no ${which} recoveries\n`;
  const last = which === 'open' ? 'GRANT ENDS' : 'ENDED';
  const header = ['RECOVERY', 'ACCOUNT', 'ACTION', 'STATUS', 'TIER', 'OPENED', last];
  const rows = items.map((item) => [
    item.id,
    item.account,
    item.action,
    item.status,
    item.tier ?? '-',
    moment(item.openedAt, view.now),
    which === 'open' ? endOf(item, view) : absolute(item.updatedAt),
  ]);
  return table(header, rows, view.style) + (next === undefined ? '' : `more: --after ${next}\n`);
}

const endOf = ({ expiresAt }: RecoveryView, { now }: View): string =>
  expiresAt === null || expiresAt === undefined ? '-' : relative(expiresAt, now);

/** `recoveries show`; whether it has ended. */
export async function showRecovery(session: Session, id: string): Promise<boolean> {
  const answer = await session.api.get(['recoveries', id]);
  session.show(answer, isRecovery, recoveryInWords);
  return session.read(answer, isRecovery).end !== null;
}
