import {
  AndFilter,
  BerWriter,
  type Change,
  type Entry,
  EqualityFilter,
  type Filter,
  OrFilter,
  type SearchOptions,
} from 'ldapts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import {
  type Account,
  assertSeesPeople,
  type Dialect,
  notShown,
  onlyOne,
  settingTo,
  shown,
  shownAll,
  textIn,
  textsIn,
} from './dialect.ts';
import { type AccountEnd, PWD_END_TIME, timeIn } from './end.ts';
import { isNoSuchAttribute, isUndefinedAttribute, type Session } from './session.ts';

/** The people of an OpenLDAP directory. */
export const PERSONS = '(objectClass=person)';
/** Operational attributes of `slapo-ppolicy`, which are absent until they mean something. */
const POLICY = ['pwdReset', 'pwdEndTime', 'pwdAccountLockedTime', 'pwdChangedTime'];
const READ: Pick<SearchOptions, 'attributes'> = { attributes: ['uid', 'entryUUID', ...POLICY] };

/** An administrator has locked the account for good (`slapo-ppolicy`: `pwdAccountLockedTime`). */
export const LOCKED_FOR_GOOD = '000001010000Z';

/** Password modify (RFC 3062). */
export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/**
 * OpenLDAP 2.5 and later with the overlay `ppolicy`. The password is changed by an operation of its own, before and after others: a crash in
 * between leaves a password that nobody was told.
 */
export const openLdap: Dialect = {
  async byName(session, name) {
    return present(session, await search(session, 'uid', name));
  },

  async byId(session, id) {
    if (!UUID.test(id)) return present(session, undefined);
    const below = await search(session, 'entryUUID', id);
    // Somebody may have moved the entry to where people are not looked for.
    return present(session, below ?? (await search(session, 'entryUUID', id, await rootOf(session))));
  },

  /** Group by group: `member`, `uniqueMember` and, for the person alone, `memberUid` and the primary `gidNumber`. */
  async groupsOf(session, { dn }) {
    const own = await ownGroups(session, dn);
    const names = new Map<string, readonly string[]>();
    let members = [dn];
    for (let depth = 0; members.length > 0; depth += 1) {
      if (depth > MOST_DEPTH || names.size > MOST_GROUPS)
        throw new AdapterError('groups-endless', { retryable: false });
      const above = await Promise.all(members.map((member) => groupsWith(session, member, depth === 0 ? own : [])));
      const fresh = above.flat().filter((group) => !names.has(group.dn.toLowerCase()));
      for (const group of fresh) names.set(group.dn.toLowerCase(), shownAll(group, 'cn'));
      members = [...new Set(fresh.map((group) => group.dn))];
    }
    const named = [...names].map(([id, [name = id]]) => ({ id, name }));
    return { names: [...new Set([...names.values()].flat())].sort(), builtIn: null, named, lastUsedAt: null };
  },

  async reset(session, { handle, isLocked }, { password, end }) {
    // The end is there before the password is.
    await session.modify(handle, [endChange(end), ...(isLocked ? UNLOCKING : [])]);
    await setPassword(session, handle, password);
    await session.modify(handle, [settingTo('pwdReset', 'TRUE')]);
  },

  async close(session, { handle }, { password, end }) {
    await setPassword(session, handle, password);
    await session.modify(handle, [endChange(end)]);
  },

  setEnd: (session, { handle }, end) => session.modify(handle, [endChange(end)]),
  unlock: (session, { handle }) => session.modify(handle, UNLOCKING),
};

const UUID = /^[0-9a-f-]{36}$/;

async function search(
  session: Session,
  attribute: string,
  value: string,
  base: string = session.base,
): Promise<Entry | undefined> {
  const filters = [
    new EqualityFilter({ attribute: 'objectClass', value: 'person' }),
    new EqualityFilter({ attribute, value }),
  ];
  return onlyOne(await session.search(base, { scope: 'sub', filter: new AndFilter({ filters }), ...READ }));
}

/** The root of the tree that people are looked for in (RFC 4512 section 5.1). Throws where the server does not say it. */
async function rootOf(session: Session): Promise<string> {
  const options: SearchOptions = { scope: 'base', filter: '(objectClass=*)', attributes: ['namingContexts'] };
  const root = onlyOne(await session.search('', options));
  const isAbove = (context: string): boolean => `,${plainDn(session.base)}`.endsWith(`,${plainDn(context)}`);
  const found = root === undefined ? undefined : textsIn(root, 'namingContexts').find(isAbove);
  if (found !== undefined) return found;
  throw new AdapterError('directory-unreadable', {
    retryable: true,
    message: 'directory-unreadable: the service account is not shown the root of the tree (`namingContexts`)',
  });
}

export const plainDn = (dn: string): string => dn.toLowerCase().replace(/\s*([,=])\s*/g, '$1');

async function present(session: Session, entry: Entry | undefined): Promise<Account | undefined> {
  if (entry === undefined) {
    await assertSeesPeople(session, PERSONS);
    return undefined;
  }
  for (const attribute of POLICY)
    if (textIn(entry, attribute) === undefined)
      await assertAbsent(session, entry.dn, [attribute, attribute === 'pwdReset' ? 'FALSE' : '19700101000000Z']);
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
async function assertAbsent(
  session: Session,
  dn: string,
  [attribute, value]: readonly [attribute: string, value: string],
): Promise<void> {
  try {
    await session.compare(dn, attribute, value);
  } catch (error) {
    if (isNoSuchAttribute(error)) return;
    throw error;
  }
  throw notShown(attribute);
}

const MOST_DEPTH = 20;
const MOST_GROUPS = 500;

/** What finds the groups that name a person by another name than the entry's: by each `uid`, and by the number of the primary group. */
async function ownGroups(session: Session, dn: string): Promise<readonly Filter[]> {
  const options: SearchOptions = { scope: 'base', filter: PERSONS, attributes: ['uid', 'gidNumber'] };
  const person = onlyOne(await session.search(dn, options));
  if (person === undefined) throw new AdapterError('not-found', { retryable: false });
  const [gidNumber] = textsIn(person, 'gidNumber');
  const byUid = shownAll(person, 'uid').map((value) => new EqualityFilter({ attribute: 'memberUid', value }));
  if (gidNumber === undefined) {
    await assertAbsent(session, dn, ['gidNumber', '0']).catch((error: unknown) => {
      // The server has no schema of POSIX accounts.
      if (!isUndefinedAttribute(error)) throw error;
    });
    return byUid;
  }
  const primary = [
    new EqualityFilter({ attribute: 'objectClass', value: 'posixGroup' }),
    new EqualityFilter({ attribute: 'gidNumber', value: gidNumber }),
  ];
  return [...byUid, new AndFilter({ filters: primary })];
}

/** INVARIANT: asks for nothing of a group but its members: one whose name may not be read is found, and said to be unreadable. */
const groupsWith = (session: Session, member: string, others: readonly Filter[]): Promise<readonly Entry[]> => {
  const filters = ['member', 'uniqueMember'].map((attribute) => new EqualityFilter({ attribute, value: member }));
  const filter = new OrFilter({ filters: [...filters, ...others] });
  return session.search(session.base, { scope: 'sub', attributes: ['cn'], filter });
};

const UNLOCKING = [settingTo('pwdAccountLockedTime', undefined)];

const endChange = (end: AccountEnd): Change => settingTo('pwdEndTime', PWD_END_TIME.write(end));

function setPassword(session: Session, dn: string, password: Secret): Promise<void> {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password.reveal(), 0x82);
  writer.endSequence();
  return session.extended(PASSWORD_MODIFY, writer.buffer);
}
