/** Messages between the requester's page and its API; the page imports nothing else from the project. */

/** The input that a method needs on the page. The page draws it from this alone; the server fills it from the method's row. */
export type PageAsks =
  /** A code that is sent to one of `contacts` and typed here. With `a-person`, it goes to somebody who passes it on. */
  | { readonly for: 'sent-code'; readonly to: 'the-owner' | 'a-person' }
  /** A code that the requester already has and types here. */
  | { readonly for: 'kept-code'; readonly of: 'digits' | 'letters' }
  | { readonly for: 'passkey' }
  /** A visit to one of `vendors`. */
  | { readonly for: 'vendor' };

/** A method that can be used on the page. */
export interface PageMethod {
  readonly method: string;
  readonly asks: PageAsks;
  /** Whether it is blocked after too many wrong answers in a row. */
  readonly throttled: boolean;
  /** Contacts that a code can be sent to, masked but recognizable. Empty for methods that send nothing. */
  readonly contacts: readonly { readonly id: string; readonly shown: string }[];
  /** Vendors that verify identities; empty for methods that are answered here. */
  readonly vendors: readonly { readonly id: string; readonly name: string }[];
}

/**
 * `GET /r/{id}/state`: what the page may show to anybody with its address. No name of the requester, no whole account, no whole address, no text
 * by people. Looks the same for an ended recovery and for one that never existed: then all members after `ended` are null or empty.
 */
export interface PageState {
  readonly recovery: string;
  /** The current status; `ended` after the end. */
  readonly status: string;
  readonly ended: boolean;
  readonly action: string | null;
  /** The account, masked: who owns it recognizes it. */
  readonly account: string | null;
  readonly openedAt: string | null;
  /** When the stage gives up waiting; of a countersigned recovery when it is carried out at the earliest; null for neither. */
  readonly deadline: string | null;
  /** Methods that can be used here and count. */
  readonly methods: readonly PageMethod[];
  /** Methods by which a person shows that they may stop the recovery. */
  readonly toStop: readonly PageMethod[];
  readonly proofs: readonly {
    readonly method: string;
    readonly outcome: string;
    readonly at: string;
    /** Whether it was given on this page. */
    readonly here: boolean;
  }[];
  /**
   * A further need that this page cannot meet: one verifier has confirmed the identity, and a second one must; or somebody must vouch or
   * agree whom the registry does not name.
   */
  readonly missing: 'second-verifier' | 'somebody-to-ask' | null;
  /** Methods that could still count, and that others give: a verifier who sees or calls the requester, or somebody who answers for the account. */
  readonly elsewhere: readonly string[];
  /** Challenges of this page that can still be answered. */
  readonly challenges: readonly {
    readonly challenge: string;
    readonly method: string;
    /** An answer with the purpose `stop` proves nothing. */
    readonly purpose: 'prove' | 'stop';
    readonly contact: string | null;
    readonly expiresAt: string;
    readonly vendor: string | null;
    /** Start of the session at the vendor; null for methods that are answered here. */
    readonly start: string | null;
    /** Wrong answers left before the proof fails. */
    readonly left: number;
  }[];
  /** The two words that the requester says to whoever helps them; null once it has ended. */
  readonly page: readonly string[] | null;
  /** The words of the help desk were typed on this page, and were right. */
  readonly met: boolean;
  /** How the request came in, and who of the help desk took it; null once it has ended. */
  readonly intake: {
    readonly channel: string;
    readonly desk: string | null;
    readonly agent: string | null;
    readonly onBehalf: boolean;
  } | null;
  /** This page may take the credential now. */
  readonly claimable: boolean;
  /** Where the credential will be taken, seen from this page; null before that is known, and where there is none to take. */
  readonly handover: 'here' | 'signed-in' | 'elsewhere' | 'never' | null;
  /** The connector of the account's directory; null for one that the deployment does not have. */
  readonly directory: string | null;
  /** What is handed over, and so what it means not to use it in time; null where nothing is. */
  readonly gives: 'temporary-password' | 'access-code' | 'disk-key' | null;
  /** Seconds that it lasts from its execution, by the plan; null without a plan. */
  readonly lasts: number | null;
  /** It was handed over. */
  readonly taken: boolean;
  /** The execution failed: people on duty were alerted, and what it had begun is taken back. */
  readonly failed: boolean;
  /** How it ended, for a page that took part in it; null before the end, and for every other page. */
  readonly end: PageEnd | null;
}

/** The ends of a recovery, as its requester is told of them. `revoked`: it was carried out, and then stopped. */
export const PAGE_ENDS = [
  ...(['denied', 'refused', 'rejected', 'expired', 'withdrawn', 'stopped', 'failed', 'revoked', 'closed'] as const),
] as const;

/** How a recovery ended, and the next step where there is one. */
export interface PageEnd {
  readonly how: (typeof PAGE_ENDS)[number];
  /** A `StepAfterEnd` of the messages; null where nothing is left to do. */
  readonly next: string | null;
}

/** `POST /r/{id}/challenges`. */
export interface PageChallenge {
  readonly challenge: string;
  readonly method: string;
  readonly expiresAt: string;
  /** For a passkey: the options for `navigator.credentials.get`; bytes are base64url texts. */
  readonly passkey: {
    readonly challenge: string;
    readonly rpId: string;
    readonly userVerification: 'required';
    readonly allowCredentials: readonly { readonly type: 'public-key'; readonly id: string }[];
  } | null;
}

/** `POST /r/{id}/answers`. */
export interface PageAnswer {
  readonly status: string;
  readonly correct: boolean;
  /** The new saved code that replaces the used one: shown once. */
  readonly savedCode: string | null;
}

/** `POST /r/{id}/words`. */
export interface PageHeard {
  readonly status: string;
}

/** `POST /r/{id}/stops`. */
export interface PageStop {
  readonly status: string;
}

/** `POST /r/{id}/claims`. */
export interface PageClaim {
  readonly credential: string;
}
