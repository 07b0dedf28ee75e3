import { z } from 'zod';
import { TIERS } from '../lambdas/core/registry/account.ts';
import type { ConnectorsProps } from '../lib/connectors.ts';
import type { LdapProps } from '../lib/ldap.ts';
import { POPULATION_SETTING } from './settings-population.ts';
import { KEY, SECRET } from './settings-secrets.ts';

const isLdaps = (text: string): boolean => /^ldaps:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text);

/** Tiers by the pattern of a group's name, in which spaces may be, but not at its ends. */
export const GROUP_TIERS = z.record(
  z.string().regex(/^(?!\s)[^=,]{1,128}(?<!\s)$/, 'is no pattern of a group’s name'),
  z.enum(TIERS),
);

/** As the functions read them; undefined for none. */
export function groupTiersText(tiers: z.output<typeof GROUP_TIERS> = {}): string | undefined {
  const parts = Object.entries(tiers).map(([pattern, tier]) => `${pattern}=${tier}`);
  return parts.length === 0 ? undefined : parts.join(',');
}

const directory = (what: string) =>
  z
    .strictObject({
      urls: z
        .array(z.string().refine(isLdaps, 'is not `ldaps://` and a host'))
        .min(1)
        .max(5)
        .describe('addresses of servers with the same content, the preferred one first'),
      base: z.string().min(1).describe('the subtree in which the people and their groups are found'),
      readerSecret: z
        .string()
        .regex(SECRET, 'is no whole ARN of a secret')
        .describe('ARN of the secret of the service account that reads'),
      operatorSecret: z
        .string()
        .regex(SECRET, 'is no whole ARN of a secret')
        .describe('ARN of the secret of the service account that may change passwords'),
      secretKey: z
        .string()
        .regex(KEY, 'is no ARN of a key')
        .describe('ARN of the key of both secrets; the account’s own for Secrets Manager')
        .optional(),
      groupTiers: GROUP_TIERS.describe(
        'tiers that groups give their members, by pattern; they are added to the names of administrators, as in the tenant',
      ).optional(),
    })
    .describe(what)
    .optional();

/** The settings of LDAP directories. */
export const LDAP_SETTINGS = {
  activeDirectory: directory('the Active Directory whose people are recovered; none'),
  openldap: directory('the OpenLDAP directory whose people are recovered; none'),
  population: POPULATION_SETTING,
  directoryNetwork: z
    .strictObject({
      subnets: z
        .array(z.string().regex(/^subnet-[0-9a-f]+$/, 'is no id of a subnet'))
        .min(1)
        .max(16),
      securityGroups: z
        .array(z.string().regex(/^sg-[0-9a-f]+$/, 'is no id of a security group'))
        .min(1)
        .max(5),
    })
    .describe(
      'subnets and security groups of the VPC from which directories and databases are reached; outside of every VPC',
    )
    .optional(),
};

/** The names that are known in each of these settings. */
export const LDAP_NAMES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(LDAP_SETTINGS).map(([name, setting]) => [name, Object.keys(setting.unwrap().shape)]),
);

type Settings = { readonly [Name in keyof typeof LDAP_SETTINGS]?: z.output<(typeof LDAP_SETTINGS)[Name]> | undefined };

/** What the stack is told; nothing without settings. */
export function ldapOf({
  activeDirectory,
  openldap,
  directoryNetwork,
}: Settings): Pick<ConnectorsProps, 'ldap' | 'network'> {
  const ldap = {
    ...(activeDirectory === undefined ? {} : { 'active-directory': propsOf(activeDirectory) }),
    ...(openldap === undefined ? {} : { openldap: propsOf(openldap) }),
  };
  return {
    ...(Object.keys(ldap).length === 0 ? {} : { ldap }),
    ...(directoryNetwork === undefined ? {} : { network: directoryNetwork }),
  };
}

function propsOf({ secretKey, groupTiers, ...place }: NonNullable<Settings['activeDirectory']>): LdapProps {
  const tiers = groupTiersText(groupTiers);
  return {
    ...place,
    ...(secretKey === undefined ? {} : { secretKey }),
    ...(tiers === undefined ? {} : { groupTiers: tiers }),
  };
}
