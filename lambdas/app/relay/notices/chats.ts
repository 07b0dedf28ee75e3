import { findRecovery, type Recovery } from '../../../core/recovery/state/state.ts';
import { type Asked, isServed, openTasks, type ToTell } from '../../../core/recovery/views/asked.ts';
import type {
  Chat,
  ChatMessage,
  ChatName,
  ChatNote,
  ChatNotes,
  ChatPlace,
  ChatReader,
  ChatThread,
} from '../../../ports/chat.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { load } from '../../ledger/load.ts';
import { log } from '../../log.ts';
import { type AskingServices, peopleWho, type TaskNews } from './asking.ts';
import type { Paced } from './pacing.ts';
import { chatMessageOf, doneWords, type TaskWords, taskWords } from './words.ts';

/** A chat that the deployment has. */
export interface ChatWay {
  readonly name: ChatName;
  /** The audiences that have a channel: parts (`verifier`, `approver:identity`) and relations (`manager`). */
  readonly audiences: readonly string[];
  /** Whether people of an audience without a channel are written to each, by their registered mailboxes. */
  readonly direct: boolean;
  readonly chat: Chat;
}

export interface ChatServices extends AskingServices {
  readonly chats: readonly ChatWay[];
  readonly chatNotes: ChatNotes;
}

/** What one reader in a chat is told because of a commit. */
export interface ChatPost {
  readonly audience: `chat:${string}`;
  /** Its name in the marker of sent notices. */
  readonly contact: string;
  readonly send: () => Promise<void>;
  /** For a message that asks for something. */
  readonly paced?: Paced;
}

interface Reader {
  readonly name: string;
  readonly to: ChatReader;
  /** Those whom the reader stands for. */
  readonly asked: readonly Asked[];
}

/** A task as a reader is told of it. */
interface Telling {
  readonly asking: TaskNews;
  readonly recovery: Recovery;
  readonly one: Pick<ToTell, 'task' | 'asked'>;
  readonly way: ChatWay;
  readonly reader: Reader;
}

/**
 * Everything that readers in chats are told because of a commit: one message for each recovery, reader and task. A task that is asked for
 * anew, or of which people are reminded, answers that message and replaces it; a task that was done or is not needed any more replaces it.
 * Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function postsOf(services: ChatServices, asking: TaskNews): Promise<readonly ChatPost[]> {
  const posts: ChatPost[] = [];
  for (const way of services.chats) {
    for (const { one, recovery } of asking.told)
      for (const reader of await readersOf(services, way, { asking, recovery, one })) {
        const telling = { asking, recovery, one, way, reader };
        if (one.says === 'withdrawn') posts.push(postOf(telling, () => withdraw(services, telling, one)));
        else posts.push(asksBy(services, telling, one));
      }
    for (const { one, recovery } of asking.done)
      for (const reader of await readersOf(services, way, { asking, recovery, one })) {
        const telling = { asking, recovery, one, way, reader };
        posts.push(postOf(telling, () => settle(services, telling)));
      }
  }
  return posts;
}

function postOf(telling: Telling, work: () => Promise<void>): ChatPost {
  const { name } = threadOf(telling);
  return { audience: `chat:${name}`, contact: `chat#${name}`, send: () => besidesStrangers(telling, work) };
}

function asksBy(services: ChatServices, telling: Telling, one: ToTell): ChatPost {
  const { way, reader, recovery } = telling;
  const post = postOf(telling, () => ask(services, telling, one));
  const together = (words: TaskWords) =>
    besidesStrangers(telling, async () => {
      await way.chat.post(reader.to, chatMessageOf(words));
    });
  return { ...post, paced: { contact: post.contact, one, recovery, alone: post.send, together } };
}

/** A person who is not in the chat has their mail. A channel that is refused is an error. */
async function besidesStrangers({ reader, asking }: Telling, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isStranger = 'mailbox' in reader.to && error instanceof AdapterError && error.code === 'recipient-refused';
    if (!isStranger) throw error;
    log('info', 'not in the chat', { account: asking.commit.account, seq: asking.commit.seq, reader: reader.name });
  }
}

const threadOf = ({ recovery, one, way, reader }: Telling): ChatThread => ({
  recovery: recovery.id,
  name: `${way.name}/${reader.name}/${one.task}`,
});

/** The channels of those who are asked; where they have none, each of them, if the chat finds people. */
async function readersOf(
  services: ChatServices,
  way: ChatWay,
  { asking, recovery, one }: Pick<Telling, 'asking' | 'recovery' | 'one'>,
): Promise<readonly Reader[]> {
  const readers = new Map<string, Reader>();
  const alone: Asked[] = [];
  for (const asked of one.asked) {
    const channels = audiencesOf(asked).flatMap((named) => way.audiences.filter((audience) => isOf(audience, named)));
    for (const audience of channels) {
      const others = readers.get(audience)?.asked ?? [];
      readers.set(audience, { name: audience, to: { audience }, asked: [...others, asked] });
    }
    if (channels.length === 0) alone.push(asked);
  }
  if (!way.direct || alone.length === 0) return [...readers.values()];
  const { now, commit } = asking;
  const people = await peopleWho(services, { task: one.task, asked: alone }, { recovery, now, commit });
  for (const { person, addresses } of people) {
    const [mailbox] = addresses;
    if (mailbox !== undefined) readers.set(person, { name: person, to: { mailbox }, asked: alone });
  }
  return [...readers.values()];
}

/** One person is told directly: no channel is theirs. */
function audiencesOf(asked: Asked): readonly string[] {
  if ('person' in asked) return [];
  return ['part' in asked ? asked.part : asked.relation];
}

/** An approver of any group reads the channel of their own. */
const isOf = (audience: string, named: string): boolean =>
  audience === named || (named === 'approver' && audience.startsWith('approver:'));

/**
 * Asks for a task: posts the first message, or answers it. A place is noted before the commit is marked, and whether the task is still open
 * is looked at afterwards, so a message that was overtaken does not stay as it is.
 */
async function ask(services: ChatServices, telling: Telling, one: ToTell): Promise<void> {
  const { asking, recovery, way, reader } = telling;
  const { account, seq, at } = asking.commit;
  const thread = threadOf(telling);
  const noted = await services.chatNotes.find(thread);
  if (noted !== undefined && noted.seq >= seq) return;
  const about = { recovery, now: asking.now, publicUrl: services.publicUrl };
  const message = chatMessageOf(taskWords(one, about));
  const first = noted?.place ?? null;
  if (first !== null) await way.chat.replace(first, message);
  const posted = first === null ? await way.chat.post(reader.to, message) : await answered(way, reader, message, first);
  const place = first ?? posted;
  await services.chatNotes.note(thread, { seq, place }, at);
  if (place === null) return;
  const later = findRecovery(await load(services.ledger, account), recovery.id);
  if (!isStillAsked(telling, later)) await way.chat.replace(place, chatMessageOf(doneWords(about)));
}

const answered = ({ chat }: ChatWay, { to }: Reader, message: ChatMessage, first: ChatPlace) =>
  chat.post(to, message, first);

function isStillAsked({ one, reader }: Telling, recovery: Recovery | undefined): boolean {
  if (recovery === undefined || !openTasks(recovery).some(({ task }) => task === one.task)) return false;
  return !reader.asked.every((asked) => isServed(asked, recovery));
}

/** Takes a task back: in the message that asked for it, or by one more where a chat cannot change it. */
async function withdraw(services: ChatServices, telling: Telling, one: ToTell): Promise<void> {
  const noted = await current(services, telling);
  if (noted === undefined) return;
  const { asking, recovery, way, reader } = telling;
  const { seq, at } = asking.commit;
  const message = chatMessageOf(taskWords(one, { recovery, now: asking.now, publicUrl: services.publicUrl }));
  if (noted.place !== null) return way.chat.replace(noted.place, message);
  if (noted.seq === seq) return;
  await way.chat.post(reader.to, message);
  await services.chatNotes.note(threadOf(telling), { seq, place: null }, at);
}

/** Says in the message that asked for a task that somebody has done it; where a chat cannot change it, the link says so. */
async function settle(services: ChatServices, telling: Telling): Promise<void> {
  const noted = await current(services, telling);
  if (noted === undefined || noted.place === null) return;
  const { asking, recovery, way } = telling;
  const about = { recovery, now: asking.now, publicUrl: services.publicUrl };
  await way.chat.replace(noted.place, chatMessageOf(doneWords(about)));
}

/** What the reader was told, unless nothing, or a later commit has said more. */
async function current({ chatNotes }: ChatServices, telling: Telling): Promise<ChatNote | undefined> {
  const noted = await chatNotes.find(threadOf(telling));
  return noted !== undefined && noted.seq <= telling.asking.commit.seq ? noted : undefined;
}
