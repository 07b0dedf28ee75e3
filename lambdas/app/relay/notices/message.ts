import type { Language } from '../../../core/registry/account.ts';
import type { Message } from '../../../ports/delivery.ts';
import type { StopTokens } from '../../../ports/keyed.ts';
import { Secret } from '../../../ports/secret.ts';
import { REGISTRY_NOTICES, REGISTRY_TEXTS, RELATED_TEXTS, type RegistryNotice } from '../../messages/registry-texts.ts';
import { spokenNotice } from '../../messages/spoken.ts';
import { filled, languageOf, moment, NOTICE_TEXTS, type NoticeKind } from '../../messages/texts.ts';
import type { Telling } from './telling.ts';

export interface MessageServices {
  readonly stopTokens: Pick<StopTokens, 'of'>;
  /** Where the requester's page is, without a slash at the end. */
  readonly publicUrl: string;
}

/** Over, or no recovery at all: there is nothing to stop. */
const UNSTOPPABLE: readonly NoticeKind[] = [
  ...(['proof-wrong', 'revoked', 'ended', 'enrolled', 'removed'] as const),
  ...REGISTRY_NOTICES,
];

/** What administrators did, and not somebody who says that they are the owner. */
const isOfRegistry = (kind: NoticeKind): kind is RegistryNotice =>
  (REGISTRY_NOTICES as readonly NoticeKind[]).includes(kind);

/** What a notice of this kind says, and whom to tell. */
function textsOf(kind: NoticeKind, language: Language) {
  if (isOfRegistry(kind)) {
    const { notices, unexpected } = REGISTRY_TEXTS[language];
    return { ...notices[kind], tell: unexpected };
  }
  const { notices, tell } = NOTICE_TEXTS[language];
  return { ...notices[kind === 'planned' ? 'opened' : kind], tell };
}

/** What somebody is told, and what to do where they know nothing of it. */
interface Written {
  readonly language: Language;
  readonly subject: string;
  /** What happened, and then when. */
  readonly said: readonly [what: string, when: string];
  readonly tell: string;
  /** The page on which it can be stopped; undefined where there is nothing to stop. */
  readonly page: string | undefined;
}

function written({ commit: { recovery, at }, kind, action, after }: Telling, publicUrl: string): Written {
  const language = languageOf(after);
  const texts = NOTICE_TEXTS[language];
  const { subject, says, tell } = textsOf(kind, language);
  const what = filled(says, action === undefined ? {} : { action: texts.actions[action] });
  const page = recovery === null || UNSTOPPABLE.includes(kind) ? undefined : `${publicUrl}/r/${recovery}`;
  return { language, subject, said: [what, filled(texts.at, { at: moment(at) })], tell, page };
}

/** A notice in the language of the account, with what to do for somebody who knows nothing of it. */
export async function messageFor({ stopTokens, publicUrl }: MessageServices, telling: Telling): Promise<Message> {
  const { language, subject, said, tell, page } = written(telling, publicUrl);
  const { recovery } = telling.commit;
  const texts = NOTICE_TEXTS[language];
  const more = [tell];
  if (page !== undefined && recovery !== null) {
    // Behind the `#`, so that no server, proxy or log on the way ever sees it.
    const link = `${page}#stop=${(await stopTokens.of(recovery)).reveal()}`;
    more.splice(0, 1, filled(texts.page, { link: page }), filled(texts.stop, { link }));
  }
  const text = new Secret([...said, ...more].join('\n\n'));
  return { subject, text, spoken: spokenNotice(language, said[0], tell) };
}

/**
 * The same as a letter. INVARIANT: no stop token is in it: people print it, carry it and throw it away, and nobody types it. It says whom to
 * call, and which page can stop it too.
 */
export function letterFor({ publicUrl }: Pick<MessageServices, 'publicUrl'>, telling: Telling): Message {
  const { language, subject, said, tell, page } = written(telling, publicUrl);
  const more = page === undefined ? tell : filled(NOTICE_TEXTS[language].letter, { link: page });
  return { subject, text: new Secret([...said, more].join('\n\n')), spoken: null };
}

/**
 * The same for somebody whom only the policy tells. It names the recovery, which they can read signed in, and holds no link: the
 * page is the requester's.
 */
export function relatedFor({ publicUrl }: Pick<MessageServices, 'publicUrl'>, telling: Telling): Message {
  const { language, said } = written(telling, publicUrl);
  const [what, when] = said;
  const { recovery } = telling.commit;
  const { subject, says, read, tell } = RELATED_TEXTS[language];
  const named = recovery === null ? [] : [filled(read, { recovery })];
  return { subject, text: new Secret([filled(says, { said: what }), when, ...named, tell].join('\n\n')), spoken: null };
}
