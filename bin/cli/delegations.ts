import { type Command, Option } from 'commander';
import { personArgument, timeArgument } from './arguments.ts';
import { EXIT, Failure } from './failure.ts';
import { withExamples } from './help.ts';
import {
  type DelegationList,
  isDelegationList,
  isWithdrawn,
  type ShownDelegation,
} from './service/delegation-answers.ts';
import { Session } from './service/session.ts';
import { signOnPage, spelled, withoutPasskey } from './service/statement-page.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { moment } from './text/times.ts';

interface GiveOptions {
  readonly to: string;
  readonly until: string;
  readonly reason: string;
  readonly group?: readonly string[];
  readonly withoutGroups?: true;
}

/** `npx countersign delegations …`: the right to approve, lent for a time (ADR 51). */
export function addDelegations(root: Command, terminal: Terminal): void {
  const group = root
    .command('delegations')
    .description('lend your right to approve for a time, and see what is lent to you')
    .helpCommand(false);
  withExamples(
    group,
    'delegations list',
    'delegations give --to person:ivan --until 2026-12-14T18:00:00Z --reason "on leave"',
    'delegations withdraw DELEGATION',
  );
  const listing = group
    .command('list')
    .description('what you have lent, and in whose place you may decide')
    .action((_: object, command: Command) => listDelegations(new Session(command, terminal)));
  withExamples(listing, 'delegations list');
  addGive(group, terminal);
  const withdrawing = group
    .command('withdraw')
    .description('take back what you have lent, or give back what was lent to you; people on duty end any')
    .argument('<delegation>', 'its id, as `delegations list` shows it')
    .option('--from <person>', 'who has lent it, where it is neither from you nor to you', personArgument)
    .action((id: string, { from }: { readonly from?: string }, command: Command) =>
      withdraw(new Session(command, terminal), id, from),
    );
  withExamples(withdrawing, 'delegations withdraw DELEGATION', [
    'delegations withdraw DELEGATION --from person:ida',
    'as somebody on duty',
  ]);
}

function addGive(group: Command, terminal: Terminal): void {
  const giving = group
    .command('give')
    .description('lend your right to approve; you sign it with your passkey in the browser')
    .requiredOption('--to <person>', 'who stands in for you, such as person:ivan', personArgument)
    .requiredOption('--until <moment>', 'its end, in UTC, within 30 days', timeArgument)
    .requiredOption('--reason <text>', 'why')
    .option('--group <group...>', 'the approver groups that you lend; all that you hold where nothing is said')
    .addOption(new Option('--without-groups', 'only what you approve as a manager or custodian').conflicts('group'))
    .action((options: GiveOptions, command: Command) => give(new Session(command, terminal), options));
  withExamples(
    giving,
    'delegations give --to person:ivan --until 2026-12-14T18:00:00Z --reason "on leave"',
    'delegations give --to person:ivan --until 2026-12-14T18:00:00Z --group identity --reason "on leave"',
    [
      'delegations give --to person:ken --until 2026-12-14T18:00:00Z --without-groups --reason "on leave"',
      'as a manager',
    ],
  );
}

const read = async (session: Session): Promise<DelegationList> =>
  session.read(await session.api.get(['delegations'], {}), isDelegationList);

async function listDelegations(session: Session): Promise<void> {
  session.show(await session.api.get(['delegations'], {}), isDelegationList, listInWords);
}

/** Signed on the console. What was recorded is read from the service. */
async function give(session: Session, { to, until, reason, group, withoutGroups }: GiveOptions): Promise<void> {
  const before = await read(session);
  if (before.passkeys.length === 0) throw withoutPasskey(session.url);
  const groups = [...(withoutGroups === true ? [] : (group ?? before.groups))];
  const order = { to, groups, until, reason };
  const isIt = (one: ShownDelegation): boolean =>
    one.to === to && one.until === until && one.reason === reason && same(one, order);
  // Said again, it is lent already: nobody signs it twice.
  const done =
    before.given.find(isIt) ??
    (await signOnPage<ShownDelegation>(session, {
      ...{ place: `/delegations/sign/${spelled(order)}`, passkeys: before.passkeys },
      read: async () => (await read(session)).given.find(isIt),
      hint: 'see what you have lent: `npx countersign delegations list`',
    }));
  session.terminal.out(session.json ? session.document(done) : givenInWords(printable(done), session.view));
}

const same = (one: Pick<ShownDelegation, 'groups'>, other: Pick<ShownDelegation, 'groups'>): boolean =>
  [...one.groups].sort().join() === [...other.groups].sort().join();

async function withdraw(session: Session, id: string, from: string | undefined): Promise<void> {
  const lender = from === undefined ? await lenderOf(session, id) : from;
  const answer = await session.api.post(['delegations', 'withdrawals'], { from: lender, delegation: id });
  session.show(
    answer,
    isWithdrawn,
    () => 'It is withdrawn. What was decided under it and is not executed yet counts no more.\n',
  );
}

async function lenderOf(session: Session, id: string): Promise<string> {
  const { given, taken } = await read(session);
  const found = [...given, ...taken].find((one) => one.id === id);
  if (found !== undefined) return found.from;
  throw new Failure(
    EXIT.refused,
    { code: 'delegation-unknown', title: 'you neither lend nor hold a delegation with this id; nothing has been done' },
    { hint: 'see the ids: `npx countersign delegations list`; people on duty name its giver with `--from`' },
  );
}

function givenInWords({ id, to, until, groups }: ShownDelegation, { now }: View): string {
  const what =
    groups.length === 0 ? 'what you approve as a manager or custodian' : `your right to approve (${groups.join(', ')})`;
  return `You lend ${what} to ${to} until ${moment(until, now)}.\nTake it back: npx countersign delegations withdraw ${id}\n`;
}

function listInWords(list: DelegationList, { style, now }: View): string {
  const { given, taken } = printable(list);
  const rows = (all: readonly ShownDelegation[], who: 'to' | 'from') =>
    all.map((one) => [one.id, one[who], one.groups.join(' ') || '-', moment(one.until, now), one.reason]);
  const parts = [
    given.length === 0
      ? 'you lend your right to approve to nobody\n'
      : `You lend:\n${table(['DELEGATION', 'TO', 'GROUPS', 'UNTIL', 'WHY'], rows(given, 'to'), style)}`,
    taken.length === 0
      ? 'nobody lends you theirs\n'
      : `You may decide in the place of (\`recoveries approve ID --for PERSON\`):\n${table(['DELEGATION', 'FROM', 'GROUPS', 'UNTIL', 'WHY'], rows(taken, 'from'), style)}`,
  ];
  return parts.join('\n');
}
