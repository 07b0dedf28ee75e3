import { commandLine, consolePage } from '../../../contract/links.ts';
import type { Commit } from '../../../core/audit/commit.ts';
import { hears, mayTell, openTasks, type ToTell, type Transition, toTell } from '../../../core/recovery/asked.ts';
import { findRecovery, type Recovery, type StreamState } from '../../../core/recovery/state.ts';
import { relatedPeople } from '../../../core/registry/account.ts';
import type { Person, PersonId } from '../../../core/registry/person.ts';
import type { Message, Recipient } from '../../../ports/delivery.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Members } from '../../../ports/workspace.ts';
import { load, loadAll, type Neighbours } from '../../ledger/load.ts';
import { loadAfter } from '../../ledger/walk.ts';
import { log } from '../../log.ts';
import { ASKING_TEXTS } from '../../messages/asking-texts.ts';
import { filled, languageOf, moment } from '../../messages/texts.ts';
import { transitionOf } from './about.ts';

export interface AskingServices {
  readonly ledger: Ledger;
  readonly members: Pick<Members, 'next'>;
  /** Public address of the deployment, without a final slash. */
  readonly publicUrl: string;
}

/** A person who is told what a recovery waits for, or does not wait for any more. */
export interface AskedPerson {
  readonly person: PersonId;
  readonly to: Recipient;
  readonly message: Message;
}

/** Most people of one part who are told of one task. Of a larger group, each recovery tells others (see `Members`). */
export const MOST_ASKED = 25;

/**
 * Everybody whom this commit asks to do something, or tells that it is not needed any more; one message for each person. Whoever is excluded
 * from it, has done it, or caused it is left out, by the registry and the recovery as they are now. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function askedBecauseOf(services: AskingServices, found: Neighbours): Promise<readonly AskedPerson[]> {
  const { commit } = found.signed;
  if (commit.recovery === null || !mayTell(commit.events)) return [];
  const { step, now } = await statesOf(services.ledger, found);
  const told: AskedPerson[] = [];
  for (const one of toTell(step)) {
    const recovery = stillTold(one, step, findRecovery(now, commit.recovery));
    if (recovery === undefined) continue;
    const people = await peopleWho(services, one, { recovery, now, commit });
    const message = messageOf(one, { recovery, now, publicUrl: services.publicUrl });
    for (const { person, addresses } of people) {
      const [address] = addresses;
      if (address === undefined) log('warn', 'nobody to notify', { account: commit.account, seq: commit.seq, person });
      else if (!told.some((other) => other.person === person))
        told.push({ person, to: { kind: 'email', address }, message });
    }
  }
  return told;
}

async function statesOf(ledger: Ledger, { signed, isNewest, before }: Neighbours) {
  const after = await loadAfter(ledger, signed);
  const step = await transitionOf(signed.commit, { before, after: async () => after });
  return { step, now: isNewest ? after : await load(ledger, signed.commit.account) };
}

/** The recovery by which people are chosen; undefined when later commits have made the message untrue. */
function stillTold({ task, says }: ToTell, { before }: Transition, now: Recovery | undefined): Recovery | undefined {
  const isOpen = now !== undefined && openTasks(now).some((one) => one.task === task);
  if (says === 'withdrawn') return isOpen ? undefined : before;
  return isOpen ? now : undefined;
}

interface Place {
  readonly recovery: Recovery;
  readonly now: StreamState;
  readonly commit: Commit;
}

async function peopleWho(services: AskingServices, told: ToTell, { recovery, now, commit }: Place) {
  const { actor, account, seq } = commit;
  const judged = { recovery, actor: actor.by === 'person' ? actor : null };
  const found = new Map<PersonId, Person>();
  const lists = await Promise.all(
    told.asked.map(async (one) => ({ one, ids: await idsOf(services, one, { recovery, now }) })),
  );
  const records = new Records(services.ledger);
  await records.read(lists.flatMap(({ ids }) => ids.slice(0, MOST_ASKED)));
  for (const { one, ids } of lists) {
    const those = await hearing(records, ids, (person) => hears(person, { ...told, asked: [one] }, judged));
    if (those.isCut) log('warn', 'some of a group not told', { account, seq });
    for (const person of those.people) found.set(person.person, person);
  }
  return [...found.values()];
}

/** Those who have a part or a relation; of a part a bounded number, of which some are left out later. */
async function idsOf(
  { members }: AskingServices,
  one: ToTell['asked'][number],
  { recovery, now }: Omit<Place, 'commit'>,
): Promise<readonly PersonId[]> {
  if ('part' in one) return members.next(one.part, { from: recovery.id, limit: 2 * MOST_ASKED });
  const profile = now.profile.current;
  return profile === null ? [] : relatedPeople(profile, [one.relation]);
}

/** The first people who are to hear, in this order, and whether there may be more. */
async function hearing(records: Records, ids: readonly PersonId[], isTold: (person: Person) => boolean) {
  const people: Person[] = [];
  for (let start = 0; start < ids.length && people.length < MOST_ASKED; start += MOST_ASKED) {
    const loaded = await records.read(ids.slice(start, start + MOST_ASKED));
    people.push(...loaded.filter(isTold));
  }
  return { people: people.slice(0, MOST_ASKED), isCut: people.length > MOST_ASKED || ids.length >= 2 * MOST_ASKED };
}

/** Records of people, each read once for one message; those of people whom nobody has registered are left out. */
class Records {
  readonly #ledger: Ledger;
  readonly #known = new Map<PersonId, Person | null>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async read(ids: readonly PersonId[]): Promise<readonly Person[]> {
    const missing = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const states = await loadAll(this.#ledger, missing);
    for (const [index, id] of missing.entries()) this.#known.set(id, states[index]?.person.current ?? null);
    return ids.flatMap((id) => this.#known.get(id) ?? []);
  }
}

interface About {
  readonly recovery: Recovery;
  readonly now: StreamState;
  readonly publicUrl: string;
}

/** In the account's language. It holds no secret and no session, and only registered names: nothing that a requester or a ticket has typed. */
function messageOf({ task, says, until }: ToTell, { recovery, now, publicUrl }: About): Message {
  const texts = ASKING_TEXTS[languageOf(now)];
  const { id, action } = recovery;
  const about = filled(texts.about, { account: now.profile.current?.account ?? '', action: texts.actions[action] });
  const named = filled(texts.recovery, { recovery: id });
  const lead = says === 'asked-anew' && task === 'review' ? texts.overdue : says === 'asked' ? '' : texts.leads[says];
  const open = filled(texts.open, { link: consolePage(publicUrl, id) });
  const command = filled(texts.command, { command: commandLine(id) });
  const time = until === null ? '' : filled(texts.until, { at: moment(until) });
  const parts =
    says === 'withdrawn'
      ? [about, lead, named]
      : [about, lead, texts.tasks[task], time, named, `${open}\n${command}`, texts.care];
  const text = parts.filter((part) => part !== '').join('\n\n');
  const subject = says === 'withdrawn' ? texts.withdrawnSubject : texts.subjects[task];
  return { subject, text: new Secret(text), spoken: null };
}
