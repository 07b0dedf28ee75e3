import type { StaffApprovalLeaf, StaffProofLeaf, StaffRequirement } from './requirements.ts';

/** Messages between the console and the API about what a help desk does for a requester. */

/** `POST /accounts/searches`. */
export interface CallersFound {
  readonly items: readonly CallerFound[];
  readonly more: boolean;
}

/** An account, or a person without one. */
export interface CallerFound {
  readonly account: string | null;
  readonly kind: string | null;
  readonly person: string | null;
  readonly name: string | null;
}

/** A registered contact, masked. */
export interface ShownContact {
  readonly id: string;
  readonly kind: string;
  readonly shown: string;
}

/** Part of `GET /recoveries/{id}/offers`. */
export interface HelpOffers {
  readonly links: readonly ShownContact[];
  readonly handOver: readonly string[];
  readonly calls: readonly CallBackOffer[];
}

/** Who receives the code, and who is called. */
export interface CallBackOffer {
  readonly contact: ShownContact;
  readonly called: ShownContact;
}

/** Part of `GET /recoveries/{id}`: what it waits for at its stage. */
export interface StaffMissing {
  readonly proofs: readonly StaffRequirement<StaffProofLeaf>[];
  readonly secondVerifier: boolean;
  readonly approvals: readonly StaffRequirement<StaffApprovalLeaf>[];
  /** Relations to the account without which it cannot go on, and in which nobody stands who could be asked. */
  readonly nobody: readonly ('manager' | 'custodian')[];
}

/** `POST /recoveries/{id}/challenges`: the number to call, and no other. */
export interface BegunCall {
  readonly challenge: string;
  readonly expiresAt: string;
  readonly call: string;
}

/** A call of the help desk, as whoever is called sees it. */
export interface ShownCall {
  readonly call: string;
  readonly agent: string | null;
  readonly desk: string;
  /** Masked. */
  readonly account: string;
  readonly reason: string;
  readonly at: string;
  readonly until: string;
}

/** `POST /calls/lookups`: null for words of no call; `reply`: the words to say back. */
export interface CallBehind {
  readonly call: (ShownCall & { readonly reply: readonly string[] }) | null;
}

/** `GET /me/calls`. */
export interface CallsToMe {
  readonly items: readonly ShownCall[];
}

/** `GET /calls`: of the agent who makes them. */
export interface OwnCalls {
  readonly items: readonly {
    readonly call: string;
    readonly account: string;
    readonly desk: string;
    readonly reason: string;
    readonly at: string;
    readonly until: string;
    readonly answered: boolean;
    readonly reported: boolean;
    readonly words: readonly string[];
  }[];
}
