import type { Command } from 'commander';
import { usageFailure } from './failure.ts';
import { withExamples } from './help.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';

/** `npx countersign open ID`: the requester's page in the browser. It needs no sign-in, like the page itself. */
export function addPage(root: Command, terminal: Terminal): void {
  const opening = root
    .command('open')
    .description('open the page of a recovery in your browser: for its requester')
    .argument('<id>', 'the recovery')
    .action((id: string, _: object, command: Command) => openPage(new Session(command, terminal), id));
  withExamples(opening, 'open ID', ['open ID --json', 'its address only']);
}

function openPage({ document, url, json, terminal }: Session, id: string): void {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id)) throw usageFailure('the id of a recovery has letters, digits and `-` only');
  const address = new URL(url);
  address.pathname = `${url.pathname.replace(/\/$/, '')}/r/${id}`;
  terminal.out(json ? document({ address: address.href }) : `${address.href}\n`);
  if (!json) terminal.open(address.href);
}
