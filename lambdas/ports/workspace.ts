import type { Alert } from '../core/audit/alert.ts';
import type { Outstanding } from '../core/recovery/decide/outstanding.ts';
import type { GateName } from '../core/recovery/state/events.ts';
import type { Readership } from '../core/recovery/views/readers.ts';
import type { Trace } from '../core/recovery/views/trace.ts';
import type { AccountId } from '../core/registry/account.ts';
import type { LikenessKey } from '../core/registry/likeness.ts';
import type { FoundAlike } from '../core/registry/look-alikes.ts';
import type { PersonId, RegisteredPart } from '../core/registry/person.ts';
import type { CampaignCount } from '../core/risk/facts.ts';
import type { Secret } from './secret.ts';

/** Task tokens of open gates. The gate task puts them; the relay removes them. */
export interface Gates {
  /** Stores the encrypted token of a gate, replacing an older one of the same gate. Durable when it returns. */
  put(recovery: string, gate: GateName, token: Secret): Promise<void>;
  /** The open gates of a recovery that are wanted, strongly consistent. No other token is decrypted. */
  list(
    recovery: string,
    isWanted?: (gate: GateName) => boolean,
  ): Promise<readonly { readonly gate: GateName; readonly token: Secret }[]>;
  /** Removes a gate if it still has this token; null: whatever its token. Idempotent. */
  remove(recovery: string, gate: GateName, token: Secret | null): Promise<void>;
}

/** Grants that must end, and sessions. The executor notes each grant before it exists, the relay what is contained; the sweeper reads them. */
export interface DueGrants {
  /** Notes when a grant ends. Idempotent; durable when it returns. */
  note(grant: DueGrant): Promise<void>;
  /** Grants that are due at or before `now`, longest due first, at most `limit`; those behind `after`, if given. Eventually consistent. */
  due(now: string, page: { readonly limit: number; readonly after?: ListedGrant }): Promise<readonly ListedGrant[]>;
  /**
   * Moves a grant back in the queue, and answers whether it did: not when the grant was cleared, noted again or moved since it was listed.
   * After a lost answer a second call answers false, and the grant is due at `dueAt` all the same.
   */
  moveBack(grant: ListedGrant, dueAt: string): Promise<boolean>;
  /** Removes a grant that is confirmed gone. Idempotent. */
  clear(recovery: string): Promise<void>;
}

export interface DueGrant {
  readonly account: string;
  readonly recovery: string;
  /** The connector that must end it. */
  readonly connector: string;
  readonly expiresAt: string;
  /** True: no grant, but sessions of the account that must end; `recovery` is then the id of the containment. */
  readonly contains?: true;
}

/** A grant in the queue of those that must end. */
export interface ListedGrant extends DueGrant {
  /** Its place in the queue: its end, until it is moved back. */
  readonly dueAt: string;
}

/**
 * Read models: can be rebuilt from the ledger at any time, eventually consistent, written by the relay only. An `after` that is no `next`
 * of the same listing throws `AdapterError` `cursor-malformed`, not retryable: an empty page would look like the end of the listing.
 */
export interface Views {
  list(which: 'open' | 'ended', page: { readonly limit: number; readonly after?: string }): Promise<Page<RecoveryView>>;
  /** The `after` that continues a listing after this view. */
  cursorAt(which: 'open' | 'ended', view: Pick<RecoveryView, 'id' | 'openedAt'>): string;
  /** The number up to which the views of a stream are complete; undefined when none was noted. Strongly consistent. */
  head(account: string): Promise<StreamHead | undefined>;
  /**
   * Notes the number up to which the views of a stream are complete, and puts the view of a recovery as of that commit, if one is given.
   * Neither replaces what a later commit has put. Idempotent.
   */
  noteHead(head: StreamHead, view?: RecoveryView): Promise<void>;
  heads(page: { readonly limit: number; readonly after?: string }): Promise<Page<StreamHead>>;
  /** A ticket that waits for an agent. Idempotent by source and id. */
  holdTicket(ticket: HeldTicket): Promise<void>;
  /** Removes a held ticket after a recovery was opened for it. Idempotent. */
  releaseTicket(source: string, id: string): Promise<void>;
  heldTickets(page: { readonly limit: number; readonly after?: string }): Promise<Page<HeldTicket>>;
  /** Keeps an alert for at least 90 days, for the screen of people on duty. Idempotent by stream and number. */
  noteAlert(alert: Alert): Promise<void>;
  /** Newest first. */
  alerts(page: { readonly limit: number; readonly after?: string }): Promise<Page<Alert>>;
  /** Shows what of a stream waits, unless a later commit is already shown; a stream of which nothing waits leaves the list. Idempotent. */
  showStanding(standing: StreamStanding): Promise<void>;
  /** By the name of the stream. */
  standings(page: { readonly limit: number; readonly after?: string }): Promise<Page<StreamStanding>>;
}

/** What of a stream waits for people, as of a commit. */
export interface StreamStanding extends Outstanding {
  readonly stream: string;
  readonly seq: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pass as `after` for the next page; absent on the last page. */
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
  /** Time of the commit that it shows. For an ended recovery, the time of its end, whatever was refused later. */
  readonly updatedAt: string;
  /** Number of the commit that it shows. */
  readonly seq: number;
  readonly expiresAt: string | null;
  /** Who may read it, as of that commit. No answer shows this. */
  readonly readership: Readership;
  /** What it is found by, as of that commit; null where nothing is known of it any more. Only a search shows this. */
  readonly trace: Trace | null;
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

/** Counts accounts by the people, desks, callers and networks in their recoveries, for at least 24 hours. Written by the relay only. */
export interface Campaigns {
  /** Notes that this hand took part in a recovery of this account. Idempotent. */
  note(touch: CampaignTouch): Promise<void>;
  /**
   * For each hand, in the given order, the number of other accounts in whose recoveries it took part since its `since`, or up to an hour
   * earlier; for a suspicion or a failed sighting, up to a day earlier. Never too low, never above 100, which bounds what is kept and read.
   */
  counts(hands: readonly CountedHand[], asked: CampaignWindow): Promise<readonly CampaignCount[]>;
}

/** A hand, and from when on it is counted. */
export interface CountedHand extends Hand {
  readonly since: string;
}

export interface CampaignWindow {
  readonly now: string;
  /** The asking account, and its owner; they are not counted. */
  readonly except: readonly string[];
}

/** Somebody or something that may run a campaign: a person or a desk by name, a caller or a network by pseudonym. */
export interface Hand {
  readonly by: CampaignCount['by'];
  readonly id: string;
}

export interface CampaignTouch {
  readonly hand: Hand;
  /** For false calls, the owner of the account: their accounts together are one person who was called. */
  readonly account: string;
  readonly at: string;
}

/** Finds people by the identities in a token or a ticket. */
export interface People {
  /** The person with this identity key (`subject:…`, `address:…`, `ticket-user:…`); strongly consistent. */
  find(identity: string): Promise<RegisteredPerson | undefined>;
  /**
   * Stores a person's record, to be found by exactly these identity keys, unless a later commit of the record is already stored. The ledger
   * guarantees that no other record has one of these keys. Idempotent; written by the relay only.
   */
  show(person: RegisteredPerson, identities: readonly string[], seq: number): Promise<void>;
}

/** The registered people by their parts, so that those who can do something are told of it; and the accounts by their owners. */
export interface Members {
  /**
   * At most `limit` people whose record has this part, or accounts of this owner. They stand on a ring, ordered by a hash of their ids, and the list begins after the
   * hash of `from`: the same for the same `from`, and another for the next, so that no group's messages always go to the same people.
   * Strongly consistent with `show`. A record may have changed since: whoever acts on it reads the record.
   */
  next(group: string, ring: { readonly from: string; readonly limit: number }): Promise<readonly string[]>;
  /** Lists a record under exactly these groups, unless a later commit of it is already listed. Idempotent; written by the relay only. */
  show(record: PersonId | AccountId, groups: readonly string[], seq: number): Promise<void>;
}

export interface RegisteredPerson {
  readonly person: PersonId;
  readonly nature: 'human' | 'machine';
  readonly name: string;
  /** With their issuers, as `subjectAt` spells them. */
  readonly subjects: readonly string[];
  readonly parts: readonly RegisteredPart[];
}

/** Finds registered records that look alike. */
export interface LookAlikes {
  /**
   * The records with any of these keys, at most 25 for each key, which bounds the read. Strongly consistent with `show`; the relay shows a
   * record a moment after its confirmation.
   */
  find(keys: readonly LikenessKey[]): Promise<readonly FoundAlike[]>;
  /** As `find`, for several records at once, in their order: one read for a hundred keys that nobody has. */
  findEach(of: readonly (readonly LikenessKey[])[]): Promise<readonly (readonly FoundAlike[])[]>;
  /** Makes a record findable by exactly these keys, unless a later commit of it is already shown. Idempotent; written by the relay only. */
  show(record: ShownRecord, keys: readonly LikenessKey[], seq: number): Promise<void>;
}

/** The parts of a record that others are shown. */
export type ShownRecord = Pick<FoundAlike, 'record' | 'holders'>;

/** The verified payload of a token, exactly as the issuer wrote it. */
export type TokenPayload = Readonly<Record<string, unknown>>;

/** Decides which tokens are trusted. */
export interface TokenVerifier {
  /**
   * The payload of a token, signed by the issuer, for this deployment, and in force now; undefined for every other text. Throws an
   * `AdapterError` `unavailable`, retryable, while the issuer's keys cannot be read: then a token is neither accepted nor rejected.
   */
  verify(token: string): Promise<TokenPayload | undefined>;
}
