import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { isSelf } from '../../core/recovery/state/situation.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { type AccountProfile, ownedBy, subjectOf } from '../../core/registry/account.ts';
import { keysToFind } from '../../core/registry/look-alikes.ts';
import type { PersonId } from '../../core/registry/person.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { LookAlikes, Members } from '../../ports/workspace.ts';
import { load, loadAll } from '../ledger/load.ts';
import { refusalProblem } from '../problem.ts';
import { assertRole } from './reading.ts';

export interface FindingServices {
  readonly ledger: Ledger;
  readonly lookAlikes: Pick<LookAlikes, 'find'>;
  readonly members: Pick<Members, 'next'>;
}

/** Most records that one search finds, and most accounts of one person: bounds the reads. */
export const MOST_FOUND = 10;

/** An account, or a person without one. Nothing of it is what a caller could be asked: no contact, no manager, no part, no tier. */
export interface FoundAccount {
  readonly account: string | null;
  readonly kind: string | null;
  /** Who may ask for it: the owner of a personal account, or the person who was found. */
  readonly person: PersonId | null;
  readonly name: string | null;
}

/**
 * The accounts of whom an agent was told of: by the whole name, mail address, telephone number, person's id or account. Finds also what a reader
 * would confuse with it. For agents only.
 */
export async function findPeople(
  services: FindingServices,
  actor: PersonActor,
  words: string,
): Promise<{ readonly items: readonly FoundAccount[]; readonly more: boolean }> {
  assertRole(actor, 'agent');
  const { ledger, lookAlikes, members } = services;
  const found = [...new Set((await lookAlikes.find(keysToFind(words))).map(({ record }) => record))];
  const some = found.slice(0, MOST_FOUND);
  const people = some.filter((record) => record.startsWith('person:'));
  const owned = await Promise.all(
    people.map((person) => members.next(ownedBy(person), { from: person, limit: MOST_FOUND + 1 })),
  );
  const accounts = [
    ...new Set([
      ...some.filter((record) => !people.includes(record)),
      ...owned.flatMap((those) => those.slice(0, MOST_FOUND)),
    ]),
  ];
  const profiles = (await loadAll(ledger, accounts)).flatMap(({ profile }) => profile.current ?? []);
  const owners = [...new Set([...people, ...profiles.flatMap((one) => subjectOf(one) ?? [])])];
  const names = namesIn(owners, await loadAll(ledger, owners));
  const items = profiles.map((profile) => foundAccount(profile, names));
  const bare = people.filter((person) => names.has(person) && !items.some((one) => one.person === person));
  const alone = bare.map((person) => ({ account: null, kind: null, person, name: names.get(person) ?? null }));
  return {
    items: [...items, ...alone].sort(byName),
    more: [found, ...owned].some(({ length }) => length > MOST_FOUND),
  };
}

/** Somebody who could stand in. */
export interface FoundColleague {
  readonly person: PersonId;
  readonly name: string;
}

/**
 * Who could stand in for somebody who lends their right to approve, by the whole name, mail address or id: people who can sign in, and not the
 * caller. Only for whoever has a passkey in their record, without which nobody lends: two administrators put it there. Throws
 * `statement-missing` for everybody else.
 */
export async function findColleagues(
  { ledger, lookAlikes }: Pick<FindingServices, 'ledger' | 'lookAlikes'>,
  actor: PersonActor,
  words: string,
): Promise<{ readonly items: readonly FoundColleague[]; readonly more: boolean }> {
  const own = (await load(ledger, actor.person)).person.current;
  if (actor.nature === 'machine') throw refusalProblem({ code: 'machine-cannot-decide', facts: {} });
  if ((own?.passkeys ?? []).length === 0) throw refusalProblem({ code: 'statement-missing', facts: {} });
  const records = (await lookAlikes.find(keysToFind(words))).map(({ record }) => record);
  const found = [...new Set(records)].filter((record) => record.startsWith('person:'));
  const states = await loadAll(ledger, found.slice(0, MOST_FOUND));
  const items = states.flatMap(({ person: { current } }) =>
    current === null || current.nature !== 'human' || current.subjects.length === 0 || isSelf(actor, current.person)
      ? []
      : [{ person: current.person, name: current.name }],
  );
  return { items: items.sort((one, other) => (one.name < other.name ? -1 : 1)), more: found.length > MOST_FOUND };
}

/** The names of registered people; somebody without a record has none. */
const namesIn = (people: readonly PersonId[], records: readonly StreamState[]): ReadonlyMap<PersonId, string> =>
  new Map(
    records.flatMap(({ person: { current } }, index) =>
      current === null ? [] : [[people[index] ?? '', current.name]],
    ),
  );

function foundAccount(profile: AccountProfile, names: ReadonlyMap<PersonId, string>): FoundAccount {
  const person = subjectOf(profile);
  const name = person === null ? null : (names.get(person) ?? null);
  return { account: profile.account, kind: profile.kind, person, name };
}

const byName = (one: FoundAccount, other: FoundAccount): number => (spelled(one) < spelled(other) ? -1 : 1);
const spelled = ({ name, account }: FoundAccount): string => `${name ?? '~'} ${account ?? ''}`;
