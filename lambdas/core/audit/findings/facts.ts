import type { VersionedPolicy } from '../../policy/policy.ts';
import type { Means } from '../../recovery/state/means.ts';
import type { AccountId, Assurance, Kind, Tier } from '../../registry/account.ts';
import type { ContactKind } from '../../registry/contact.ts';
import type { HalfHeld } from '../../registry/parts.ts';
import type { PersonId, RegisteredPart } from '../../registry/person.ts';
import type { Instant } from '../../values/instant.ts';

/** The facts by which a deployment is examined. Nothing here names an address, a secret or a reason that somebody gave. */
export interface HealthFacts {
  readonly service: ServiceFacts;
  readonly records: readonly RecordFacts[];
  readonly client: ClientFacts;
}

/** What the service knows of itself. Null where it could not be read; `unread` says why. */
export interface ServiceFacts {
  /** When the service gathered them. */
  readonly at: Instant;
  readonly issuer: string;
  readonly release: ReleaseFacts;
  /** The caller: the strength of the sign-in, and the parts that only the token or only the record names. */
  readonly you: { readonly person: PersonId; readonly assurance: Assurance; readonly halfHeld: HalfHeld | null };
  /** The actions of each connector that is deployed. */
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
  /** Kinds of contacts that it can reach. */
  readonly ways: readonly ContactKind[];
  readonly policy: {
    /** The digest that two administrators adopted; null for none, and when it could not be read. */
    readonly adopted: string | null;
    readonly deployed: VersionedPolicy | null;
  };
  readonly keys: readonly KeyFacts[] | null;
  /** Who hears the alert topic. */
  readonly subscribers: { readonly confirmed: number; readonly pending: number } | null;
  /** Null without a sender of mail, or when it could not be read. */
  readonly mail: { readonly verified: boolean; readonly sandbox: boolean; readonly nearQuota: boolean } | null;
  readonly texts: { readonly sandbox: boolean } | null;
  /** Each chat that the deployment has, with the code of what is wrong with its credential; null: it is accepted. */
  readonly chats: readonly ChatFacts[];
  /** The same of each ticket system that is asked and written to. */
  readonly tickets: readonly TicketFacts[];
  /** Each connector whose directory can be asked, with the code of what is wrong with the application that reads there; null: nothing. */
  readonly directories: readonly DirectoryFacts[];
  /** Each file of record, by the connector of its accounts, with the code of what is wrong with it; null: nothing. */
  readonly files: readonly DirectoryFacts[];
  /** Each system that the rotation function calls, with the code of what is wrong with it; null: nothing. Null for all: it could not be asked. */
  readonly systems: readonly SystemFacts[] | null;
  /** Rights at AWS that functions should have and do not; null: they could not be asked for. */
  readonly rights: readonly MissingRight[] | null;
  /** Executions of functions that the account may have at once. */
  readonly concurrency: { readonly limit: number } | null;
  /** Whether public functions are capped, so that whatever ends grants has executions of its own. */
  readonly capped: boolean;
  /** The webhook key of each ticket source. */
  readonly sources: readonly SourceFacts[] | null;
  /** Grants that are past their end by more than five minutes and not confirmed gone, of the first hundred. */
  readonly overdue: number | null;
  /** Grants that are not confirmed gone, at most a hundred: a drain has ended when there is none. */
  readonly grants: number | null;
  /** When the longest waiting ticket was held; null for none. */
  readonly heldSince: Instant | null;
  /** What could not be read, each with the code of the failure. */
  readonly unread: readonly { readonly what: string; readonly code: string }[];
}

/** In `unread`: whether a policy is adopted is not known. */
export const ADOPTED_POLICY = 'adopted policy';

/** Which code runs: its release, and the version of the states that it folds from the ledger. */
export interface ReleaseFacts {
  readonly version: string;
  readonly state: number;
}

/** A KMS key by its use, such as `data` or `signing:people`. */
export interface KeyFacts {
  readonly use: string;
  /** The state as KMS names it; `Enabled` is the only good one. */
  readonly state: string;
}

export interface DirectoryFacts {
  readonly connector: string;
  readonly flaw: string | null;
}

/**
 * A database server by its host and port, an API of keys by its name, a consumer by the name of its secret, or whoever replaces credentials of
 * others at a vendor, by the vendor's connector.
 */
export interface SystemFacts {
  readonly kind: SystemKind;
  readonly name: string;
  readonly flaw: string | null;
}

export const SYSTEM_KINDS = ['database', 'key-api', 'probe', 'rotator'] as const;
export type SystemKind = (typeof SYSTEM_KINDS)[number];

/** A right that a function needs and does not have; or one that it has and must not have, which nobody withholds. */
export interface MissingRight {
  /** The name of the function. */
  readonly holder: string;
  /** As IAM names it, such as `iam:UpdateLoginProfile`. */
  readonly action: string;
  readonly by: Withholder;
}

/** What withholds a right: the policies of the function's role, the permissions boundary of the role, or a policy of the organization; or nobody. */
export const WITHHOLDERS = ['role', 'boundary', 'organization', 'nobody'] as const;
export type Withholder = (typeof WITHHOLDERS)[number];

export interface ChatFacts {
  readonly chat: string;
  readonly flaw: string | null;
}

export interface TicketFacts {
  readonly source: string;
  readonly flaw: string | null;
}

export interface SourceFacts {
  readonly source: string;
  readonly key: 'there' | 'missing' | 'deleted';
  /** When the key last changed; null without a key. */
  readonly changedAt: Instant | null;
}

/** One registered record, or a stream that cannot be trusted. */
export type RecordFacts = PersonFacts | AccountFacts | { readonly of: 'broken'; readonly stream: string };

export interface PersonFacts {
  readonly of: 'person';
  readonly person: PersonId;
  readonly nature: 'human' | 'machine';
  readonly parts: readonly RegisteredPart[];
  /** Whether one of their subjects is of the deployment's issuer. */
  readonly signsIn: boolean;
  /** Whether there is a mailbox of theirs. */
  readonly reachable: boolean;
}

export interface AccountFacts {
  readonly of: 'account';
  readonly account: AccountId;
  readonly kind: Kind;
  readonly tier: Tier;
  readonly environment: string;
  readonly labels: readonly string[];
  readonly owner: PersonId | null;
  readonly custodians: readonly PersonId[];
  readonly manager: PersonId | null;
  readonly connector: string;
  /** Ways to its registered contacts, each mailbox and telephone once. */
  readonly contacts: number;
  readonly means: readonly Means[];
  readonly frozenSince: Instant | null;
}

/** What only the command line knows. */
export interface ClientFacts {
  /** Milliseconds by which this machine's clock is ahead of the service's; null when it said no time. */
  readonly skew: number | null;
  readonly url: string;
  /** The issuer that the profile was made with; null without a profile. */
  readonly profileIssuer: string | null;
  readonly release: ReleaseFacts;
}
