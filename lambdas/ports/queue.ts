/** The place of a commit. */
export interface LedgerPlace {
  /** The stream of the ledger, e.g. `cognito:jane`. */
  readonly stream: string;
  readonly seq: number;
}

/**
 * Everybody who receives a notice, or one of them: a contact by the id in the marker of a sent notice, a person who is asked to do
 * something, a reader in a chat, or the ticket of the recovery.
 */
export type Audience = 'everybody' | `contact:${string}` | `asked:${string}` | `chat:${string}` | 'ticket';

/** A notice to deliver. Text and address are computed at delivery, so the queue holds no personal data. */
export interface Notice extends LedgerPlace {
  readonly audience: Audience;
}

/** The commits of a time range, both ends included. `after` is the scan's position in the ledger, null at the start. */
export interface Span {
  readonly since: string;
  readonly until: string;
  readonly after: string | null;
}

/** A commit that was put off. `writtenAt`: when the table wrote it, in milliseconds since 1970; absent where only the ledger names the commit. */
export interface PutOff extends LedgerPlace {
  readonly writtenAt?: number;
}

/** Work for the relay to repeat: one commit, or all commits of a time range. */
export type Again = PutOff | Span;

/** A record of the ledger's stream without a readable place: the stream, and when the record came. */
export interface Unreadable {
  /** ARN of the stream; a function is not told the shard. */
  readonly streamArn: string;
  readonly sequenceNumber: string;
  /** When the record was written, ISO 8601, exact to a second. */
  readonly at: string;
}

/**
 * A queue of messages for a function. Each message arrives at least once, in any order. All messages are on the queue when `send` returns;
 * when it throws, some may be. Throws `AdapterError`, retryable when the queue is down or throttled.
 */
export interface Queue<Message> {
  /** `after`: whole seconds, at most 900, before which no message arrives; at once when absent. */
  send(messages: readonly Message[], after?: number): Promise<void>;
}

/** A dead letter, as it was written. */
export interface Letter {
  /** Handle for removing this letter; valid while the letter is hidden from other readers. */
  readonly receipt: string;
  readonly body: string;
}

/** Messages that could not be worked: kept for 14 days. Throws `AdapterError`. */
export interface DeadLetters {
  /** At most ten waiting letters; may be empty. They are hidden from other readers for a minute. */
  receive(): Promise<readonly Letter[]>;
  /** Removes letters for good. Idempotent. */
  remove(letters: readonly Letter[]): Promise<void>;
}
