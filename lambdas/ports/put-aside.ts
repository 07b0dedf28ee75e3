import type { Instant } from '../core/values/instant.ts';
import type { LedgerPlace, Notice } from './queue.ts';
import type { Page } from './workspace.ts';

/** A stream that a forged commit stops: its first one that does not verify, as the relay has met it. */
export interface StoppedStream extends LedgerPlace {
  readonly why: string;
  readonly at: Instant;
}

/** Streams that are stopped, for people on duty. Written by the relay only. Throws `AdapterError`. */
export interface StoppedStreams {
  /** Lists a stream until it goes on. Idempotent, and never after a later commit let it go on. */
  noteStopped(stopped: StoppedStream): Promise<void>;
  /** The stream goes on: the commit at this place says so. Idempotent. */
  noteResumed(place: LedgerPlace): Promise<void>;
  /** By the name of the stream. Eventually consistent. */
  stopped(page: { readonly limit: number; readonly after?: string }): Promise<Page<StoppedStream>>;
}

/** A message, or a note for a ticket, that did not reach whom it is for. It holds no address. */
export interface UnsentNotice extends Notice {
  /** The code of the last failure. */
  readonly why: string;
  /** When that failed. */
  readonly at: Instant;
  /** Whether it is tried again by itself, for hours. Else somebody must do something first. */
  readonly again: boolean;
}

/** Messages that did not arrive, for people on duty. Written by the notices function only. Throws `AdapterError`. */
export interface UnsentNotices {
  /** Lists a message until it is sent, for 90 days at most. Idempotent by place and audience. */
  noteUnsent(unsent: UnsentNotice): Promise<void>;
  /** It was sent, or there is nobody to send it to any more. Idempotent. */
  noteSent(notice: Notice): Promise<void>;
  /** In no order that means something. Eventually consistent. */
  unsent(page: { readonly limit: number; readonly after?: string }): Promise<Page<UnsentNotice>>;
}
