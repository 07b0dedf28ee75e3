import type { LookedAt } from '../../../lambdas/app/people/batches.ts';
import type { WorkOffer } from '../../../lambdas/contract/by-hand.ts';
import type { ServiceFacts } from '../../../lambdas/core/audit/findings/facts.ts';
import type { Claimants, Warning } from '../../../lambdas/core/recovery/assess/handover.ts';
import type { Actor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import type { End, Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import type { AdoptionDifference } from '../../../lambdas/core/registry/adoption.ts';
import type { LookAlike } from '../../../lambdas/core/registry/likeness.ts';
import type { Page } from '../../../lambdas/ports/workspace.ts';

/** Answer to `POST /recoveries`. */
export interface OpenedAnswer {
  readonly recovery: string;
  readonly account: string;
  readonly action: Action;
  readonly status: string;
}

/** Answer to commands on a recovery. */
export interface CommandAnswer {
  readonly recovery: string;
  /** A status, or an end. */
  readonly status: string;
  /** Number of the commit that recorded it. */
  readonly seq: number;
  readonly repeated: boolean;
  readonly warnings: readonly Warning[];
}

/** Answer to `GET /recoveries/{id}`. */
export interface RecoveryAnswer {
  readonly recovery: Recovery;
  readonly account: string;
  /** Digest of the current plan. */
  readonly digest: string | null;
  readonly end: End | null;
  /** What the help desk says to the requester; null for whoever is not of the staff. */
  readonly words: readonly string[] | null;
  /** Whether a page shows the words that were asked about; null where none were. */
  readonly heard: boolean | null;
  /** Who will be able to take the credential; null where there is none to take. */
  readonly handover: Claimants | null;
  readonly timeline: readonly TimelineEntry[];
  /** The two commits of the timeline around a gap. */
  readonly cut: { readonly after: number; readonly before: number } | null;
}

export interface TimelineEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: Actor | string;
  readonly command: { readonly type: string } | string;
  readonly events: readonly (LedgerEvent | string)[];
  readonly hash: string;
}

/** Answer to `GET /recoveries/{id}/offers`: what the command line asks it for. */
export interface OffersAnswer {
  /** What the caller signs when they decide, with one of these passkeys; null where they may decide nothing, or have none. */
  readonly signing: {
    readonly statement: { readonly person: string };
    readonly passkeys: readonly { readonly site: string }[];
  } | null;
  /** Methods whose proof the caller may confirm. */
  readonly prove: readonly string[];
  readonly countersign: boolean;
  readonly reject: boolean;
  readonly review: boolean;
  readonly work: WorkOffer | null;
  readonly passkeyMissing: boolean;
}

/** Answer to `POST /recoveries/{id}/claims`. */
export interface ClaimAnswer {
  readonly recovery: string;
  readonly credential: string;
}

/** Answer to `GET /ledger/{account}`, commits unverified. */
export interface CommitsAnswer {
  readonly account: string;
  readonly commits: readonly unknown[];
  /** Number of the first commit of the next page. */
  readonly next?: number;
}

/** Answer to `GET /keys`. */
export interface KeysAnswer {
  readonly keys: readonly unknown[];
}

export interface ProposalAnswer {
  readonly stream: string;
  readonly digest: string;
  readonly lookAlikes?: readonly LookAlike[];
  readonly difference?: AdoptionDifference;
  /** Of rows of a batch: what they are to the registry. */
  readonly rows?: LookedAt;
}

/** `GET /me/parts`. */
export interface PartsAnswer {
  readonly person: string;
}

/** `GET /me/signing`. */
export interface SigningAnswer {
  readonly person: string;
  readonly passkeys: readonly { readonly site: string }[];
}

/** `GET /registry/proposals/{stream}`. */
export interface ProposalsAnswer {
  readonly proposals: readonly { readonly digest: string; readonly by: string }[];
}

export interface ConfirmationAnswer {
  readonly stream: string;
  readonly seq: number;
  /** Of a batch: how far its rows are applied. */
  readonly progress?: {
    readonly rows: number;
    readonly next: number;
    readonly applied: number;
    readonly unchanged: number;
    readonly refused: number;
  };
}

/** Answer to `POST /ledger/redeliver`. */
export interface RedeliveryAnswer {
  readonly commits: number;
  readonly times: number;
  readonly notices: number;
  readonly unreadable: number;
  readonly more: boolean;
}

/** Answer to `POST /suspicions`. */
export interface SuspicionAnswer {
  readonly account: string;
  readonly repeated: boolean;
}

/** Answer to `POST /threats`. */
export interface ThreatAnswer {
  readonly threat: string;
  readonly account: string | null;
  readonly desk: string | null;
  readonly until: string;
  readonly drain: boolean;
}

/** Answer to `GET /threats`. */
export interface ThreatList {
  readonly threats: readonly {
    readonly id: string;
    readonly account: string | null;
    readonly desk: string | null;
    readonly until: string;
    readonly drain: boolean;
    readonly loweredBy: string | null;
    readonly by: string;
    readonly reason: string;
  }[];
}

/** Answer to `GET /incidents`. */
export interface IncidentList {
  readonly incidents: readonly {
    readonly incident: string;
    readonly until: string;
    readonly by: string;
    readonly reason: string;
  }[];
  readonly uses: readonly {
    readonly recovery: string;
    readonly account: string;
    readonly incident: string;
    readonly people: readonly string[];
    readonly reviewBy: string;
  }[];
}

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array';
type Members = Readonly<Record<string, Kind>>;
type Guard<T> = (body: unknown) => body is T;

/** Checks the members that a command needs, so that another service's answer gives a clear failure. */
export const withMembers =
  <T>(members: Members): Guard<T> =>
  (body: unknown): body is T =>
    typeof body === 'object' &&
    body !== null &&
    Object.entries(members).every(([name, kind]) => kindOf((body as Record<string, unknown>)[name]) === kind);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

export const isOpened = withMembers<OpenedAnswer>({ recovery: 'string', account: 'string', status: 'string' });
export const isCommand = withMembers<CommandAnswer>({ recovery: 'string', status: 'string', warnings: 'array' });
export const isRecovery = withMembers<RecoveryAnswer>({ recovery: 'object', account: 'string', timeline: 'array' });
export const isOffers = withMembers<OffersAnswer>({ recovery: 'string', passkeyMissing: 'boolean' });
export const isClaim = withMembers<ClaimAnswer>({ recovery: 'string', credential: 'string' });
export const isCommits = withMembers<CommitsAnswer>({ account: 'string', commits: 'array' });
export const isKeys = withMembers<KeysAnswer>({ keys: 'array' });
export const isProposal = withMembers<ProposalAnswer>({ stream: 'string', digest: 'string' });
export const isParts = withMembers<PartsAnswer>({ person: 'string' });
export const isSigning = withMembers<SigningAnswer>({ person: 'string', passkeys: 'array' });
export const isProposals = withMembers<ProposalsAnswer>({ proposals: 'array' });
export const isConfirmation = withMembers<ConfirmationAnswer>({ stream: 'string', seq: 'number' });
export const isRedelivery = withMembers<RedeliveryAnswer>({ commits: 'number', times: 'number', notices: 'number' });
export const isServiceFacts = withMembers<ServiceFacts>({
  at: 'string',
  issuer: 'string',
  you: 'object',
  policy: 'object',
  ways: 'array',
  unread: 'array',
});
export const isPage = withMembers<Page<unknown>>({ items: 'array' });
export const isSuspicion = withMembers<SuspicionAnswer>({ account: 'string', repeated: 'boolean' });
export const isThreat = withMembers<ThreatAnswer>({ threat: 'string', until: 'string' });
export const isThreatList = withMembers<ThreatList>({ threats: 'array' });
export const isIncident = withMembers<{ readonly incident: string }>({ incident: 'string' });
export const isIncidentList = withMembers<IncidentList>({ incidents: 'array', uses: 'array' });
export const isLowered = withMembers<{ readonly lowered: boolean }>({ lowered: 'boolean' });

/** Answer to `POST /calls`. */
export interface OpenedCall {
  readonly call: string;
  readonly account: string;
  readonly until: string;
  readonly words: readonly string[];
}

/** Answer to `GET /calls`. */
export interface CallList {
  readonly items: readonly (OpenedCall & { readonly answered: boolean; readonly reported: boolean })[];
}

export const isOpenedCall = withMembers<OpenedCall>({ call: 'string', until: 'string', words: 'array' });
export const isCallList = withMembers<CallList>({ items: 'array' });
export const isAnsweredCall = withMembers<{ readonly answered: boolean }>({ answered: 'boolean' });
