import type { LdapName } from './connectors.ts';

/** The connectors whose people can be followed. */
export type PopulationName = LdapName | 'entra' | 'okta';

/** The connectors of people, whose accounts a file may name. */
export const FILED = ['cognito', 'active-directory', 'openldap', 'entra', 'okta', 'google-workspace'] as const;
export type FiledName = (typeof FILED)[number];

/** A CSV file of people at an address, as a function is told of it. */
export interface PopulationFile {
  /** `https://`; the only address that is called. */
  readonly url: string;
  /** ARN of the secret: a bearer token, or for `basic` JSON with `username` and `password`. */
  readonly secret: string;
  readonly scheme: 'bearer' | 'basic';
  /** Whether the last line of the file has to say how many rows it has. */
  readonly counted?: boolean;
}

/** The directories of record, as a function is told of them. */
export interface PopulationSettings {
  readonly from: readonly PopulationName[];
  /** The file of record of a connector's accounts, in place of its directory; absent: none. */
  readonly files?: Readonly<Partial<Record<FiledName, PopulationFile>>>;
  /** The environment of accounts that are proposed. */
  readonly environment: string;
}
