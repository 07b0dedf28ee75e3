import { type CommandAnswer, isCommand } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { stageInWords } from '../text/recovery.ts';

/** Gives a recovery a command, and says where it stands then. */
export async function give(session: Session, [id, what]: readonly [string, string], body: object): Promise<void> {
  session.show(await session.api.post(['recoveries', id, what], body), isCommand, done);
}

function done({ recovery, status, seq, repeated }: CommandAnswer): string {
  const recorded = repeated ? 'was recorded before' : `is recorded as commit ${seq}`;
  return `This ${recorded}. Recovery ${recovery} ${stageInWords(status)}.\n`;
}
