import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_GROUP_TIERS,
  directoryGroupTiers,
  parseGroupTiers,
  tierOfGroups,
} from '../../../lambdas/adapters/connectors/group-tiers.ts';

const tierIn = (tiers: string, ...groups: readonly string[]) => tierOfGroups(parseGroupTiers(tiers), groups);

describe('the tier that groups give', () => {
  it.each(['admin', 'admins', 'Administrators', 'ADMIN-eu', 'admins_prod', 'administrator.db', 'ａｄｍｉｎｓ'])(
    'is privileged by default: `%s`',
    (group) => {
      expect(tierIn(DEFAULT_GROUP_TIERS, 'everybody', group)).toBe('privileged');
    },
  );

  it.each([
    [],
    ['everybody'],
    ['team-admin'],
    [' admins'],
    [''],
    ['administration'],
    ['Administrative-staff'],
    ['administered'],
  ])('is none by default: %j', (...groups) => {
    expect(tierIn(DEFAULT_GROUP_TIERS, ...groups)).toBeNull();
  });

  it.each(['DnsAdmins', 'SQL Admins', 'Global Administrator', 'Helpdesk admin', 'admins-eu', 'Administrators'])(
    'is privileged in a directory of people, whatever a deployment adds: `%s`',
    (group) => {
      for (const set of [undefined, 'Mail Team=critical'])
        expect(tierOfGroups(directoryGroupTiers(set), ['Domain Users', group])).toBe('privileged');
    },
  );

  it('is raised, and never lowered, by what a deployment adds', () => {
    const tiers = directoryGroupTiers('Mail Team=critical,SQL Admins=critical,DnsAdmins=standard');
    const tierOf = (group: string) => tierOfGroups(tiers, [group]);
    expect(['mail team', 'sql admins', 'DnsAdmins', 'Administration', 'Domain Users'].map(tierOf)).toEqual([
      ...['critical', 'critical', 'privileged', null, null],
    ]);
  });

  it('is the highest of all groups, whatever their order', () => {
    const tiers = 'root=critical, *admin*=privileged,staff=standard';
    expect(tierIn(tiers, 'staff')).toBe('standard');
    expect(tierIn(tiers, 'staff', 'root', 'db-admins')).toBe('critical');
    expect(tierIn(tiers, 'db-admins', 'staff')).toBe('privileged');
  });

  it.each([
    ['a*b*c', 'abc', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'ab', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*', 'x', true],
    ['a.c', 'abc', false],
    ['role=admin', 'role=admin', true],
    ['a*b*b', 'ab', false],
  ])('`%s` and `%s`: %s', (pattern, group, does) => {
    expect(tierIn(`${pattern}=critical`, group)).toBe(does ? 'critical' : null);
  });

  it.each(['', 'admins', 'admins=', '=critical', 'admins=high', 'a=critical,'])('is never read from `%s`', (text) => {
    expect(() => parseGroupTiers(text)).toThrow('is not a group and its tier');
  });
});
