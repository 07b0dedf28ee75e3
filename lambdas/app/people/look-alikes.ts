import type { AccountProfile } from '../../core/registry/account.ts';
import type { RowRecord } from '../../core/registry/batch.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import { holdersOf, likenessKeys, lookAlikesOf } from '../../core/registry/look-alikes.ts';
import type { Person } from '../../core/registry/person.ts';
import type { LookAlikes } from '../../ports/workspace.ts';

/** The registered records that a record looks like; one read for each of its keys, and one for each record found. */
export const lookAlikesIn =
  (lookAlikes: Pick<LookAlikes, 'find'>) =>
  async (record: Person | AccountProfile): Promise<readonly LookAlike[]> =>
    lookAlikesOf(record, await lookAlikes.find(likenessKeys(record)));

/** The same for many records at once, in their order. */
export const lookAlikesInEach =
  (lookAlikes: Pick<LookAlikes, 'findEach'>) =>
  async (records: readonly RowRecord[]): Promise<readonly (readonly LookAlike[])[]> => {
    const found = await lookAlikes.findEach(records.map(likenessKeys));
    return records.map((record, index) => lookAlikesOf(record, found[index] ?? []));
  };

/** Whether a record looks like one that is not registered yet, and how. */
export function likenessTo(other: Person | AccountProfile, record: Person | AccountProfile): readonly LookAlike[] {
  const keys = likenessKeys(record).map(({ key }) => key);
  const name = 'person' in other ? other.person : other.account;
  const alike = likenessKeys(other).filter(({ key }) => keys.includes(key));
  return lookAlikesOf(
    record,
    alike.map(({ as }) => ({ record: name, as, holders: holdersOf(other) })),
  );
}
