import {
  AndFilter,
  Attribute,
  BerWriter,
  Change,
  type Entry,
  EqualityFilter,
  OrFilter,
  PresenceFilter,
  type SearchOptions,
} from 'ldapts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { type Account, assertSeesPeople, type Dialect, onlyOne, shown, textIn } from './dialect.ts';
import { type AccountEnd, PWD_END_TIME, timeIn } from './end.ts';
import { isNoSuchAttribute, type Session } from './session.ts';

const PEOPLE = '(objectClass=person)';
/** Operational attributes of `slapo-ppolicy`, which are absent until they mean something. */
const POLICY = ['pwdReset', 'pwdEndTime', 'pwdAccountLockedTime', 'pwdChangedTime'];
const READ: Pick<SearchOptions, 'attributes'> = { attributes: ['uid', 'entryUUID', ...POLICY] };

/** An administrator has locked the account for good (`slapo-ppolicy`: `pwdAccountLockedTime`). */
const LOCKED_FOR_GOOD = '000001010000Z';

/** Password modify (RFC 3062). */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/**
 * OpenLDAP 2.5 and later with the overlay `ppolicy`. The password is changed by an operation of its own, before and after others: a crash in
 * between leaves a password that nobody was told.
 */
export const openLdap: Dialect = {
  async byName(session, name) {
    return present(session, await search(session, 'uid', name));
  },

  async byId(session, id) {
    return present(session, UUID.test(id) ? await search(session, 'entryUUID', id) : undefined);
  },

  /** Group by group: `member`, `uniqueMember` and, for the person alone, `memberUid`. */
  async groupsOf(session, { dn }) {
    const person = onlyOne(await session.search(dn, { scope: 'base', filter: PEOPLE, attributes: ['uid'] }));
    if (person === undefined) throw new AdapterError('not-found', { retryable: false });
    const uid = [new EqualityFilter({ attribute: 'memberUid', value: shown(person, 'uid') })];
    const names = new Map<string, string>();
    let members = [dn];
    for (let depth = 0; members.length > 0; depth += 1) {
      if (depth > MOST_DEPTH || names.size > MOST_GROUPS)
        throw new AdapterError('groups-endless', { retryable: false });
      const above = await Promise.all(members.map((member) => groupsWith(session, member, depth === 0 ? uid : [])));
      const fresh = above.flat().filter((group) => !names.has(group.dn.toLowerCase()));
      for (const group of fresh) names.set(group.dn.toLowerCase(), shown(group, 'cn'));
      members = [...new Set(fresh.map((group) => group.dn))];
    }
    return { names: [...names.values()].sort(), builtIn: null };
  },

  async reset(session, { handle, isLocked }, { password, end }) {
    // The end is there before the password is.
    await session.modify(handle, [endChange(end), ...(isLocked ? UNLOCKING : [])]);
    await setPassword(session, handle, password);
    await session.modify(handle, [replacing('pwdReset', 'TRUE')]);
  },

  async close(session, { handle }, { password, end }) {
    await setPassword(session, handle, password);
    await session.modify(handle, [endChange(end)]);
  },

  setEnd: (session, { handle }, end) => session.modify(handle, [endChange(end)]),
  unlock: (session, { handle }) => session.modify(handle, UNLOCKING),
};

const UUID = /^[0-9a-f-]{36}$/;

async function search(session: Session, attribute: string, value: string): Promise<Entry | undefined> {
  const filters = [
    new EqualityFilter({ attribute: 'objectClass', value: 'person' }),
    new EqualityFilter({ attribute, value }),
  ];
  return onlyOne(await session.search(session.base, { scope: 'sub', filter: new AndFilter({ filters }), ...READ }));
}

async function present(session: Session, entry: Entry | undefined): Promise<Account | undefined> {
  if (entry === undefined) {
    await assertSeesPeople(session, PEOPLE);
    return undefined;
  }
  for (const attribute of POLICY)
    if (textIn(entry, attribute) === undefined) await assertAbsent(session, entry.dn, attribute);
  const end = PWD_END_TIME.read(textIn(entry, 'pwdEndTime'));
  if (end === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  const locked = textIn(entry, 'pwdAccountLockedTime');
  return {
    ...{ handle: entry.dn, id: shown(entry, 'entryUUID'), dn: entry.dn, end },
    obstacle: locked === LOCKED_FOR_GOOD ? 'disabled' : null,
    isLocked: locked !== undefined,
    mustChange: textIn(entry, 'pwdReset') === 'TRUE',
    passwordVersion: changedAt(textIn(entry, 'pwdChangedTime')),
  };
}

/** In microseconds: `slapd` 2.5 writes whole seconds. */
function changedAt(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = timeIn(value);
  if (time === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  return time.at * 1000 + Number(time.fraction.padEnd(6, '0').slice(0, 6));
}

/**
 * Whether an attribute is not there, or only not shown: a comparison answers differently. INVARIANT: a mark of ours that the service account
 * may no longer see is never taken for one that is gone.
 */
async function assertAbsent(session: Session, dn: string, attribute: string): Promise<void> {
  const value = attribute === 'pwdReset' ? 'FALSE' : '19700101000000Z';
  try {
    await session.compare(dn, attribute, value);
  } catch (error) {
    if (isNoSuchAttribute(error)) return;
    throw error;
  }
}

const MOST_DEPTH = 20;
const MOST_GROUPS = 500;

const groupsWith = (session: Session, member: string, others: readonly EqualityFilter[]): Promise<readonly Entry[]> =>
  session.search(session.base, {
    scope: 'sub',
    attributes: ['cn'],
    filter: new AndFilter({
      filters: [
        new PresenceFilter({ attribute: 'cn' }),
        new OrFilter({
          filters: [
            ...['member', 'uniqueMember'].map((attribute) => new EqualityFilter({ attribute, value: member })),
            ...others,
          ],
        }),
      ],
    }),
  });

const removing = (type: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [] }) });
const replacing = (type: string, value: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) });
const UNLOCKING = [removing('pwdAccountLockedTime')];

function endChange(end: AccountEnd): Change {
  const value = PWD_END_TIME.write(end);
  return value === undefined ? removing('pwdEndTime') : replacing('pwdEndTime', value);
}

function setPassword(session: Session, dn: string, password: Secret): Promise<void> {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password.reveal(), 0x82);
  writer.endSequence();
  return session.extended(PASSWORD_MODIFY, writer.buffer);
}
