import { z } from 'zod';
import type { PostgresProps } from '../lib/postgres.ts';
import { KEY, SECRET } from './settings-secrets.ts';

const DEFAULT_PORT = 5_432;
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** The setting of PostgreSQL servers. */
export const POSTGRES_SETTING = z
  .array(
    z.strictObject({
      host: z
        .string()
        .regex(HOST, 'is no host in lower case')
        .describe('host of the server, as in its certificate and in the secrets'),
      port: z.int().min(1).max(65_535).describe('its port; 5432').optional(),
      secret: z
        .string()
        .regex(SECRET, 'is no whole ARN of a secret')
        .describe('ARN of the secret of the role that may change the roles of service accounts'),
      secretKey: z
        .string()
        .regex(KEY, 'is no ARN of a key')
        .describe('ARN of the key of that secret; the account’s own for Secrets Manager')
        .optional(),
    }),
  )
  .min(1)
  .max(10)
  .refine(
    (servers) => new Set(servers.map(({ host, port = DEFAULT_PORT }) => `${host}:${port}`)).size === servers.length,
    'names one server twice',
  )
  .describe('PostgreSQL servers whose roles the rotation function sets; none')
  .optional();

/** The setting of consumers that are asked whether they are well. */
export const PROBES_SETTING = z
  .record(
    z.string().regex(/^[\w/+=.@-]{1,512}$/, 'is no name of a secret'),
    z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w./~-]*)?$/, 'is not `https://`, a host and a path'),
  )
  .refine((probes) => JSON.stringify(probes).length <= 2_000, 'is longer than 2,000 characters')
  .describe(
    'addresses at which consumers of secrets answer 200 once they have signed in with the version in `?version=`, by the name of the secret; none',
  )
  .optional();

/** The names that are known in each server. */
export const POSTGRES_NAMES = Object.keys(POSTGRES_SETTING.unwrap().element.shape);

/** What the stack is told; undefined without servers. */
export function postgresOf(servers: z.output<typeof POSTGRES_SETTING>): readonly PostgresProps[] | undefined {
  return servers?.map(({ port = DEFAULT_PORT, host, secret, secretKey }) => ({
    ...{ host, port, secret },
    ...(secretKey === undefined ? {} : { secretKey }),
  }));
}
