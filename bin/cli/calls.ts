import { type Command, Option } from 'commander';
import { CALL_REASONS } from '../../lambdas/core/recovery/state/calls.ts';
import { withExamples } from './help.ts';
import { type CallList, isAnsweredCall, isCallList, isOpenedCall, type OpenedCall } from './service/answers.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { absolute } from './text/times.ts';

interface OpenOptions {
  readonly desk: string;
  readonly reason: string;
}

/** `npx countersign calls …`: calls that an agent makes, which whoever is called can look up at `/call` (rule 12). */
export function addCalls(root: Command, terminal: Terminal): void {
  const group = root
    .command('calls')
    .description('calls to owners of accounts, who can look up who calls them; for agents')
    .helpCommand(false);
  withExamples(group, 'calls open okta:jane --desk north --reason sign-in', 'calls list');
  const opening = group
    .command('open')
    .description('before you call somebody: open the call, and read what you say to them')
    .argument('<account>', 'the account of whom you call')
    .requiredOption('--desk <desk>', 'your desk')
    .addOption(new Option('--reason <reason>', 'why you call').choices(CALL_REASONS).makeOptionMandatory())
    .action(async (account: string, { desk, reason }: OpenOptions, command: Command) => {
      const session = new Session(command, terminal);
      session.show(await session.api.post(['calls'], { account, desk, reason }), isOpenedCall, openedInWords);
    });
  withExamples(opening, 'calls open okta:jane --desk north --reason sign-in');
  const listing = group
    .command('list')
    .description('the call that you make now, with its words')
    .action(async (_: object, command: Command) => {
      const session = new Session(command, terminal);
      session.show(await session.api.get(['calls'], {}), isCallList, listInWords);
    });
  withExamples(listing, 'calls list');
  const hearing = group
    .command('hear')
    .description('the two words that whoever you called says: whether their page shows them')
    .argument('<call>', 'its id, as `calls list` shows it')
    .argument('<words...>', 'what they said')
    .action(async (call: string, words: readonly string[], _: object, command: Command) => {
      const session = new Session(command, terminal);
      const answer = await session.api.post(['calls', call, 'answers'], { heard: words.join(' ') });
      session.show(
        answer,
        isAnsweredCall,
        () => 'Their page shows these words: they see your call. This proves no identity.\n',
      );
    });
  withExamples(hearing, 'calls hear CALL brave otter');
}

const openedInWords = ({ call, words, until }: OpenedCall): string =>
  [
    `The call is open until ${absolute(until)}: ${call}`,
    'Say: open the page of our help desk, with /call at its end, and type these words:',
    `  ${words.join(' ')}`,
    'Then ask for the two words that they see, and type them: calls hear CALL WORDS',
    '',
  ].join('\n');

function listInWords(list: CallList, { style }: View): string {
  const { items } = printable(list);
  if (items.length === 0) return 'you make no call now\n';
  const stateOf = (one: CallList['items'][number]): string =>
    one.reported ? 'reported as false' : one.answered ? 'their words were right' : 'waits';
  const rows = items.map((one) => [one.call, one.account, one.words.join(' '), absolute(one.until), stateOf(one)]);
  return table(['CALL', 'ACCOUNT', 'SAY', 'UNTIL', 'STATE'], rows, style);
}
