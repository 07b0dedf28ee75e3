/** A commit by where it stands. */
export interface LedgerPlace {
  /** The stream of the ledger, e.g. `cognito:jane`. */
  readonly stream: string;
  readonly seq: number;
}

/** Everybody whom a notice is for, or one of them by the id under which the marker of a sent notice names them. */
export type Audience = 'everybody' | `contact:${string}`;

/** A notice that is to be delivered. Text and address are derived when it is: a queue holds no personal data. */
export interface Notice extends LedgerPlace {
  readonly audience: Audience;
}

/** The commits of a time, both ends included; `after` is how far a scan of the ledger has come, null at its beginning. */
export interface Span {
  readonly since: string;
  readonly until: string;
  readonly after: string | null;
}

/** What the relay works again: one commit, or all commits of a time. */
export type Again = LedgerPlace | Span;

/** A record of the ledger's stream in which nobody can read a place: where the stream has it, and when it came. */
export interface Unreadable {
  /** ARN of the stream; a function is not told the shard. */
  readonly streamArn: string;
  readonly sequenceNumber: string;
  /** When the record was written, ISO 8601, exact to a second. */
  readonly at: string;
}

/**
 * Leaves messages for a function to work later. Each arrives at least once, in no order. The messages are on the queue when `send` returns;
 * when it throws, some may be. Throws `AdapterError`, retryable where the queue is down or throttled.
 */
export interface Queue<Message> {
  send(messages: readonly Message[]): Promise<void>;
}

/** A message that was put aside, as it was written. */
export interface Letter {
  /** Names this receipt of it: good for as long as the letter is kept from others. */
  readonly receipt: string;
  readonly body: string;
}

/** Messages that were given up: kept for 14 days. Throws `AdapterError`. */
export interface DeadLetters {
  /** Some of what waits, at most ten; empty where nothing was found. They are kept from others for a minute. */
  receive(): Promise<readonly Letter[]>;
  /** Takes letters away for good. Idempotent. */
  remove(letters: readonly Letter[]): Promise<void>;
}
