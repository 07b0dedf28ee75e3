import { AndFilter, type Change, type Entry, EqualityFilter, OrFilter } from 'ldapts';
import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
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
  textIn,
} from './dialect.ts';
import { ACCOUNT_EXPIRES, type AccountEnd, timeInTicks } from './end.ts';
import { isNoSuchObject, type Session } from './session.ts';

export const USERS = '(&(objectCategory=person)(objectClass=user))';
/** Of `unicodePwd`, how often it was set (MS-ADTS section 3.1.1.4.5.16): taking must-change away does not count. */
const VERSION = 'msDS-KeyVersionNumber';
const ATTRIBUTES = ['objectGUID', 'userAccountControl', 'pwdLastSet', 'lockoutTime', 'accountExpires', VERSION];
export const BINARY = ['objectGUID', 'tokenGroups', 'objectSid'];

/** Bits of `userAccountControl` (MS-ADTS section 2.2.16) with which a temporary password is of no use, or would never have to be replaced. */
const HINDERING: readonly (readonly [bit: number, code: string])[] = [
  [0x2, 'disabled'],
  [0x4_0000, 'smartcard-required'],
  [0x1_0000, 'password-never-expires'],
];

/**
 * Active Directory. A reset, its must-change and its end are one modification, which the directory applies as a whole or not at all; it names
 * the entry by its GUID, so a rename in between changes nobody else.
 */
export const activeDirectory: Dialect = {
  async byName(session, name) {
    const either = ['sAMAccountName', 'userPrincipalName'].map(
      (attribute) => new EqualityFilter({ attribute, value: name }),
    );
    const person = [
      new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
      new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
    ];
    const filter = new AndFilter({ filters: [...person, new OrFilter({ filters: either })] });
    const entries = await session.search(session.base, { scope: 'sub', filter, ...READ });
    return present(session, onlyOne(entries));
  },

  async byId(session, id) {
    try {
      return await present(
        session,
        onlyOne(await session.search(handleOf(id), { scope: 'base', filter: USERS, ...READ })),
      );
    } catch (error) {
      if (!isNoSuchObject(error)) throw error;
      return present(session, undefined);
    }
  },

  /** By the token that a sign-in would get: nested groups and the primary one are in it, distribution lists are not. */
  async groupsOf(session, { dn }) {
    const attributes = ['tokenGroups', 'adminCount', 'lastLogonTimestamp'];
    const entry = onlyOne(
      await session.search(dn, { scope: 'base', filter: USERS, attributes, explicitBufferAttributes: BINARY }),
    );
    if (entry === undefined) throw new AdapterError('not-found', { retryable: false });
    const sids = binary(entry, 'tokenGroups').map(sidOf);
    const names = await namesOf(session, sids);
    // Written with a sign-in, not more often than once in nine to fourteen days (MS-ADTS section 3.1.1.3.2 lets others see it then).
    const seen = textIn(entry, 'lastLogonTimestamp');
    // Active Directory keeps its own guard over such accounts, also for a while after they left the groups.
    const isGuarded = textIn(entry, 'adminCount') === '1';
    return {
      names: [...names.values()].sort(),
      named: sids.map((id) => ({ id, name: names.get(id) ?? id })),
      lastUsedAt: seen === undefined ? null : timeInTicks(seen),
      builtIn: sids
        .map(tierOfSid)
        .reduce<Tier | null>((one, other) => higherTier(one, other), isGuarded ? 'privileged' : null),
    };
  },

  reset: (session, { handle, isLocked, end: before }, { password, end }) =>
    session.modify(handle, [
      ...passwordChanges(password),
      ...(isLocked ? [settingTo('lockoutTime', '0')] : []),
      ...endChanges(before, end),
    ]),

  close: (session, { handle, end: before }, { password, end }) =>
    session.modify(handle, [...passwordChanges(password), ...endChanges(before, end)]),

  setEnd: (session, { handle, end: before }, end) => session.modify(handle, endChanges(before, end)),

  unlock: (session, { handle }) => session.modify(handle, [settingTo('lockoutTime', '0')]),
};

const READ = { attributes: ATTRIBUTES, explicitBufferAttributes: BINARY } as const;

async function present(session: Session, entry: Entry | undefined): Promise<Account | undefined> {
  if (entry !== undefined) return accountOf(entry);
  await assertSeesPeople(session, USERS);
  return undefined;
}

function accountOf(entry: Entry): Account {
  const [guid] = binary(entry, 'objectGUID');
  const id = guidOf(guid);
  const end = ACCOUNT_EXPIRES.read(shown(entry, 'accountExpires'));
  if (end === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
  const flags = Number(shown(entry, 'userAccountControl'));
  return {
    ...{ handle: handleOf(id), id, dn: entry.dn, end },
    obstacle: HINDERING.find(([bit]) => (flags & bit) !== 0)?.[1] ?? null,
    isLocked: !['0', undefined].includes(textIn(entry, 'lockoutTime')),
    mustChange: shown(entry, 'pwdLastSet') === '0',
    passwordVersion: Number(shown(entry, VERSION)),
  };
}

/** The values of a binary attribute that every such entry has. */
export function binary(entry: Entry, attribute: string): readonly [Buffer, ...Buffer[]] {
  const [first, ...rest] = [entry[attribute] ?? []].flat().map((value) => Buffer.from(value));
  if (first === undefined) throw notShown(attribute);
  return [first, ...rest];
}

/** In quotation marks, as UTF-16 (MS-ADTS section 3.1.1.3.1.5.1). Replacing it is an administrator's reset. */
const passwordChanges = (password: Secret): readonly Change[] => [
  settingTo('unicodePwd', Buffer.from(`"${password.reveal()}"`, 'utf16le')),
  settingTo('pwdLastSet', '0'),
];

function endChanges(before: AccountEnd, end: AccountEnd): readonly Change[] {
  const value = ACCOUNT_EXPIRES.write(end);
  return end === before || value === undefined ? [] : [settingTo('accountExpires', value)];
}

/** The text of a GUID, as Windows shows it: the first three parts are little-endian. */
export function guidOf(bytes: Buffer): string {
  const hex = [
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8, 10),
    bytes.subarray(10),
  ];
  return hex.map((part) => part.toString('hex')).join('-');
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function handleOf(id: string): string {
  if (!GUID.test(id)) throw new AdapterError('not-found', { retryable: false, message: 'the id is no GUID' });
  return `<GUID=${id}>`;
}

/** The text of a security identifier. */
export const sidOf = (bytes: Buffer): string => {
  const parts = Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', bytes[0], bytes.readUIntBE(2, 6), ...parts].join('-');
};

/**
 * Groups by the last part of their identifiers, for their names differ by language (MS-DTYP section 2.4.2.4). Critical: whose members
 * administer a domain or can take it, by a sign-in to its controllers, its backup, or keys that sign anybody in: Administrators, Account,
 * Server and Backup Operators, Domain, Schema and Enterprise Admins, Key and Enterprise Key Admins.
 */
const CRITICAL = /^S-1-5-(32-(544|548|549|551)|21-.*-(512|518|519|526|527))$/;
/** Print Operators, domain controllers, and owners of policies. */
const PRIVILEGED = /^S-1-5-(32-550|21-.*-(516|520))$/;

export const tierOfSid = (sid: string): Tier | null =>
  CRITICAL.test(sid) ? 'critical' : PRIVILEGED.test(sid) ? 'privileged' : null;

/** Many groups are looked up at once. */
const AT_ONCE = 100;

/** The names of groups. A group of the domain without one could be a privileged one: nothing is said then. */
async function namesOf(session: Session, sids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>();
  for (let from = 0; from < sids.length; from += AT_ONCE) {
    const filters = sids
      .slice(from, from + AT_ONCE)
      .map((value) => new EqualityFilter({ attribute: 'objectSid', value }));
    const options = { attributes: ['objectSid', 'sAMAccountName'], explicitBufferAttributes: BINARY };
    const found = await session.search(session.base, { scope: 'sub', filter: new OrFilter({ filters }), ...options });
    for (const entry of found)
      for (const sid of binary(entry, 'objectSid')) named.set(sidOf(sid), shown(entry, 'sAMAccountName'));
  }
  const unnamed = sids.filter((sid) => sid.startsWith('S-1-5-21-') && !named.has(sid));
  if (unnamed.length > 0)
    throw new AdapterError('groups-unreadable', {
      retryable: false,
      message: `groups-unreadable: the service account is not shown ${unnamed.length} groups`,
    });
  return named;
}
