import type { AccountProfile } from './account.ts';
import type { RowRecord } from './batch.ts';
import type { PopulationFinding } from './findings.ts';
import { isPersonId, type PersonId } from './person.ts';
import { accountOf, contactsAfter, type Feed, type FeedRow } from './population.ts';

/** Somebody whom the directory has and the registry does not. */
export interface Joining {
  readonly feed: Feed;
  readonly row: FeedRow;
  /** The registered person with one of their mail addresses. */
  readonly owner: PersonId | undefined;
  readonly manager: PersonId | null;
  readonly environment: string;
  readonly now: string;
}

/**
 * The records of somebody new, for two administrators: a person without a part, unless they are registered, and their account. None where the
 * directory gives no contact that a record may have, or no name that a person can have.
 */
export function joining({ feed, row, owner, manager, environment, now }: Joining): readonly RowRecord[] {
  const person = owner ?? ownerNamed(row);
  const contacts = contactsAfter([], row, { ...feed, lastLook: null, now });
  if (person === undefined || contacts === undefined) return [];
  const account: Omit<AccountProfile, 'directoryId'> = {
    ...{ account: accountOf(feed, row), kind: 'human', tier: row.tier ?? 'standard', environment, custodians: [] },
    ...row.record,
    ...{ owner: person, manager, contacts, connector: feed.connector, target: row.target },
  };
  const addresses = row.contacts.flatMap(({ kind, address }) => (kind === 'email' ? [address] : []));
  const record = {
    person,
    nature: 'human',
    name: row.name,
    subjects: [],
    addresses,
    ticketUsers: [],
    parts: [],
  } as const;
  return owner === undefined ? [record, account] : [account];
}

/** Whose account a row would be, where no registered person has one of its addresses: as its record says, else named after the account. */
export const ownerNamed = ({ record, target }: FeedRow): PersonId | undefined => record?.owner ?? personNamed(target);

/** The id of a person from the name of their account; undefined where that leaves nothing. */
export function personNamed(target: string): PersonId | undefined {
  const name = target
    .normalize('NFKC')
    .toLowerCase()
    .replace(/@.*$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  const person = `person:${name.slice(0, 63)}`;
  return isPersonId(person) ? person : undefined;
}

/** People whose name would be that of another registered person: nothing is proposed for them. */
export const nameTaken = (
  feed: Pick<Feed, 'connector'>,
  fresh: readonly FeedRow[],
  owners: ReadonlyMap<string, PersonId | null>,
): readonly PopulationFinding[] =>
  fresh.flatMap((row) =>
    owners.get(row.directoryId) === null
      ? [{ code: 'name-taken', of: accountOf(feed, row), with: ownerNamed(row) ?? null }]
      : [],
  );
