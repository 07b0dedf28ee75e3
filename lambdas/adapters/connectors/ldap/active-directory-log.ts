import type { Entry } from 'ldapts';
import type { ChangeKind } from '../../../core/recovery/state/receipts.ts';
import { type Instant, plusSeconds } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { binary, guidOf, USERS } from './active-directory.ts';
import { assertSeesPeople, onlyOne, shown, textIn } from './dialect.ts';
import { type EntryChange, type LogDialect, wholeIn } from './log.ts';
import type { Session } from './session.ts';

/**
 * Active Directory numbers its changes, each domain controller for itself (`uSNChanged`), and keeps for each attribute which change wrote it last
 * (`replPropertyMetaData`): its version, its time, and where it came from. These are the same on all controllers, so a change that is found on
 * two of them is one. Of several changes of an attribute between two looks the last one is found.
 */
export const activeDirectoryLog: LogDialect<ActiveDirectoryPlace> = {
  async since(session, place, now) {
    const { controller, highest } = await controllerOf(session);
    await assertSeesPeople(session, `(&${USERS}(uSNChanged>=1))`);
    if (place === null) return { changes: [], place: { at: now, read: { [controller]: highest } }, isEnd: true };
    const known = place.read[controller];
    // A controller that was never asked, or whose numbers went back, is asked by time, with overlap.
    if (known === undefined || known > highest) {
      const since = plusSeconds(place.at, -OVERLAP_SECONDS);
      const entries = await read(session, `(whenChanged>=${generalized(since)})`);
      const changes = entries.flatMap(changesIn).filter(({ at }) => at >= since);
      return { changes, place: { at: now, read: kept(place, controller, highest) }, isEnd: true };
    }
    const to = Math.min(known + NUMBERS, highest);
    const entries = to === known ? [] : await read(session, `(uSNChanged>=${known + 1})(uSNChanged<=${to})`);
    const changes = entries.flatMap(changesIn).filter(({ number }) => number > known);
    const isEnd = to === highest;
    return { changes, place: { at: isEnd ? now : place.at, read: kept(place, controller, to) }, isEnd };
  },
};

/** The number up to which each domain controller was read, by its invocation id, and when one was last read to its end. */
export interface ActiveDirectoryPlace {
  readonly at: Instant;
  readonly read: Readonly<Record<string, number>>;
}

/** Change numbers that are looked at with one search. */
const NUMBERS = 10_000;
/** Seconds by which clocks and copying between controllers may lag. */
const OVERLAP_SECONDS = 900;
/** Most domain controllers that are remembered; one that was forgotten is asked by time. */
const CONTROLLERS = 32;

function kept({ read: known }: ActiveDirectoryPlace, controller: string, number: number) {
  const { [controller]: _, ...others } = known;
  return Object.fromEntries([...Object.entries(others), [controller, number] as const].slice(-CONTROLLERS));
}

/** The controller that answers, by its invocation id, which changes when it is restored from a backup; and its highest change number. */
export async function controllerOf(
  session: Session,
): Promise<{ readonly controller: string; readonly highest: number }> {
  const asked = { scope: 'base', filter: '(objectClass=*)' } as const;
  const root = onlyOne(await session.search('', { ...asked, attributes: ['highestCommittedUSN', 'dsServiceName'] }));
  if (root === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  const options = { ...asked, attributes: ['invocationId'], explicitBufferAttributes: ['invocationId'] };
  const service = onlyOne(await session.search(shown(root, 'dsServiceName'), options));
  if (service === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  const [invocation] = binary(service, 'invocationId');
  return { controller: guidOf(invocation), highest: wholeIn(shown(root, 'highestCommittedUSN')) };
}

const METADATA = 'replPropertyMetaData';

const read = (session: Session, conditions: string): Promise<readonly Entry[]> =>
  session.search(session.base, {
    scope: 'sub',
    filter: `(&${USERS}${conditions})`,
    attributes: ['objectGUID', 'lockoutTime', METADATA],
    explicitBufferAttributes: ['objectGUID', METADATA],
    paged: { pageSize: 250 },
  });

/** Attributes by their numbers (MS-ADTS section 3.1.1.2.6, `ATTRTYP` of MS-DRSR): `unicodePwd` and `lockoutTime`. */
const ATTRIBUTES: Readonly<Record<number, ChangeKind>> = { 589914: 'password-set', 590486: 'unlocked' };

/** Header and items of the value (MS-ADTS section 3.1.1.1.9; `PROPERTY_META_DATA_EXT` of MS-DRSR with the local number at its end). */
const HEADER = 16;
const ITEM = 48;
/** Seconds between 1601 and 1970. */
const SINCE_1601 = 11_644_473_600n;

interface Numbered extends EntryChange {
  /** The change number of the controller that was asked. */
  readonly number: number;
}

function changesIn(entry: Entry): readonly Numbered[] {
  const [metadata] = binary(entry, METADATA);
  const [guid] = binary(entry, 'objectGUID');
  const directoryId = guidOf(guid);
  if (metadata.length < HEADER || metadata.readUInt32LE(0) !== 1) throw unreadable();
  const count = metadata.readUInt32LE(8);
  if (metadata.length !== HEADER + count * ITEM) throw unreadable();
  return Array.from({ length: count }, (_, index) => metadata.subarray(HEADER + index * ITEM)).flatMap((item) => {
    const kind = ATTRIBUTES[item.readUInt32LE(0)];
    if (kind === undefined || (kind === 'unlocked' && isLocked(entry))) return [];
    const at = new Date(Number(item.readBigUInt64LE(8) - SINCE_1601) * 1000).toISOString();
    const origin = `${guidOf(item.subarray(16, 32))}/${item.readBigUInt64LE(32)}`;
    return [
      { directoryId, kind, at, entry: `${directoryId} ${kind} ${origin}`, number: Number(item.readBigUInt64LE(40)) },
    ];
  });
}

/** The attribute was set because the account was locked: access was taken away. */
const isLocked = (entry: Entry): boolean => ![undefined, '0'].includes(textIn(entry, 'lockoutTime'));

const unreadable = (): AdapterError => new AdapterError('answer-unreadable', { retryable: true });

const generalized = (at: Instant): string => `${at.slice(0, 19).replace(/[-:T]/g, '')}.0Z`;
