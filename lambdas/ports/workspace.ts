import type { GateName } from '../core/recovery/events.ts';
import type { PersonId, RegisteredPart } from '../core/registry/person.ts';
import type { CampaignCount } from '../core/risk/facts.ts';
import type { Secret } from './secret.ts';

/** Task tokens of the gates that are open. Each function owns what it writes: the gate task puts, the relay takes. */
export interface Gates {
  /** Keeps the token of a gate, encrypted, in place of an older one of the same gate. Durable when it returns. */
  put(recovery: string, gate: GateName, token: Secret): Promise<void>;
  /** The open gates of a recovery, strongly consistent. */
  list(recovery: string): Promise<readonly { readonly gate: GateName; readonly token: Secret }[]>;
  /** Forgets a gate if it still has this token. Idempotent. */
  remove(recovery: string, gate: GateName, token: Secret): Promise<void>;
}

/** Grants that must end, kept by the executor before they exist: what the sweeper looks through. */
export interface DueGrants {
  /** Notes when a grant ends. Idempotent; durable when it returns. */
  note(grant: DueGrant): Promise<void>;
  /** Grants whose end is at or before `now`, oldest first, at most `limit`. Eventually consistent. */
  due(now: string, limit: number): Promise<readonly DueGrant[]>;
  /** Forgets a grant that is confirmed gone. Idempotent. */
  clear(recovery: string): Promise<void>;
}

export interface DueGrant {
  readonly account: string;
  readonly recovery: string;
  readonly expiresAt: string;
}

/**
 * Read models: rebuilt from the ledger at any time, eventually consistent, written by the relay only. A page after what is no `next` of the
 * same listing is refused: `AdapterError` `cursor-malformed`, not retryable. It would look like the end of the listing.
 */
export interface Views {
  /** Puts a view unless one of a later commit is there already. Idempotent. */
  put(view: RecoveryView): Promise<void>;
  list(which: 'open' | 'ended', page: { readonly limit: number; readonly after?: string }): Promise<Page<RecoveryView>>;
  /** How far a stream is known to be right; undefined where nothing was noted. Strongly consistent. */
  head(account: string): Promise<StreamHead | undefined>;
  /** Notes how far a stream is known to be right; never goes back. */
  noteHead(head: StreamHead): Promise<void>;
  heads(page: { readonly limit: number; readonly after?: string }): Promise<Page<StreamHead>>;
  /** A ticket that waits for an agent. Idempotent by source and id. */
  holdTicket(ticket: HeldTicket): Promise<void>;
  /** Forgets a held ticket once a recovery has been opened for it. Idempotent. */
  releaseTicket(source: string, id: string): Promise<void>;
  heldTickets(page: { readonly limit: number; readonly after?: string }): Promise<Page<HeldTicket>>;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand in as `after` for the next page; absent on the last. */
  readonly next?: string;
}

export interface RecoveryView {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly ended: boolean;
  readonly tier: string | null;
  readonly kind: string | null;
  readonly openedAt: string;
  /** Time of the commit that it shows; of a recovery that has ended, when it ended, whatever was refused since. */
  readonly updatedAt: string;
  /** Number of the commit that it shows. */
  readonly seq: number;
  readonly expiresAt: string | null;
}

export interface StreamHead {
  readonly account: string;
  readonly seq: number;
  readonly hash: string;
}

export interface HeldTicket {
  readonly source: string;
  readonly id: string;
  readonly cause: string;
  readonly at: string;
}

/** Counts accounts by whoever had a part in their recoveries, for at least 24 hours. Written by the relay only. */
export interface Campaigns {
  /** Notes that this hand had a part in a recovery of this account. Idempotent. */
  note(touch: CampaignTouch): Promise<void>;
  /**
   * For each hand, in their order, of how many other accounts it had a part in recoveries since `since`, or up to an hour before: never too
   * few, but for what was noted a moment ago (eventually consistent), and never more than 100, which bounds the read.
   */
  counts(hands: readonly Hand[], window: CampaignWindow): Promise<readonly CampaignCount[]>;
}

export interface CampaignWindow {
  readonly since: string;
  /** The account that asks; it is not counted. */
  readonly except: string;
}

/** Who or what may run a campaign: a person or a desk by its name, a caller or a network by a pseudonym. */
export interface Hand {
  readonly by: CampaignCount['by'];
  readonly id: string;
}

export interface CampaignTouch {
  readonly hand: Hand;
  readonly account: string;
  readonly at: string;
}

/** Finds people by what a token or a ticket says of them. */
export interface People {
  /** The person who has this identity key (`subject:…`, `address:…`, `ticket-user:…`); strongly consistent. */
  find(identity: string): Promise<RegisteredPerson | undefined>;
  /**
   * Shows a person as their record is, found by exactly these identity keys, unless what a later commit of the record says is shown already.
   * The ledger has seen to it that no other record has any of them. Idempotent; written by the relay only.
   */
  show(person: RegisteredPerson, identities: readonly string[], seq: number): Promise<void>;
}

export interface RegisteredPerson {
  readonly person: PersonId;
  readonly nature: 'human' | 'machine';
  readonly name: string;
  /** With their issuers, as `subjectAt` spells them. */
  readonly subjects: readonly string[];
  readonly parts: readonly RegisteredPart[];
}

/** The verified payload of a token, as the issuer wrote it: nothing of it was spelled anew by anybody on the way. */
export type TokenPayload = Readonly<Record<string, unknown>>;

/** Decides whose tokens are believed. */
export interface TokenVerifier {
  /**
   * The payload of a token that the issuer signed, for this deployment, and that is in force now; undefined for every other text. Throws an
   * `AdapterError` `unavailable`, retryable, while the keys of the issuer cannot be read: nobody is let in, and nobody is called a stranger.
   */
  verify(token: string): Promise<TokenPayload | undefined>;
}
