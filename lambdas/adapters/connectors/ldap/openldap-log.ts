import type { Entry } from 'ldapts';
import { type Instant, plusSeconds } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { assertSeesPeople, shown } from './dialect.ts';
import { timeIn } from './end.ts';
import type { EntryChange, LogDialect } from './log.ts';
import { PERSONS } from './openldap.ts';
import type { Session } from './session.ts';

/**
 * OpenLDAP says of each entry when its password was last changed (`pwdChangedTime` of `slapo-ppolicy`), by anybody and by any operation. Looks
 * overlap, because a change may be stored after a later one, and what was seen in the overlap is remembered. Of an unlocked account nothing is
 * left that could be asked for: it is not seen.
 */
export const openLdapLog: LogDialect<OpenLdapPlace> = {
  async since(session, place, now) {
    await assertSeesPeople(session, `(&${PERSONS}(pwdChangedTime>=19700101000000Z))`);
    const before = place ?? { from: plusSeconds(now, -OVERLAP_SECONDS), seen: [] };
    const found = await read(session, before.from);
    const from = plusSeconds(now, -OVERLAP_SECONDS);
    const recent = found.filter(({ at }) => at >= from).slice(-MOST_SEEN);
    const changes = place === null ? [] : found.filter(({ entry }) => !before.seen.includes(entry));
    return { changes, place: { from, seen: recent.map(({ entry }) => entry) }, isEnd: true };
  },
};

/** From when on the next look reads, and what of it was seen. */
export interface OpenLdapPlace {
  readonly from: Instant;
  readonly seen: readonly string[];
}

/** Seconds by which the clocks of the server may differ from ours, and a change may be stored late. */
const OVERLAP_SECONDS = 120;
/** Most changes that are remembered as seen. What is forgotten comes again, and is known by its name in the ledger. */
const MOST_SEEN = 4_000;

async function read(session: Session, from: Instant): Promise<readonly EntryChange[]> {
  const entries = await session.search(session.base, {
    scope: 'sub',
    filter: `(&${PERSONS}(pwdChangedTime>=${from.slice(0, 19).replace(/[-:T]/g, '')}Z))`,
    attributes: ['entryUUID', 'pwdChangedTime'],
    paged: { pageSize: 250 },
  });
  return entries.map(changeIn).sort((one, other) => (one.at < other.at ? -1 : 1));
}

function changeIn(entry: Entry): EntryChange {
  const [directoryId, changed] = [shown(entry, 'entryUUID'), shown(entry, 'pwdChangedTime')];
  const time = timeIn(changed);
  if (time === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  const at = new Date(time.at + Number(time.fraction.padEnd(3, '0').slice(0, 3))).toISOString();
  return { directoryId, kind: 'password-set', at, entry: `${directoryId} password-set ${changed}` };
}
