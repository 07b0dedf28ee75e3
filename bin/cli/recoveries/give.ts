import { type CommandAnswer, isCommand } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { stageInWords } from '../text/recovery.ts';

/** Words for a status that says less than this command has just brought about. */
export type Effect = Readonly<Record<string, string>>;

/** Gives a recovery a command, and says where it stands then. */
export async function give(
  session: Session,
  [id, what]: readonly [string, string],
  given: { readonly body: object; readonly effect?: Effect },
): Promise<void> {
  const answer = await session.api.post(['recoveries', id, what], given.body);
  session.show(answer, isCommand, (done) => inWords(done, given.effect ?? {}));
}

function inWords({ recovery, status, seq, repeated }: CommandAnswer, effect: Effect): string {
  const recorded = repeated ? 'was recorded before' : `is recorded as commit ${seq}`;
  return `This ${recorded}. Recovery ${recovery} ${effect[status] ?? stageInWords(status)}.\n`;
}
