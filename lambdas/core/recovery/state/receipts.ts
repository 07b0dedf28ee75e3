import type { Containing } from '../../policy/policy.ts';
import type { Action } from '../../registry/account.ts';
import { directoryIdentity } from '../../registry/identity.ts';
import type { Json } from '../../values/hash.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';

/*
 * No reset without a receipt: each credential, factor or unlock that the log of a directory shows on a governed identity belongs to a recovery,
 * or it is ungoverned. The receipt is a span of time in which a recovery works in the directory, or lets the owner finish what it began.
 */

/** What a directory's log shows that was done to an identity. A disabled identity and an ended session need no receipt: they only take access away. */
export const CHANGE_KINDS = [
  'password-set',
  'factor-added',
  'factor-removed',
  'unlocked',
  'enabled',
  'secret-set',
  'password-removed',
  'key-added',
  'key-removed',
  'renamed',
  // Somebody read the key of a disk: nothing is changed by that, and whoever has the key opens the disk.
  'disk-key-read',
  // By a function of ours: whoever else changes what an identity may do gives a signal, and needs no receipt.
  'privilege-changed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A new factor and a new key are ways to stay: both are watched as `factor-added` (rule 16). */
export const isWayToStay = (kind: ChangeKind): boolean => kind === 'factor-added' || kind === 'key-added';

/** One entry of a directory's own log. Untrusted, as far as the log is. */
export interface DirectoryChange {
  readonly connector: string;
  /** The directory's immutable id of the changed identity. */
  readonly directoryId: string;
  readonly kind: ChangeKind;
  /** When it happened, by the log's own clock. */
  readonly at: Instant;
  readonly by: ChangeMaker;
  /** The log's own id of the entry: the same however often it is delivered. */
  readonly entry: string;
}

/** Who made a change: our own connector, the owner who was signed in, somebody else, or `unknown` where the log names nobody. */
export interface ChangeMaker {
  readonly as: 'connector' | 'owner' | 'other' | 'unknown';
  /** Name of the role or user in the log, at most 128 characters; null for none. Never a session's name, which may be a person's address. */
  readonly name: string | null;
}

/** The log of a directory shows a change. Given by the function that reads that log. */
export interface ReportChange {
  readonly type: 'ReportChange';
  readonly change: DirectoryChange;
}

/** A live grant ends because of a change that the policy contains. */
export interface EndContained {
  readonly type: 'EndContained';
  readonly change: DirectoryChange;
}

/** What the sweeper did in the directory about a containment: sessions are ended, or why they are not. */
export type ReportContainment = { readonly type: 'ReportContainment'; readonly containment: string } & (
  | { readonly evidence: Json; readonly code?: undefined }
  | { readonly code: string; readonly evidence?: undefined }
);

export type ReceiptCommand = ReportChange | EndContained | ReportContainment;

/** What a recovery does in the directory meanwhile: it executes, its grant lasts, or it revokes. */
export type During = 'execution' | 'grant' | 'revocation';

/** Why a change belongs to no recovery. `too-late`: the log showed it after the recoveries of that time were forgotten. */
export const UNGOVERNED_CAUSES = ['no-grant', 'connector-without-grant', 'too-late'] as const;
export type UngovernedCause = (typeof UNGOVERNED_CAUSES)[number];

export type ReceiptEvent =
  | {
      readonly type: 'GovernedChangeSeen';
      readonly change: DirectoryChange;
      readonly recovery: string;
      readonly during: During;
    }
  | { readonly type: 'UngovernedChangeSeen'; readonly change: DirectoryChange; readonly cause: UngovernedCause }
  /** The policy contains it: grants end, and where the directory can, sessions (`signsOut`); by `freeze` the account is frozen in the same commit. */
  | {
      readonly type: 'ContainmentOrdered';
      readonly containment: string;
      readonly by: Containing;
      readonly connector: string;
      readonly signsOut: boolean;
    }
  | { readonly type: 'SessionsEnded'; readonly containment: string; readonly evidence: Json }
  | { readonly type: 'ContainmentFailed'; readonly containment: string; readonly code: string };

/** A time in which changes of a directory identity belong to a recovery. */
export interface ReceiptSpan {
  readonly recovery: string;
  readonly identity: string;
  readonly action: Action;
  readonly during: During;
  readonly from: Instant;
  /** Null while it lasts. */
  readonly until: Instant | null;
  /** Changes by nobody that the log names, which it has already accounted for. */
  readonly unnamed: number;
}

export interface Receipts {
  /** Oldest first. */
  readonly spans: readonly ReceiptSpan[];
  /** The end of the last span that was dropped: about what happened until then nothing is known any more. */
  readonly forgotten: Instant | null;
}

export const NO_RECEIPTS: Receipts = { spans: [], forgotten: null };

/** Most spans that a state remembers: several times what can be under way at once. */
export const MOST_SPANS = 48;

/** Seconds by which the clocks of a directory and of the ledger may differ. */
export const TOLERANCE_SECONDS = 60;

const SIGN_IN: Record<During, readonly ChangeKind[]> = {
  execution: ['password-set', 'factor-removed', 'enabled', 'unlocked'],
  // The owner replaces a temporary password, and enrols a factor again.
  grant: ['password-set', 'factor-added'],
  // After a repudiation nobody is let in: neither by a password nor by keys that were made meanwhile.
  revocation: ['password-set', 'factor-removed', 'password-removed', 'key-removed'],
};
const PASS: Record<During, readonly ChangeKind[]> = { ...SIGN_IN, execution: ['factor-added', 'factor-removed'] };
/** A password or a pass, as the directory has it. */
const FIRST: Record<During, readonly ChangeKind[]> = {
  ...SIGN_IN,
  execution: [...SIGN_IN.execution, 'factor-added'],
};
const SECRET: Record<During, readonly ChangeKind[]> = {
  execution: ['secret-set'],
  grant: [],
  revocation: ['secret-set'],
};
const DISK_KEY: Record<During, readonly ChangeKind[]> = { execution: ['disk-key-read'], grant: [], revocation: [] };
const NOTHING: Record<During, readonly ChangeKind[]> = { execution: [], grant: [], revocation: [] };

/** The changes that belong to a recovery of each action, by what it does meanwhile. */
export const MAKES: Readonly<Record<Action, Readonly<Record<During, readonly ChangeKind[]>>>> = {
  'reset-password': SIGN_IN,
  'reset-mfa': SIGN_IN,
  'temporary-access': PASS,
  'issue-first-credential': FIRST,
  'release-disk-key': DISK_KEY,
  unlock: { ...NOTHING, execution: ['unlocked', 'enabled'] },
  'rotate-secret': SECRET,
  'reissue-token': SECRET,
  'replace-certificate': SECRET,
  'change-contact': NOTHING,
  'revoke-sessions': NOTHING,
};

/**
 * Most changes by nobody that the log names for which one span accounts: as often as a step is repeated after an answer was lost, and one new
 * password of the owner. Whoever sets a password by hand while a recovery is under way cannot hide behind it for long.
 */
const MOST_UNNAMED: Readonly<Record<During, number>> = { execution: 4, grant: 1, revocation: 4 };

/** The recovery that a change belongs to, or why it belongs to none. */
export type Receipt =
  | { readonly recovery: string; readonly during: During }
  | { readonly recovery: null; readonly cause: UngovernedCause };

/**
 * The receipt of a change. A change by our own connector belongs to a recovery that executes or revokes, one by the owner to a grant that lasts,
 * one by anybody else to none, and one by nobody that the log names to any of them, within limits. The newest span counts.
 */
export function receiptFor({ spans, forgotten }: Receipts, change: DirectoryChange): Receipt {
  const found = spans.findLast((span) => accountsFor(span, change));
  if (found !== undefined) return { recovery: found.recovery, during: found.during };
  const isForgotten = forgotten !== null && change.at <= plusSeconds(forgotten, TOLERANCE_SECONDS);
  if (isForgotten && change.by.as !== 'other') return { recovery: null, cause: 'too-late' };
  return { recovery: null, cause: change.by.as === 'connector' ? 'connector-without-grant' : 'no-grant' };
}

/** Whether a change within a span belongs to its recovery. */
export function accountsFor(span: ReceiptSpan, { kind, at, by, ...identity }: DirectoryChange): boolean {
  if (span.identity !== directoryIdentity(identity) || !MAKES[span.action][span.during].includes(kind)) return false;
  if (at < plusSeconds(span.from, -TOLERANCE_SECONDS)) return false;
  if (span.until !== null && at > plusSeconds(span.until, TOLERANCE_SECONDS)) return false;
  switch (by.as) {
    case 'connector':
      return span.during !== 'grant';
    case 'owner':
      return span.during === 'grant';
    case 'other':
      return false;
    case 'unknown':
      return span.unnamed < MOST_UNNAMED[span.during];
  }
}
