/** What the requester's page and its API say to each other; the page is built from nothing else of the project. */

/** What a method asks for on the page, which draws it by nothing else. The server fills it from the method's own row. */
export type PageAsks =
  /** A code that is sent to one of `contacts` and typed here; to `a-person`: it goes to somebody who passes it on. */
  | { readonly for: 'sent-code'; readonly to: 'the-owner' | 'a-person' }
  /** A code that the requester has already, and types here. */
  | { readonly for: 'kept-code'; readonly of: 'digits' | 'letters' }
  | { readonly for: 'passkey' }
  /** A visit to one of `vendors`. */
  | { readonly for: 'vendor' };

/** A way to prove something that can be used on the page. */
export interface PageMethod {
  readonly method: string;
  readonly asks: PageAsks;
  /** Too many wrong answers in a row. */
  readonly throttled: boolean;
  /** Where a code can be sent: enough of the address to know it by. Empty for methods that send nothing. */
  readonly contacts: readonly { readonly id: string; readonly shown: string }[];
  /** Who verifies identities; empty for everything that is answered here. */
  readonly vendors: readonly { readonly id: string; readonly name: string }[];
}

/** `GET /r/{id}/state`. A recovery that has ended and one that never was look the same. */
export interface PageState {
  readonly recovery: string;
  /** Where it stands; `ended` once it has ended. */
  readonly status: string;
  readonly ended: boolean;
  /** What the agent sees too; null once it has ended. */
  readonly words: readonly string[] | null;
  readonly action: string | null;
  readonly openedAt: string | null;
  /** When the present stage is over by itself. */
  readonly deadline: string | null;
  /** What can be given here, and counts. */
  readonly methods: readonly PageMethod[];
  /** What shows that somebody may stop it. */
  readonly toStop: readonly PageMethod[];
  readonly proofs: readonly {
    readonly method: string;
    readonly outcome: string;
    readonly at: string;
    /** It was given on this page. */
    readonly here: boolean;
  }[];
  /** What this page was asked, and can still answer. */
  readonly challenges: readonly {
    readonly challenge: string;
    readonly method: string;
    /** What only stops proves nothing. */
    readonly purpose: 'prove' | 'stop';
    readonly contact: string | null;
    readonly expiresAt: string;
    readonly vendor: string | null;
    /** Where the session at the vendor begins; null for everything that is answered here. */
    readonly start: string | null;
    /** Wrong answers that it takes before it is a failed proof. */
    readonly left: number;
  }[];
  /** The two words of this page, for whoever vouches for the requester; null before it has asked for anything. */
  readonly page: readonly string[] | null;
  /** There is a credential to hand over, to the page that gave the proofs. */
  readonly claimable: boolean;
}

/** `POST /r/{id}/challenges`. */
export interface PageChallenge {
  readonly challenge: string;
  readonly method: string;
  readonly expiresAt: string;
  /** For a passkey: what `navigator.credentials.get` is asked for; texts that are bytes are base64url. */
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
  /** In place of a saved code that was used: shown once. */
  readonly savedCode: string | null;
}

/** `POST /r/{id}/stops`. */
export interface PageStop {
  readonly status: string;
}

/** `POST /r/{id}/claims`. */
export interface PageClaim {
  readonly credential: string;
}
