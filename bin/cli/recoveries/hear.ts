import { EXIT, Failure } from '../failure.ts';
import { isRecovery } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

/** `recoveries hear`: whether a page of this recovery shows the words that a caller says (rule 12). It proves nothing, and changes nothing. */
export async function hear(session: Session, id: string, words: string): Promise<void> {
  const answer = await session.api.get(['recoveries', id], { heard: words });
  if (session.read(answer, isRecovery).heard !== true)
    throw new Failure(
      EXIT.refused,
      { code: 'page-unknown', title: 'no page of this recovery that has typed your words shows these' },
      { hint: 'say your words again and ask for theirs; where they stay different, stop: `recoveries suspect ID`' },
    );
  const said = 'A page of this recovery shows these words. Words can be passed on: they prove nothing by themselves.';
  session.terminal.out(session.json ? session.document({ recovery: id, heard: true }) : `${said}\n`);
}
