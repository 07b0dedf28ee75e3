import type { LdapClient, LdapServer } from '../../lambdas/adapters/connectors/ldap/session.ts';
import type { Tier } from '../../lambdas/core/registry/account.ts';
import type { Secret } from '../../lambdas/ports/secret.ts';

/** A sign-in of a service account. */
export interface ServiceAccount {
  readonly username: string;
  readonly password: Secret;
}

/** The answer to a person's sign-in: the directory's own word for a refusal. */
export type SignIn = 'ok' | 'must-change' | 'wrong' | 'ended' | 'locked' | 'disabled';

/** Where a directory answers, and the service accounts of those who call it. */
export interface DirectoryPlace {
  readonly url: string;
  readonly ca: string;
  readonly base: string;
  /** May read, and nothing else. */
  readonly reader: ServiceAccount;
  /** Has the rights that a recovery needs, and no others. */
  readonly operator: ServiceAccount;
}

/** A real directory server on this machine, with what its administrator and its people do. */
export interface DirectoryServer extends DirectoryPlace {
  /** The unit of the people. */
  readonly people: string;
  /** Signed in as its administrator. */
  readonly admin: Administration;
  /** As a person, or whoever has their password. */
  signIn(name: string, password: string): Promise<SignIn>;
  /** The person replaces their password by their own. Throws where the directory refuses. */
  changeOwn(name: string, before: string, after: string): Promise<void>;
  stop(): Promise<void>;
}

/** What a directory says of a person beside their name. */
export interface Described {
  readonly mail?: string;
  readonly mobile?: string;
  readonly manager?: string;
}

/** What the administrator of the directory does, with their own tools. */
export interface Administration {
  addPerson(name: string, password: string): Promise<void>;
  remove(name: string): Promise<void>;
  rename(name: string, to: string): Promise<void>;
  /** Sets what the directory says of a person: a mail address, a mobile number, the name of their manager. */
  describe(name: string, about: Described): Promise<void>;
  disable(name: string): Promise<void>;
  /** Ends the account at a time, in milliseconds since 1970; null: never. */
  endAt(name: string, at: number | null): Promise<void>;
  /** Lets the person replace their password at the next sign-in, or no more. */
  mustChange(name: string, is: boolean): Promise<void>;
  /** Moves the person out of the unit of the people, to where the operator may change nobody. */
  moveAway(name: string): Promise<void>;
  setPassword(name: string, password: string): Promise<void>;
  /** Puts the person into a group of a group for the tier, and out of those for others; null: out of all. */
  rank(name: string, tier: Tier | null): Promise<void>;
  /** All that the directory says of the person, to compare; a password is not in it. */
  snapshot(name: string): Promise<unknown>;
  /** Takes the operator's right to change, or to read, away. */
  takeAway(right: 'change' | 'read'): Promise<void>;
}

/** The server, as an adapter meets it. */
export const serverAs = (
  { url, ca, base }: Pick<DirectoryServer, 'url' | 'ca' | 'base'>,
  { username, password }: ServiceAccount,
  over: Partial<LdapServer> = {},
): LdapServer => ({
  place: { urls: [url], base },
  credential: () => Promise.resolve({ username, password, ca }),
  ...over,
});

/** Does something on a connection, and closes it. */
export async function on<Result>(client: LdapClient, work: (client: LdapClient) => Promise<Result>): Promise<Result> {
  try {
    return await work(client);
  } finally {
    await client.unbind();
  }
}

/** Names of groups by the tier that the tests and the demo give them; `everybody` gives none. */
export const GROUPS: Readonly<Record<Tier, string>> = {
  standard: 'Staff',
  privileged: 'Administrators of mail',
  critical: 'Root',
};
export const GROUP_TIERS = 'staff=standard,administrators*=privileged,root=critical';
