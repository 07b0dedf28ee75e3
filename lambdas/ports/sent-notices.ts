/** One message about one commit to one contact. */
export interface NoticeKey {
  readonly account: string;
  readonly seq: number;
  readonly contact: string;
}

/** Remembers sent notices for longer than any redelivery takes. Written by the notices function only. */
export interface SentNotices {
  /** Strongly consistent. */
  has(notice: NoticeKey): Promise<boolean>;
  /** Idempotent; durable when it returns. */
  add(notice: NoticeKey, at: string): Promise<void>;
}
