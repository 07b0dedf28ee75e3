import { LedgerCorrupt } from '../../core/audit/commit.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { type AccountProfile, isAccountId, relatedTo, subjectOf } from '../../core/registry/account.ts';
import type { Holdings } from '../../core/registry/findings.ts';
import { directoryIdentity, identityStream } from '../../core/registry/identity.ts';
import { ownerNamed } from '../../core/registry/joiners.ts';
import { normalAddress, type PersonId } from '../../core/registry/person.ts';
import type { FeedRow, KnownAccount } from '../../core/registry/population.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Members, People } from '../../ports/workspace.ts';
import { load, loadAll } from '../ledger/load.ts';
import { log } from '../log.ts';

/** Finds what the registry knows. */
export interface KnowingServices {
  readonly ledger: Ledger;
  readonly members: Pick<Members, 'next'>;
  readonly people: Pick<People, 'find'>;
}

/** Streams that are read at once. */
const AT_ONCE = 100;
/** Most accounts that one person who left is named for. */
const MOST_HELD = 100;

/** The accounts that govern these identities. The ledger says so; a claim alone governs nothing. */
export async function knownAccounts(
  { ledger }: Pick<KnowingServices, 'ledger'>,
  connector: string,
  ids: readonly string[],
): Promise<readonly KnownAccount[]> {
  const found: KnownAccount[] = [];
  for (const some of inParts(ids, AT_ONCE)) {
    const identities = some.map((directoryId) => directoryIdentity({ connector, directoryId }));
    const claims = await readable(ledger, identities.map(identityStream));
    const holders = claims.flatMap(({ claim }) => (claim === null ? [] : [claim.holder]));
    for (const { profile, recordedAt } of await readable(ledger, [...new Set(holders)])) {
      const { current, proposal } = profile;
      if (current !== null && identities.includes(directoryIdentity(current)))
        found.push({ profile: current, isProposed: proposal !== null, recordedAt });
    }
  }
  return found;
}

/** The accounts of these names that the connector acts on. */
export async function accountsNamed(
  { ledger }: Pick<KnowingServices, 'ledger'>,
  connector: string,
  names: readonly string[],
): Promise<readonly KnownAccount[]> {
  const found: KnownAccount[] = [];
  for (const some of inParts(names.filter(isAccountId), AT_ONCE))
    for (const { profile, recordedAt } of await readable(ledger, some)) {
      const { current, proposal } = profile;
      if (current?.connector === connector) found.push({ profile: current, isProposed: proposal !== null, recordedAt });
    }
  return found;
}

/** The states of streams. One that forged commits stopped is left out, in the log, and holds up no other one. */
async function readable(ledger: Ledger, streams: readonly string[]): Promise<readonly StreamState[]> {
  const orCorrupt = (error: unknown): undefined => {
    if (!(error instanceof LedgerCorrupt)) throw error;
    log('error', 'population record put aside', { stream: error.account, corruption: error.corruption });
    return undefined;
  };
  const all = await loadAll(ledger, streams).catch(orCorrupt);
  if (all !== undefined) return all;
  const single = await Promise.all(streams.map((stream) => load(ledger, stream).catch(orCorrupt)));
  return single.flatMap((state) => state ?? []);
}

/** What the owners of these accounts still hold: parts, and accounts that they answer for. */
export async function holdingsOf(
  { ledger, members }: KnowingServices,
  leavers: readonly AccountProfile[],
): Promise<readonly Holdings[]> {
  const people = [...new Set(leavers.flatMap((profile) => subjectOf(profile) ?? []))];
  const found: Holdings[] = [];
  for (const some of inParts(people, AT_ONCE / 10)) found.push(...(await Promise.all(some.map(heldBy))));
  return found;

  async function heldBy(person: PersonId): Promise<Holdings> {
    const related = await members.next(relatedTo(person), { from: person, limit: MOST_HELD });
    const [[own], accounts] = await Promise.all([readable(ledger, [person]), readable(ledger, related)]);
    const current = accounts.flatMap(({ profile }) => profile.current ?? []);
    return {
      ...{ person, parts: own?.person.current?.parts ?? [] },
      custodianOf: current.flatMap(({ account, custodians }) => (custodians.includes(person) ? [account] : [])),
      managerOf: current.flatMap(({ account, manager }) => (manager === person ? [account] : [])),
    };
  }
}

/**
 * Of rows without an account: the registered person whom their record names, or who has one of their addresses; null where somebody else has
 * the name that they would get, or an address of whom the record names.
 */
export async function ownersOf(
  { ledger, people }: KnowingServices,
  fresh: readonly FeedRow[],
): Promise<ReadonlyMap<string, PersonId | null>> {
  const owners = new Map<string, PersonId | null>();
  for (const some of inParts(fresh, AT_ONCE)) {
    const names = [...new Set(some.flatMap((row) => ownerNamed(row) ?? []))];
    const taken = new Set((await readable(ledger, names)).flatMap(({ person }) => person.current?.person ?? []));
    const found = await Promise.all(some.map((row) => withAddress(people, row)));
    for (const [index, row] of some.entries()) {
      const owner = ownerAmong(row, found[index], taken);
      if (owner !== undefined) owners.set(row.directoryId, owner);
    }
  }
  return owners;
}

function ownerAmong(
  row: FeedRow,
  addressed: PersonId | undefined,
  taken: ReadonlySet<PersonId>,
): PersonId | null | undefined {
  const name = ownerNamed(row);
  const isTaken = name !== undefined && taken.has(name);
  if (row.record === undefined) return addressed ?? (isTaken ? null : undefined);
  if (addressed !== undefined && addressed !== name) return null;
  return isTaken ? name : undefined;
}

async function withAddress(people: Pick<People, 'find'>, { contacts }: FeedRow): Promise<PersonId | undefined> {
  for (const { kind, address } of contacts) {
    const found = kind === 'email' ? await people.find(`address:${normalAddress(address)}`) : undefined;
    if (found !== undefined) return found.person;
  }
  return undefined;
}

export function* inParts<One>(all: readonly One[], size: number): Generator<readonly One[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
