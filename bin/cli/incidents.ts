import type { Command } from 'commander';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import { numberArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { give } from './recoveries/open.ts';
import { type IncidentList, isIncident, isIncidentList } from './service/answers.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { absolute } from './text/times.ts';

interface DeclareOptions {
  readonly hours: number;
  readonly reason: string;
}

/** `npx countersign incidents …` and `break-glass`: the emergency path of rule 19. */
export function addIncidents(root: Command, terminal: Terminal): void {
  const group = root.command('incidents').description('declared incidents, and who broke the glass').helpCommand(false);
  withExamples(group, 'incidents list', 'incidents declare INC-4711 --hours 4 --reason "the directory is down"');
  const listing = group
    .command('list')
    .description('incidents that last, and uses of break-glass whose review is owed')
    .action(async (_: object, command: Command) => {
      const session = new Session(command, terminal);
      session.show(await session.api.get(['incidents'], {}), isIncidentList, listInWords);
    });
  withExamples(listing, 'incidents list');
  const declaring = group
    .command('declare')
    .description('declare an incident, or declare it for longer, signed with your passkey; for people on duty')
    .argument('<incident>', 'its number, as your incident system has it')
    .requiredOption('--hours <number>', 'for how long, a day at most', numberArgument)
    .requiredOption('--reason <text>', 'what has happened')
    .action(async (incident: string, { hours, reason }: DeclareOptions, command: Command) => {
      const session = new Session(command, terminal);
      const until = plusSeconds(terminal.now(), hours * 3_600);
      const done = () => `Incident ${incident} is declared until ${absolute(until)}.\n`;
      const { isDeclaredOnConsole } = await import('./loosening.ts');
      if (await isDeclaredOnConsole(session, { incident, until, reason }))
        return session.terminal.out(session.json ? session.document({ incident }) : done());
      session.show(await session.api.post(['incidents'], { incident, until, reason }), isIncident, done);
    });
  withExamples(declaring, 'incidents declare INC-4711 --hours 4 --reason "the directory is down"');
  const ending = group
    .command('end')
    .description('end an incident before its time')
    .argument('<incident>', 'its number')
    .action(async (incident: string, _: object, command: Command) => {
      const session = new Session(command, terminal);
      const answer = await session.api.post(['incidents', 'ends'], { incident });
      session.show(answer, isIncident, () => `Incident ${incident} has ended.\n`);
    });
  withExamples(ending, 'incidents end INC-4711');
  const breaking = root
    .command('break-glass')
    .description('let two people of the emergency roster countersign, at once, under a declared incident')
    .argument('<recovery>', 'its id')
    .requiredOption('--incident <number>', 'the declared incident')
    .requiredOption('--reason <text>', 'why nobody can wait')
    .action(async (id: string, body: { readonly incident: string; readonly reason: string }, command: Command) => {
      await give(new Session(command, terminal), [id, 'emergencies'], { body });
    });
  withExamples(breaking, 'break-glass ID --incident INC-4711 --reason "payments stand still"');
}

function listInWords(list: IncidentList, { style }: View): string {
  const { incidents, uses } = printable(list);
  if (incidents.length === 0 && uses.length === 0) return 'no incident is declared, and no review is owed\n';
  const declared = incidents.map((one) => [one.incident, absolute(one.until), one.by, one.reason]);
  const owed = uses.map((one) => [
    one.recovery,
    one.account,
    one.incident,
    absolute(one.reviewBy),
    one.people.join(' '),
  ]);
  return [
    ...(declared.length === 0 ? [] : [table(['INCIDENT', 'UNTIL', 'DECLARED BY', 'WHY'], declared, style)]),
    ...(owed.length === 0 ? [] : [table(['RECOVERY', 'ACCOUNT', 'INCIDENT', 'REVIEW BY', 'USED BY'], owed, style)]),
  ].join('\n');
}
