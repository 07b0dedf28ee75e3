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
}

/** `POST /recoveries/{id}/challenges`: the number to call, and no other. */
export interface BegunCall {
  readonly challenge: string;
  readonly expiresAt: string;
  readonly call: string;
}
