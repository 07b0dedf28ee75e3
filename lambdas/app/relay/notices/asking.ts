import type { Commit } from '../../../core/audit/commit.ts';
import { findRecovery, type Recovery, type StreamState } from '../../../core/recovery/state/state.ts';
import {
  mayTell,
  type OpenTask,
  openTasks,
  type ToTell,
  type Transition,
  toTell,
} from '../../../core/recovery/views/asked.ts';
import { doneBy, mayDo } from '../../../core/recovery/views/done.ts';
import { hears, isFree } from '../../../core/recovery/views/hearing.ts';
import { relatedPeople } from '../../../core/registry/account.ts';
import { type Delegation, liveDelegations } from '../../../core/registry/delegation.ts';
import type { Person, PersonId } from '../../../core/registry/person.ts';
import type { Instant } from '../../../core/values/instant.ts';
import type { Message, Recipient } from '../../../ports/delivery.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import type { Members } from '../../../ports/workspace.ts';
import { load, loadAll, type Neighbours } from '../../ledger/load.ts';
import { loadAfter } from '../../ledger/walk.ts';
import { log } from '../../log.ts';
import { transitionOf } from './about.ts';
import { mailOf, taskWords } from './words.ts';

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
  readonly one: ToTell;
  readonly recovery: Recovery;
}

/** Most people of one part who are told of one task. Of a larger group, each recovery tells others (see `Members`). */
export const MOST_ASKED = 25;

/** What a commit asks of people or takes back, as it is at delivery. */
export interface TaskNews {
  readonly commit: Commit;
  /** The stream at delivery. */
  readonly now: StreamState;
  /** Each with the recovery by which people are chosen. */
  readonly told: readonly { readonly one: ToTell; readonly recovery: Recovery }[];
  /** What people did by this commit. */
  readonly done: readonly { readonly one: OpenTask; readonly recovery: Recovery }[];
}

/** Undefined for a commit that asks nobody for anything. Throws `AdapterError` and `LedgerCorrupt`. */
export async function askingOf(
  ledger: Ledger,
  { signed, isNewest, before }: Neighbours,
): Promise<TaskNews | undefined> {
  const { commit } = signed;
  const { recovery: id, events } = commit;
  if (id === null || !(mayTell(events) || mayDo(events))) return undefined;
  const after = await loadAfter(ledger, signed);
  const step = await transitionOf(commit, { before, after: async () => after });
  const now = isNewest ? after : await load(ledger, commit.account);
  const recoveryNow = findRecovery(now, id);
  const told = toTell(step).flatMap((one) => {
    const recovery = stillTold(one, step, recoveryNow);
    return recovery === undefined ? [] : [{ one, recovery }];
  });
  const done = doneBy(step).flatMap((one) => {
    const recovery = recoveryNow ?? step.before;
    return recovery === undefined ? [] : [{ one, recovery }];
  });
  return { commit, now, told, done };
}

/**
 * Everybody whom this commit asks to do something, or tells that it is not needed any more; one message for each person. Whoever is excluded
 * from it, has done it, or caused it is left out, by the registry and the recovery as they are now. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function askedBecauseOf(services: AskingServices, asking: TaskNews): Promise<readonly AskedPerson[]> {
  const { commit, now } = asking;
  const told: AskedPerson[] = [];
  for (const { one, recovery } of asking.told) {
    const people = await peopleWho(services, one, { recovery, now, commit });
    for (const { person, addresses, inPlaceOf } of people) {
      const [address] = addresses;
      const message = mailOf(taskWords(one, { recovery, now, publicUrl: services.publicUrl, inPlaceOf }));
      if (address === undefined) log('warn', 'nobody to notify', { account: commit.account, seq: commit.seq, person });
      else if (!told.some((other) => other.person === person))
        told.push({ person, to: { kind: 'email', address }, message, one, recovery });
    }
  }
  return told;
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

/** Somebody who is to hear of a task; `inPlaceOf`: the person who lent them the right to do it. */
interface Hearer extends Person {
  readonly inPlaceOf?: PersonId;
}

/** The people who are to hear of a task, as they are registered now, and those to whom they lent their right to approve. */
export async function peopleWho(
  services: AskingServices,
  told: Pick<ToTell, 'task' | 'asked'>,
  { recovery, now, commit }: Place,
): Promise<readonly Hearer[]> {
  const { actor, account, seq } = commit;
  const judged = { recovery, actor: actor.by === 'person' ? actor : null };
  const found = new Map<PersonId, Hearer>();
  const lent = new Map<PersonId, PersonId>();
  const lists = await Promise.all(
    told.asked.map(async (one) => ({ one, ids: await idsOf(services, one, { recovery, now }) })),
  );
  const records = new Records(services.ledger);
  await records.read(lists.flatMap(({ ids }) => ids.slice(0, MOST_ASKED)));
  for (const { one, ids } of lists) {
    const those = await hearing(records, ids, (person) => hears(person, { ...told, asked: [one] }, judged));
    if (those.isCut) log('warn', 'some of a group not told', { account, seq });
    for (const person of those.people) {
      found.set(person.person, person);
      if (told.task !== 'countersignature') continue;
      for (const { to } of records.lentBy(person.person, one, commit.at)) lent.set(to, person.person);
    }
  }
  for (const delegate of await records.read([...lent.keys()].filter((to) => !found.has(to)))) {
    const inPlaceOf = lent.get(delegate.person);
    if (inPlaceOf !== undefined && isFree(delegate, told.task, judged))
      found.set(delegate.person, { ...delegate, inPlaceOf });
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
  if ('person' in one) return [one.person];
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
  readonly #known = new Map<PersonId, StreamState>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async read(ids: readonly PersonId[]): Promise<readonly Person[]> {
    const missing = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const states = await loadAll(this.#ledger, missing);
    for (const [index, id] of missing.entries()) {
      const state = states[index];
      if (state !== undefined) this.#known.set(id, state);
    }
    return ids.flatMap((id) => this.#known.get(id)?.person.current ?? []);
  }

  /** What somebody who was read lends of this at a time. */
  lentBy(person: PersonId, asked: ToTell['asked'][number], at: Instant): readonly Delegation[] {
    const live = liveDelegations(this.#known.get(person)?.delegations ?? [], at);
    return live.filter(({ groups }) => {
      if (!('part' in asked)) return true;
      return asked.part === 'approver' ? groups.length > 0 : groups.some((group) => asked.part === `approver:${group}`);
    });
  }
}
