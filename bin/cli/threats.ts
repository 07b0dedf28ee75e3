import { type Command, Option } from 'commander';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import { numberArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { isLowered, isThreat, isThreatList, type ThreatAnswer, type ThreatList } from './service/answers.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { absolute } from './text/times.ts';

const ACCOUNT = 'for this account';

interface RaiseOptions {
  readonly account?: string;
  readonly desk?: string;
  readonly hours: number;
  readonly reason: string;
}

/** `npx countersign threats …`: the threat level, for people on duty. */
export function addThreats(root: Command, terminal: Terminal): void {
  const group = root.command('threats').description('the threat level; raising it adds demands').helpCommand(false);
  withExamples(group, 'threats list', ['threats raise --hours 4 --reason "many calls tonight"', 'for everybody']);
  const listing = group
    .command('list')
    .description('threat levels that are raised now')
    .option('--account <account>', `${ACCOUNT} too`)
    .action(async ({ account }: { readonly account?: string }, command: Command) => {
      const session = new Session(command, terminal);
      const query = account === undefined ? {} : { account };
      session.show(await session.api.get(['threats'], query), isThreatList, listInWords);
    });
  withExamples(listing, 'threats list');
  const raising = group
    .command('raise')
    .description('raise it, for everybody unless an account or a desk is named; it ends by itself')
    .addOption(new Option('--account <account>', ACCOUNT).conflicts('desk'))
    .option('--desk <desk>', 'for this desk')
    .requiredOption('--hours <number>', 'for how long', numberArgument)
    .requiredOption('--reason <text>', 'what you see')
    .action(async ({ hours, ...given }: RaiseOptions, command: Command) => {
      const session = new Session(command, terminal);
      const until = plusSeconds(terminal.now(), hours * 3_600);
      session.show(await session.api.post(['threats'], { ...given, until }), isThreat, raisedInWords);
    });
  withExamples(raising, 'threats raise --desk night --hours 8 --reason "three callers with one script"');
  const lowering = group
    .command('lower')
    .description('ask to lower it before its end, signed with your passkey; a second person on duty must ask too')
    .argument('<threat>', 'its id, as `threats list` shows it')
    .option('--account <account>', 'the account, if it was raised for one')
    .action(async (threat: string, { account }: { readonly account?: string }, command: Command) => {
      const session = new Session(command, terminal);
      const body = account === undefined ? { threat } : { threat, account };
      const { lowerOnConsole } = await import('./loosening.ts');
      const signed = await lowerOnConsole(session, body);
      if (signed !== undefined)
        return session.terminal.out(session.json ? session.document(signed) : loweredInWords(signed));
      session.show(await session.api.post(['threats', 'lowerings'], body), isLowered, loweredInWords);
    });
  withExamples(lowering, 'threats lower THREAT');
}

const loweredInWords = ({ lowered }: { readonly lowered: boolean }): string =>
  lowered ? 'The threat level is lowered.\n' : 'Recorded. A second person on duty has to say so too.\n';

const scopeOf = ({ account, desk, drain }: Pick<ThreatAnswer, 'account' | 'desk' | 'drain'>): string =>
  drain ? 'a drain' : (account ?? (desk === null ? 'everybody' : `desk ${desk}`));

const raisedInWords = (threat: ThreatAnswer): string =>
  `The threat level is raised for ${scopeOf(threat)} until ${absolute(threat.until)}. Two people on duty lower it: threats lower ${threat.threat}\n`;

function listInWords(list: ThreatList, { style }: View): string {
  const { threats } = printable(list);
  if (threats.length === 0) return 'no threat level is raised\n';
  const rows = threats.map((one) => [one.id, scopeOf(one), absolute(one.until), one.by, one.reason]);
  return table(['THREAT', 'FOR', 'UNTIL', 'RAISED BY', 'WHY'], rows, style);
}
