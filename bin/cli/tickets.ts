import type { Command } from 'commander';
import type { HeldTicket, Page } from '../../lambdas/ports/workspace.ts';
import { LIMIT, limitArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { list } from './service/pages.ts';
import { Session } from './service/session.ts';
import { type Watching, watched, watchOption } from './service/watch.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { moment } from './text/times.ts';

const NEXT = 'Next: npx countersign recoveries open ACCOUNT ACTION --requester WHO --reason REASON --ticket TICKET';

interface ListOptions {
  readonly limit: number;
  readonly after?: string;
}

/** `npx countersign tickets …`: tickets that could not be mapped to an account and an action. */
export function addTickets(root: Command, terminal: Terminal): void {
  const group = root.command('tickets').description('tickets that wait for an agent').helpCommand(false);
  withExamples(group, 'tickets list', [
    'recoveries open cognito:jane unlock --reason "locked out" --ticket jira/OPS-7',
    'takes a ticket off the list',
  ]);
  const listing = group
    .command('list')
    .description('tickets that wait for an agent')
    .option('--limit <number>', LIMIT, limitArgument, 50)
    .option('--after <next>', 'continue where an earlier list ended')
    .addOption(watchOption())
    .action((options: ListOptions & Watching, command: Command) =>
      watched(terminal, options.watch, (shown) => listTickets(new Session(command, shown), options)),
    );
  withExamples(listing, 'tickets list', 'tickets list --limit 200 --json');
}

async function listTickets(session: Session, { limit, after }: ListOptions): Promise<boolean> {
  const page = await list<HeldTicket>(session, { path: ['tickets'], limit, after });
  session.terminal.out(session.json ? session.document(page) : inWords(printable(page), session.view));
  return false;
}

function inWords({ items, next }: Page<HeldTicket>, { style, now }: View): string {
  if (items.length === 0) return 'no tickets wait for an agent\n';
  const rows = items.map(({ source, id, at, cause }) => [`${source}/${id}`, moment(at, now), cause]);
  const more = next === undefined ? '' : `more: --after ${next}\n`;
  return `${table(['TICKET', 'SINCE', 'WHY'], rows, style)}${more}\n${NEXT}\n`;
}
