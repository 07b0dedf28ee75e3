import type { Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { tierOfGroups } from '../group-tiers.ts';
import { BINARY, binary, guidOf, sidOf, tierOfSid, USERS } from './active-directory.ts';
import { controllerOf } from './active-directory-log.ts';
import { shown, textIn } from './dialect.ts';
import { ACCOUNT_EXPIRES } from './end.ts';
import { plainDn } from './openldap.ts';
import { changeIn, type PeopleDialect } from './population.ts';

/** The domain controller that was read, by its invocation id, and its highest change number then. */
export interface ActiveDirectoryPeople {
  readonly controller: string;
  readonly highest: number;
}

/** Finds members at any depth (MS-ADTS section 3.1.1.3.4.4, `LDAP_MATCHING_RULE_TRANSITIVE_EVAL`). */
const AT_ANY_DEPTH = 'memberOf:1.2.840.113556.1.4.1941:';
/** Bit of `userAccountControl` (MS-ADTS section 2.2.16). */
const DISABLED = 0x2;

/** Numbers of changes belong to one controller: another one, or one that was restored, is read whole. */
export const activeDirectoryPeople: PeopleDialect<ActiveDirectoryPeople> = {
  attributes: [
    ...['objectGUID', 'objectSid', 'sAMAccountName', 'userPrincipalName', 'userAccountControl', 'accountExpires'],
    ...['adminCount', 'primaryGroupID', 'whenChanged'],
  ],
  binary: BINARY,
  filter: USERS,

  placeOf: (session) => controllerOf(session),

  async changedBehind(session, { controller, highest }) {
    const now = await controllerOf(session);
    return now.controller === controller && now.highest >= highest ? `(uSNChanged>=${highest + 1})` : undefined;
  },

  /** A primary group is in no `memberOf`: it is found by its number. */
  async tiersOf(session, tiers) {
    const groups = await session.search(session.base, {
      ...{ scope: 'sub', filter: '(objectClass=group)', paged: { pageSize: 250 } },
      ...{ attributes: ['sAMAccountName', 'objectSid'], explicitBufferAttributes: ['objectSid'] },
    });
    const found = new Map<string, Tier>();
    for (const group of groups) {
      const sid = sidOf(binary(group, 'objectSid')[0]);
      const tier = higherTier(tierOfGroups(tiers, [shown(group, 'sAMAccountName')]), tierOfSid(sid));
      if (tier === null) continue;
      const number = sid.slice(sid.lastIndexOf('-') + 1);
      const isOfDomain = sid.startsWith('S-1-5-21-');
      const primary = isOfDomain ? `(primaryGroupID=${number})` : '';
      const members = await session.search(session.base, {
        ...{ scope: 'sub', attributes: ['1.1'], paged: { pageSize: 250 } },
        filter: `(&${USERS}(|(${AT_ANY_DEPTH}=${escaped(group.dn)})${primary}))`,
      });
      for (const { dn } of members) found.set(plainDn(dn), higherTier(tier, found.get(plainDn(dn)) ?? null));
    }
    return found;
  },

  personIn(entry, now) {
    const end = ACCOUNT_EXPIRES.read(shown(entry, 'accountExpires'));
    if (end === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
    const isDisabled = (Number(shown(entry, 'userAccountControl')) & DISABLED) !== 0;
    const upn = textIn(entry, 'userPrincipalName');
    return {
      directoryId: guidOf(binary(entry, 'objectGUID')[0]),
      target: shown(entry, 'sAMAccountName'),
      aliases: upn === undefined ? [] : [upn],
      // An end that a grant of ours has set says nothing of whether somebody left.
      isActive: !isDisabled && !(end.of === 'at' && end.at <= now),
      tier: textIn(entry, 'adminCount') === '1' ? 'privileged' : null,
      changedAt: changeIn(entry, 'whenChanged'),
    };
  },
};

/** RFC 4515 section 3. */
const escaped = (value: string): string =>
  value.replace(/[\\*()\0]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
