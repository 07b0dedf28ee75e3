import type { StaffItem } from './staff.ts';

/** Messages between the console and the API that show many recoveries together. Times are ISO 8601 in UTC. */

/** `GET /me/parts`: the parts that count now. */
export interface StaffParts {
  readonly person: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly desks: readonly string[];
}

/** `GET /search`. */
export interface StaffFound {
  readonly items: readonly StaffHit[];
  readonly next?: string;
  /** The opening of the last recovery that was looked at; null when all were. */
  readonly lookedBackTo: string | null;
}

export interface StaffHit extends StaffItem {
  readonly expiresAt: string | null;
  readonly trace: StaffTrace | null;
}

export interface StaffTrace {
  readonly requester: string;
  readonly people: readonly string[];
  readonly approvals: readonly {
    readonly approver: string;
    readonly groups: readonly string[];
    readonly relations: readonly string[];
    readonly at: string;
    readonly counts: boolean;
  }[];
  readonly desk: string | null;
  readonly channel: string;
  readonly ticket: { readonly source: string; readonly id: string } | null;
  readonly rules: readonly { readonly rule: string; readonly control: string; readonly owner: string }[];
  readonly policy: string | null;
  readonly caller: string | null;
  readonly network: string | null;
}

/** `GET /policies/{digest}`. */
export interface StaffPolicy {
  readonly name: string;
  readonly digest: string;
  /** The compiled policy as JSON. */
  readonly text: string;
  readonly proposedAt: string;
  readonly inForce: boolean;
}

/** `GET /waiting`. */
export interface StaffWaiting {
  readonly items: readonly StaffAwaited[];
  readonly more: boolean;
}

export interface StaffAwaited {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly status: string;
  readonly tier: string;
  readonly risk: number;
  readonly requester: string;
  readonly openedAt: string;
  readonly awaits: 'countersign' | 'prove' | 'work' | 'check' | 'review' | 'answer' | 'own';
  /** The person in whose place the caller would countersign; null: their own right. */
  readonly inPlaceOf: string | null;
  readonly until: string | null;
}

/** `GET /recoveries/{id}/history`. */
export interface StaffHistory {
  readonly account: string;
  readonly since: string;
  readonly until: string;
  readonly watchedUntil: string | null;
  readonly touches: readonly {
    readonly what: string;
    readonly at: string;
    readonly action: string | null;
    readonly channel: string;
    readonly desk: string | null;
    readonly own: boolean;
  }[];
}

/** `GET /alerts`. */
export interface StaffAlerts {
  readonly items: readonly {
    readonly severity: string;
    readonly account: string;
    readonly recovery: string | null;
    readonly seq: number;
    readonly at: string;
    readonly what: readonly string[];
  }[];
}

interface PutAside {
  readonly stream: string;
  readonly seq: number;
  readonly why: string;
  readonly at: string;
}

/** `GET /put-aside`. */
export interface StaffPutAside {
  /** Each with its first commit that does not verify. */
  readonly stopped: readonly PutAside[];
  readonly unsent: readonly (PutAside & { readonly audience: string; readonly again: boolean })[];
  readonly more: boolean;
}

/** `GET /registry/findings`. */
export interface StaffFindings {
  readonly sources: readonly {
    readonly source: string;
    /** Why the last look changed nothing; null for no reason. */
    readonly stop: { readonly code: string; readonly people: number; readonly of: number } | null;
    /** The most urgent ones. */
    readonly findings: readonly { readonly code: string; readonly of: string; readonly with: string | null }[];
    readonly total: number;
    readonly proposed: string | null;
  }[];
}

export interface StaffProposal {
  readonly of: string;
  readonly digest: string;
  readonly by: string;
  readonly at: string;
}

/** `GET /freezes` and `GET /registry/proposals`. */
export interface StaffStandings {
  readonly items: readonly {
    readonly stream: string;
    readonly freeze: { readonly at: string; readonly cause: string } | null;
    readonly proposals: readonly StaffProposal[];
  }[];
  /** There are more of them. */
  readonly next?: string;
}

type Members = Readonly<{ [name: string]: unknown }>;

/** `GET /registry/proposals/{stream}`. */
export interface StaffProposals {
  readonly stream: string;
  readonly proposals: readonly (StaffProposal & {
    readonly current: Members | null;
    readonly proposed: Members | null;
    /** Of a person or an account: the registered records that it looks like. */
    readonly lookAlikes: readonly { readonly record: string; readonly as: string }[];
    /** What a confirmation says to have read them; null without any. */
    readonly seen: string | null;
  })[];
}

/** `POST /registry/confirmations`. */
export interface StaffConfirmation {
  readonly stream: string;
  readonly digest: string;
  /** Digest of what was read of the proposal; undefined where none is asked for. */
  readonly seen: string | undefined;
  /** The statement and the assertion of whoever has a passkey. */
  readonly signed?: object;
}

/** `GET /incidents`. */
export interface StaffIncidents {
  readonly incidents: readonly {
    readonly incident: string;
    readonly until: string;
    readonly reason: string;
    readonly by: string;
  }[];
  readonly uses: readonly {
    readonly recovery: string;
    readonly account: string;
    readonly incident: string;
    readonly by: string;
    readonly reviewBy: string;
  }[];
}

type DifferenceDirection = 'weaker' | 'stricter' | 'different';

/** How a policy differs from the one in force: weaker first. */
export interface StaffChanges {
  readonly from: string | null;
  readonly to: string;
  readonly requests: number;
  readonly weaker: number;
  readonly stricter: number;
  readonly different: number;
  readonly ages: readonly {
    readonly of: string;
    readonly direction: DifferenceDirection;
    /** Seconds; of what a directory of record may do alone, words. */
    readonly before: number | string;
    readonly after: number | string;
  }[];
  readonly differences: readonly {
    readonly direction: DifferenceDirection;
    readonly requests: number;
    readonly where: Readonly<Record<string, readonly string[]>>;
    readonly changes: readonly {
      readonly dimension: string;
      readonly direction: DifferenceDirection;
      /** Of the two answers, the part that changes; null where one denies. */
      readonly before: unknown;
      readonly after: unknown;
    }[];
  }[];
}

/** `GET /registry/differences/{digest}`. */
export interface StaffDifference extends StaffChanges {
  /** What a confirmation says to have read it; null where it cannot be confirmed from this answer. */
  readonly seen: string | null;
}

/** `POST /registry/policy-checks`: problems, or the compiled policy and what it changes. */
export interface StaffPolicyCheck {
  readonly faults: readonly {
    readonly file: string;
    readonly line: number;
    readonly rule: string | null;
    readonly reason: string;
  }[];
  /** All problems; the answer has the first hundred. */
  readonly count: number;
  readonly policy: { readonly name: string; readonly digest: string; readonly text: string } | null;
  readonly difference: StaffChanges | null;
}
