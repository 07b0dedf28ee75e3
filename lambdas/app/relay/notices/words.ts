import { commandLine, consolePage, LIST_COMMAND } from '../../../contract/links.ts';
import { CONSOLE_PATH } from '../../../contract/sign-in.ts';
import type { Recovery, StreamState } from '../../../core/recovery/state/state.ts';
import type { Task, ToTell } from '../../../core/recovery/views/asked.ts';
import type { PersonId } from '../../../core/registry/person.ts';
import type { ChatMessage } from '../../../ports/chat.ts';
import type { Message } from '../../../ports/delivery.ts';
import { Secret } from '../../../ports/secret.ts';
import { ASKING_TEXTS } from '../../messages/asking-texts.ts';
import { riskSentence } from '../../messages/risk.ts';
import { filled, languageOf, moment } from '../../messages/texts.ts';

/**
 * What people are told of a task, before it becomes a mail or a message of a chat. In the account's language. It holds no secret, no session,
 * no contact, and only registered names: nothing that a requester or a ticket has typed.
 */
export interface TaskWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** How to open it, and that this decides nothing; null when there is nothing left to do. */
  readonly opens: {
    readonly url: string;
    readonly label: string;
    readonly console: string;
    readonly command: string;
    readonly care: string;
  } | null;
}

export interface About {
  readonly recovery: Recovery;
  readonly now: StreamState;
  readonly publicUrl: string;
  /** The person who lent whoever is told their right to approve; absent: it is their own. */
  readonly inPlaceOf?: PersonId | undefined;
}

/** The words for one task: it is asked for, asked for anew, still waits, or is not needed any more. */
export function taskWords({ task, says, until }: ToTell, about: About): TaskWords {
  const texts = ASKING_TEXTS[languageOf(about.now)];
  if (says === 'withdrawn') return ended(texts.withdrawnSubject, texts.leads.withdrawn, about);
  const { account, named } = namesIn(about);
  const lead = says === 'asked' ? '' : says === 'asked-anew' && task === 'review' ? texts.overdue : texts.leads[says];
  const { id } = about.recovery;
  const url = consolePage(about.publicUrl, id, about.inPlaceOf);
  const lent = about.inPlaceOf === undefined ? '' : filled(texts.inPlace, { who: about.inPlaceOf });
  const time = until === null ? '' : filled(texts.until, { at: moment(until) });
  return {
    subject:
      says === 'reminder' ? filled(texts.reminderSubject, { subject: texts.subjects[task] }) : texts.subjects[task],
    paragraphs: [account, riskOf(about), lead, lent, texts.tasks[task], time, named].filter((part) => part !== ''),
    opens: {
      ...{ url, label: texts.console, care: texts.care },
      console: filled(texts.open, { link: url }),
      command: filled(texts.command, { command: commandLine(id) }),
    },
  };
}

/** The words for whoever was asked too, when somebody has done it. */
export function doneWords(about: About): TaskWords {
  const texts = ASKING_TEXTS[languageOf(about.now)];
  return ended(texts.doneSubject, texts.done, about);
}

function ended(subject: string, lead: string, about: About): TaskWords {
  const { account, named } = namesIn(about);
  return { subject, paragraphs: [account, lead, named], opens: null };
}

function namesIn({ recovery: { id, action }, now }: About) {
  const texts = ASKING_TEXTS[languageOf(now)];
  const { account = '' } = now.profile.current ?? {};
  return {
    account: filled(texts.about, { account, action: texts.actions[action] }),
    named: filled(texts.recovery, { recovery: id }),
  };
}

/** The risk in one sentence: the score, and the heaviest signal. */
function riskOf({ recovery: { plan }, now }: About): string {
  const texts = ASKING_TEXTS[languageOf(now)];
  if (plan === null) return '';
  const { score, signals } = plan.risk;
  const [heaviest] = signals;
  return heaviest === undefined
    ? texts.riskNone
    : filled(texts.risk, { score: String(score), sentence: riskSentence(heaviest, languageOf(now)) });
}

/** One recovery in a message for many. */
export interface DigestLine {
  readonly state: StreamState;
  readonly recovery: string;
  readonly task: Task;
}

/** Recoveries that a message for many names; the console lists them all. */
const MOST_LINES = 20;

/** The words for many recoveries, in the language of the first account. */
export function digestWords(lines: readonly DigestLine[], publicUrl: string): TaskWords {
  const [first] = lines;
  const texts = ASKING_TEXTS[first === undefined ? 'en' : languageOf(first.state)];
  const named = lines.slice(0, MOST_LINES).map(({ state, recovery, task }) => {
    const account = state.profile.current?.account ?? '';
    return `${account}: ${texts.subjects[task]} (${recovery}).`;
  });
  const more = lines.length - named.length;
  const url = `${publicUrl}${CONSOLE_PATH}`;
  return {
    subject: filled(texts.manySubject, { count: String(lines.length) }),
    paragraphs: [texts.many, ...named, ...(more > 0 ? [filled(texts.more, { count: String(more) })] : [])],
    opens: {
      ...{ url, label: texts.console, care: texts.care },
      console: filled(texts.open, { link: url }),
      command: filled(texts.command, { command: LIST_COMMAND }),
    },
  };
}

export function mailOf({ subject, paragraphs, opens }: TaskWords): Message {
  const ways = opens === null ? [] : [`${opens.console}\n${opens.command}`, opens.care];
  return { subject, text: new Secret([...paragraphs, ...ways].join('\n\n')), spoken: null };
}

/** Opening the link decides nothing, so a message of a chat has the link alone: no button, no command. */
export const chatMessageOf = ({ subject, paragraphs, opens }: TaskWords): ChatMessage => ({
  subject,
  paragraphs: opens === null ? paragraphs : [...paragraphs, opens.care],
  link: opens === null ? null : { label: opens.label, url: opens.url },
});
