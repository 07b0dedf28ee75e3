/** The chats that messages can go to. */
export const CHAT_NAMES = ['slack', 'teams'] as const;
export type ChatName = (typeof CHAT_NAMES)[number];

/**
 * A message for a chat, in plain text: the adapter escapes each part for its chat, so no part can become markup, a mention or a link. It
 * holds no secret and no contact.
 */
export interface ChatMessage {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** A page where people sign in; null for a message with nothing left to do. Opening it decides nothing. */
  readonly link: ChatLink | null;
}

export interface ChatLink {
  readonly label: string;
  /** `https://…`, of this deployment. */
  readonly url: string;
}

/** Who reads a message: everybody in the channel of an audience, or one person, found by a registered mailbox. */
export type ChatReader = { readonly audience: string } | { readonly mailbox: string };

/** Where a message is, for a later change. */
export interface ChatPlace {
  readonly channel: string;
  readonly message: string;
}

/**
 * Posts messages to a chat. At least once: a message whose answer was lost is posted again. Throws `AdapterError`: `recipient-refused` for
 * a channel or a person that the chat does not know, `channel-missing` for an audience without a channel, `throttled` with the seconds to
 * wait, `credentials` for a token or an address that the chat refuses. Neither error nor log contains the token, the address or the text.
 */
export interface Chat {
  /** Returns the place of the message; null where the chat cannot change one. With `under`, it is shown as an answer to an earlier one. */
  post(to: ChatReader, message: ChatMessage, under?: ChatPlace): Promise<ChatPlace | null>;
  /** Replaces a message. Idempotent. A message that is gone, or that the chat does not let change, counts as replaced. */
  replace(place: ChatPlace, message: ChatMessage): Promise<void>;
}

/** What one reader was told of one task of a recovery in a chat. */
export interface ChatThread {
  readonly recovery: string;
  /** Chat, reader and task: `slack/approver:identity/countersignature`. */
  readonly name: string;
}

/** The newest commit that a reader was told of, and where; no place for a chat that cannot change a message. */
export interface ChatNote {
  readonly seq: number;
  readonly place: ChatPlace | null;
}

/** Remembers what was posted, for longer than any recovery and its review take. Written by the notices function only. Throws `AdapterError`. */
export interface ChatNotes {
  /** Strongly consistent. */
  find(thread: ChatThread): Promise<ChatNote | undefined>;
  /** Keeps the note, unless there is one of a later commit. Idempotent; durable when it returns. `at`: the time of the commit. */
  note(thread: ChatThread, note: ChatNote, at: string): Promise<void>;
}

/** The state of a chat's credential. Throws `AdapterError` when the chat cannot be asked. */
export interface ChatHealth {
  /** What is wrong, by code; null when messages can be sent. Sends none. */
  flaw(): Promise<string | null>;
}
