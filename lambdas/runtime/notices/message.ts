import type { Language } from '../../core/recovery/account.ts';
import type { Message } from '../../ports/delivery.ts';
import { Secret } from '../../ports/secret.ts';
import type { StopTokens } from '../../ports/stop-tokens.ts';
import { languageOf } from '../messages/language.ts';
import { REGISTRY_NOTICES } from '../messages/registry-texts.ts';
import { spokenNotice } from '../messages/spoken.ts';
import { filled, moment, NOTICE_TEXTS, type NoticeKind } from '../messages/texts.ts';
import type { Telling } from './telling.ts';

export interface MessageServices {
  readonly stopTokens: Pick<StopTokens, 'of'>;
  /** Where the requester's page is, without a slash at the end. */
  readonly publicUrl: string;
}

/** What administrators did, and not somebody who says that they are the owner. */
const OF_REGISTRY: readonly NoticeKind[] = REGISTRY_NOTICES;

/** Over, or no recovery at all: there is nothing to stop. */
const UNSTOPPABLE: readonly NoticeKind[] = ['proof-wrong', 'revoked', 'enrolled', 'removed', ...OF_REGISTRY];

/** A notice in the language of the account, with what to do for somebody who knows nothing of it. */
export async function messageFor(
  { stopTokens, publicUrl }: MessageServices,
  { commit: { recovery, at }, kind, action, after }: Telling,
): Promise<Message> {
  const language: Language = languageOf(after);
  const texts = NOTICE_TEXTS[language];
  const { subject, says } = texts.notices[kind];
  const what = filled(says, action === undefined ? {} : { action: texts.actions[action] });
  const said = [what, filled(texts.at, { at: moment(at) })];
  const tell = OF_REGISTRY.includes(kind) ? texts.unexpected : texts.tell;
  if (recovery === null || UNSTOPPABLE.includes(kind)) said.push(tell);
  else {
    const page = `${publicUrl}/r/${recovery}`;
    said.push(filled(texts.page, { link: page }));
    // Behind the `#`, so that no server, proxy or log on the way ever sees it.
    said.push(filled(texts.stop, { link: `${page}#stop=${(await stopTokens.of(recovery)).reveal()}` }));
  }
  return { subject, text: new Secret(said.join('\n\n')), spoken: spokenNotice(language, what, tell) };
}
