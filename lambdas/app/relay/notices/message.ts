import type { HelpDesk } from '../../../contract/help-desk.ts';
import { requesterPage, stopPage } from '../../../contract/links.ts';
import type { RuleReference } from '../../../core/policy/policy.ts';
import { type EndedBy, whyEnded } from '../../../core/recovery/state/ending.ts';
import type { Language } from '../../../core/registry/account.ts';
import type { Message } from '../../../ports/delivery.ts';
import type { StopTokens } from '../../../ports/keyed.ts';
import { Secret } from '../../../ports/secret.ts';
import { footOf, subjectLine } from '../../messages/desk-texts.ts';
import { ENDING_NOTICES, ENDING_TEXTS, type EndingNotice } from '../../messages/ending-texts.ts';
import { REGISTRY_NOTICES, REGISTRY_TEXTS, RELATED_TEXTS, type RegistryNotice } from '../../messages/registry-texts.ts';
import { spokenNotice } from '../../messages/spoken.ts';
import { filled, languageOf, moment, NOTICE_TEXTS, type NoticeKind } from '../../messages/texts.ts';
import type { Telling } from './telling.ts';

export interface MessageServices {
  readonly stopTokens: Pick<StopTokens, 'of'>;
  /** Address of the requester's page, without a final slash. */
  readonly publicUrl: string;
  readonly helpDesk: HelpDesk;
}

/** Notices about something that is over, or is no recovery: nothing can be stopped. */
const UNSTOPPABLE: readonly NoticeKind[] = [
  ...(['proof-wrong', 'revoked', 'ended', 'enrolled', 'removed'] as const),
  ...ENDING_NOTICES,
  ...REGISTRY_NOTICES,
];

/** Notices about administrators' changes, not about somebody who claims to be the owner. */
const isOfRegistry = (kind: NoticeKind): kind is RegistryNotice =>
  (REGISTRY_NOTICES as readonly NoticeKind[]).includes(kind);

const isOfEnding = (kind: NoticeKind): kind is EndingNotice => (ENDING_NOTICES as readonly NoticeKind[]).includes(kind);

/** The texts of a notice of this kind, and its advice on whom to tell. */
function textsOf(kind: NoticeKind, language: Language) {
  if (isOfRegistry(kind)) {
    const { notices, unexpected } = REGISTRY_TEXTS[language];
    return { ...notices[kind], tell: unexpected };
  }
  const { notices, tell } = NOTICE_TEXTS[language];
  if (isOfEnding(kind)) return { ...ENDING_TEXTS[language].notices[kind], tell };
  return { ...notices[kind === 'planned' ? 'opened' : kind], tell };
}

/** A notice in words: what happened, and what to do if it was unexpected. */
interface Written {
  readonly language: Language;
  readonly subject: string;
  /** The event, then its time. */
  readonly said: readonly [what: string, when: string];
  /** Who said no, and the next step, when the recovery ended by a no (rule 21); else empty. */
  readonly why: readonly string[];
  readonly tell: string;
  /** The page that can stop it; undefined when nothing can be stopped. */
  readonly page: string | undefined;
}

function written({ commit: { recovery, at, events }, kind, action, after }: Telling, publicUrl: string): Written {
  const language = languageOf(after);
  const texts = NOTICE_TEXTS[language];
  const { subject, says, tell } = textsOf(kind, language);
  const what = filled(says, action === undefined ? {} : { action: texts.actions[action] });
  const page = recovery === null || UNSTOPPABLE.includes(kind) ? undefined : requesterPage(publicUrl, recovery);
  const ended = whyEnded(events);
  const why = ended === undefined ? [] : endingSays(ended, language);
  return { language, subject, said: [what, filled(texts.at, { at: moment(at) })], why, tell, page };
}

/** A notice in the account's language, with advice for a recipient who did not expect it. */
export async function messageFor(
  { stopTokens, publicUrl, helpDesk }: MessageServices,
  telling: Telling,
): Promise<Message> {
  const { language, subject, said, why, tell, page } = written(telling, publicUrl);
  const { recovery } = telling.commit;
  const texts = NOTICE_TEXTS[language];
  const more = [tell];
  if (page !== undefined && recovery !== null) {
    const link = stopPage(publicUrl, recovery, (await stopTokens.of(recovery)).reveal());
    more.splice(0, 1, filled(texts.page, { link: page }), filled(texts.stop, { link }));
  }
  const text = new Secret([...said, ...why, ...more, ...footOf(helpDesk, language)].join('\n\n'));
  return {
    subject: subjectLine(subject, helpDesk, language),
    text,
    spoken: spokenNotice({ language, helpDesk }, said[0], ...why, tell),
  };
}

/**
 * The notice as a letter. INVARIANT: it contains no stop token, because letters are printed, carried and thrown away, and nobody types
 * tokens. It names the people to call and the page that can stop the recovery.
 */
export function letterFor({ publicUrl, helpDesk }: Omit<MessageServices, 'stopTokens'>, telling: Telling): Message {
  const { language, subject, said, why, tell, page } = written(telling, publicUrl);
  const more = page === undefined ? tell : filled(NOTICE_TEXTS[language].letter, { link: page });
  const text = new Secret([...said, ...why, more, ...footOf(helpDesk, language)].join('\n\n'));
  return { subject: subjectLine(subject, helpDesk, language), text, spoken: null };
}

/**
 * The notice for a person whom only the policy names. It names the recovery, which they can read when signed in, and contains no link: the
 * page is for the requester.
 */
export function relatedFor({ publicUrl, helpDesk }: Omit<MessageServices, 'stopTokens'>, telling: Telling): Message {
  const { language, said, why } = written(telling, publicUrl);
  const [what, when] = said;
  const { recovery } = telling.commit;
  const { subject, says, read, tell } = RELATED_TEXTS[language];
  const named = recovery === null ? [] : [filled(read, { recovery })];
  return {
    subject: subjectLine(subject, helpDesk, language),
    text: new Secret(
      [filled(says, { said: what }), when, ...why, ...named, tell, ...footOf(helpDesk, language)].join('\n\n'),
    ),
    spoken: null,
  };
}

/** Most rules that a notice names. A policy may deny by many at once; one that is changed first is enough to go on. */
const MOST_NAMED = 3;

/** Who said no, then the next step; both end with a period. Nothing in it is typed by a requester: rules, controls and owners are the policy's. */
function endingSays({ rules, next }: EndedBy, language: Language): readonly string[] {
  const texts = ENDING_TEXTS[language];
  const said = rules.slice(0, MOST_NAMED).map((rule) => saidBy(rule, texts));
  return [...said, filled(texts.next[next], { owner: rules[0]?.owner ?? '' })];
}

function saidBy(
  { rule, control, owner }: RuleReference,
  { byPolicy, byProduct }: (typeof ENDING_TEXTS)[Language],
): string {
  const [, number] = FIXED.exec(rule) ?? [];
  return number === undefined ? filled(byPolicy, { rule, control, owner }) : filled(byProduct, { number });
}

/** As `fixedRule` spells it; the id of a policy's rule has no space. */
const FIXED = /^rule (\d+)$/;
