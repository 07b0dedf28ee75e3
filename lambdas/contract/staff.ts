import type { StaffWork, WorkOffer } from './by-hand.ts';
import type { HelpOffers, StaffMissing } from './help.ts';
import type { StaffApprovalLeaf, StaffProofLeaf, StaffRequirement } from './requirements.ts';
import type { StaffScope } from './scope.ts';

/** Messages between the console and the API: besides the other messages in this folder the console imports nothing of the project. Times are ISO 8601 in UTC, lengths are seconds. */

export type { StaffApprovalLeaf, StaffProofLeaf, StaffRequirement };

/** What policy demands, and what exactly will be executed. */
export interface StaffPlan {
  readonly kind: string;
  readonly tier: string;
  readonly environment: string;
  /** Digest of the policy version that made it. */
  readonly policy: string;
  readonly connector: string;
  readonly target: string;
  readonly proofs: readonly StaffRequirement<StaffProofLeaf>[];
  readonly approvals: readonly StaffRequirement<StaffApprovalLeaf>[];
  readonly sightings: number;
  readonly coolingOff: number;
  readonly grant: number;
  readonly workWindow?: number;
  readonly reviewWithin: number | null;
  /** Of so many in a hundred recoveries that verifiers prove, a reviewer looks at what they saw; drawn at the execution. */
  readonly sightingsReviewed: number;
  readonly scope?: StaffScope;
  /** The incident under which the glass was broken; absent for the usual plan. */
  readonly incident?: string;
  readonly risk: {
    readonly score: number;
    readonly signals: readonly { readonly name: string; readonly sentence: string; readonly weight: number }[];
  };
  readonly rules: readonly { readonly rule: string; readonly control: string; readonly owner: string }[];
}

export interface StaffProof {
  readonly method: string;
  readonly outcome: string;
  readonly verifier: string | null;
  readonly reference: string | null;
  readonly seen: readonly string[];
  /** What its verifier checked while they saw the requester; absent for nothing. */
  readonly checked?: readonly string[];
  readonly at: string;
}

/** `GET /recoveries/{id}`. Texts by people are untrusted. */
export interface StaffRecovery {
  readonly recovery: {
    readonly id: string;
    readonly action: string;
    readonly status: string;
    readonly openedAt: string;
    readonly requester: string;
    readonly agent: string | null;
    readonly channel: string;
    readonly desk: string | null;
    readonly reason: string;
    readonly ticket: { readonly source: string; readonly id: string } | null;
    readonly plan: StaffPlan | null;
    readonly proofs: readonly StaffProof[];
    readonly countersignatures: readonly {
      readonly approver: string;
      readonly groups: readonly string[];
      /** Whose right it was, where the approver stood in for somebody. */
      readonly for?: { readonly person: string };
      readonly digest: string;
      readonly at: string;
    }[];
    readonly executeNotBefore: string | null;
    readonly grant: {
      readonly startedAt: string;
      readonly expiresAt: string;
      readonly claimable: boolean;
      readonly claim: object | null;
    } | null;
    readonly stopped: boolean;
    /** Why its execution failed; null where it did not. */
    readonly failure: string | null;
    /** Whether this recovery was drawn; null before its execution, and where no verifier proved it. */
    readonly sample: { readonly share: number; readonly reviewed: boolean } | null;
    /** What the person whose account it is says of it; null for nothing. */
    readonly subjectSaid: { readonly answer: 'mine' | 'not-mine'; readonly at: string } | null;
    readonly reviewer: string | null;
    readonly work?: readonly StaffWork[];
  };
  readonly account: string;
  /** The digest that a countersignature of the current plan must name. */
  readonly digest: string | null;
  readonly end: string | null;
  /** What the help desk says to the requester. */
  readonly words: readonly string[] | null;
  /** Whether a page shows the words that were asked about; null where none were. */
  readonly heard: boolean | null;
  readonly missing: StaffMissing;
  /** Where the credential is taken; null where there is none. */
  readonly takes: 'page' | 'signed-in' | null;
  /** The sentences of the risk in the other languages, in the order of the plan's. */
  readonly risks: Readonly<Record<'de' | 'es', readonly string[]>>;
  readonly handover: { readonly pages: readonly string[]; readonly signedIn: string | null } | null;
  readonly timeline: readonly {
    readonly seq: number;
    readonly at: string;
    readonly actor: { readonly by: string; readonly person?: string; readonly source?: string };
    readonly events: readonly { readonly type: string; readonly evidence?: unknown }[];
  }[];
  readonly cut: { readonly after: number; readonly before: number } | null;
}

/** `GET /me/signing`: with what somebody signs what they decide. */
export interface StaffOwnSigning {
  readonly person: string;
  /** The time of the service. */
  readonly at: string;
  /** None: they sign nothing, and nothing is asked of them. */
  readonly passkeys: StaffSigning['passkeys'];
}

/** Exactly what an approver decides, and the passkeys in their record. */
export interface StaffSigning {
  readonly statement: {
    readonly kind: string;
    readonly stream: string;
    readonly recovery: string | null;
    readonly digest: string;
    readonly person: string;
    /** In whose place the caller would sign; absent: their own. */
    readonly for?: string;
    readonly at: string;
  };
  readonly passkeys: readonly { readonly credentialId: string; readonly site: string }[];
}

/** `GET /recoveries/{id}/offers`: each would be accepted from the caller now. */
export interface StaffOffers extends HelpOffers {
  /** Methods whose proof the caller may confirm. */
  readonly prove: readonly string[];
  /** Methods that the caller confirmed, and whose proof they may bind to a page. */
  readonly bind: readonly string[];
  readonly countersign: boolean;
  /** The caller could decide if their record had a passkey, which the plan asks for. */
  readonly passkeyMissing: boolean;
  /** What the caller signs when they countersign, with one of these passkeys; null where they may decide nothing, or have none. */
  readonly signing: StaffSigning | null;
  readonly reject: boolean;
  readonly review: boolean;
  readonly work: WorkOffer | null;
  readonly claim: boolean;
  /** What the caller may say of it as the one whose account it is. */
  readonly answers: readonly ('mine' | 'not-mine')[];
  readonly stop: boolean;
  /** Threat levels that people on duty have raised, and that count for this recovery. */
  readonly threats: readonly {
    readonly desk: string | null;
    readonly until: string;
    readonly reason: string;
    readonly drain: boolean;
  }[];
}

/** `GET /threats`: what people on duty have raised, for everybody or for a desk, and a drain, which is no threat. */
export interface StaffThreats {
  readonly threats: readonly {
    readonly id: string;
    readonly desk: string | null;
    readonly until: string;
    readonly reason: string;
    /** Until its end nothing is granted. */
    readonly drain: boolean;
    /** Who has asked for its end; it ends when a second person asks too. */
    readonly loweredBy: string | null;
  }[];
}

/** `GET /recoveries`. */
export interface StaffList {
  readonly items: readonly StaffItem[];
  readonly next?: string;
}

export interface StaffItem {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly ended: boolean;
  readonly tier: string | null;
  readonly kind: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
}

/** Whether an owner could prove enough: with what they have, only if somebody also sees them, not at all, or it is allowed to nobody. */
export type Outlook = 'yes' | 'with-a-verifier' | 'never' | 'denied';

/** `GET /me/accounts`. */
export interface OwnAccounts {
  readonly accounts: readonly OwnAccount[];
}

export interface OwnAccount {
  readonly account: string;
  readonly tier: string;
  readonly isFrozen: boolean;
  readonly contacts: readonly {
    readonly id: string;
    readonly kind: string;
    readonly shown: string;
    readonly countsFrom: string;
  }[];
  readonly methods: readonly string[];
  readonly recoveries: readonly {
    readonly action: string;
    readonly today: Outlook;
    readonly withoutTelephone: Outlook;
  }[];
}

/** `GET /me/authenticators`. */
export interface Enrolled {
  readonly authenticators: readonly {
    readonly id: string;
    readonly method: string;
    readonly enrolledAt: string;
    readonly countsFrom: string;
  }[];
  readonly recoveryContacts: readonly Readonly<Record<'id' | 'person' | 'since' | 'countsFrom', string>>[];
}

/** `POST /me/authenticators/offers` for a passkey; bytes are base64url texts. */
export interface PasskeyOffer {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly authenticatorSelection: {
    readonly residentKey: 'discouraged';
    readonly userVerification: 'required';
  };
  readonly attestation: 'none';
  readonly excludeCredentials: readonly { readonly type: 'public-key'; readonly id: string }[];
}

/** The same for an app: the secret, and the address that an app reads from a picture. */
export interface AppOffer {
  readonly secret: string;
  readonly address: string;
}
