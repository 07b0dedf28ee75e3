import { areProvedOn, holds, type Proof } from '../../proofing/proof.ts';
import { yieldsCredential } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import type { Instant } from '../../values/instant.ts';
import { isByHand } from '../state/by-hand.ts';
import type { LedgerEvent } from '../state/events.ts';
import type { Recovery, StreamState } from '../state/state.ts';
import { judgedAt } from './assess.ts';
import { provingIn } from './standing.ts';

/** Who can take the credential of a recovery, as its proofs stand (rule 13). */
export interface Claimants {
  /** Pages to which every proof is bound that satisfies the plan. */
  readonly pages: readonly string[];
  /** Who takes it signed in: the custodian who asked for an account that is nobody's own. Null for a personal account. */
  readonly signedIn: PersonId | null;
}

/** Where the credential will be taken, seen from one page: on it, by a person who signs in, on another page, or, as it stands, nowhere. */
export type Handover = 'here' | 'signed-in' | 'elsewhere' | 'never';

interface Moment {
  readonly state: StreamState;
  readonly now: Instant;
}

/**
 * Who can take the credential. The owner of a personal account takes it on the page that proved them, and never by a session: the session may
 * be what is being recovered. A custodian's own session is another one.
 * INVARIANT: every proof that counts is bound to that page: it was given on it, or whoever confirmed it named it.
 */
export function claimantsOf(recovery: Recovery, { state, now }: Moment): Claimants {
  const { plan, grant, subject, requester } = recovery;
  if (plan === null) return { pages: [], signedIn: null };
  const proofs = provingIn(recovery, state).map((proof) => boundTo(recovery, proof));
  const judged = judgedAt(grant?.startedAt ?? now, recovery, plan);
  const pages = [...new Set(proofs.flatMap((proof) => (holds(proof, judged.now) ? (proof.session ?? []) : [])))];
  return {
    pages: pages.filter((page) => areProvedOn(page, { requirements: plan.proofs, proofs }, judged)),
    signedIn: subject === null ? requester : null,
  };
}

/** The proof with the page that whoever confirmed it named last. */
export function boundTo({ bindings }: Pick<Recovery, 'bindings'>, proof: Proof): Proof {
  const session = Object.hasOwn(bindings, proof.id) ? bindings[proof.id] : undefined;
  return session === undefined ? proof : { ...proof, session };
}

/** Who will be able to take the credential; null before the plan is proved, where there is none, and once it is taken or over. */
export function handoverOf(recovery: Recovery, moment: Moment): Claimants | null {
  const { status, grant, stopped } = recovery;
  const isExpected = grant === null || grant.reference === null ? isHandedOver(recovery) : grant.claimable;
  if (!EXPECTING.includes(status) || stopped || !isExpected || (grant?.claim ?? null) !== null) return null;
  return claimantsOf(recovery, moment);
}

/** Where whatever it produces is taken: on the requester's page, or signed in; null where it produces no credential. */
export const takenBy = (recovery: Pick<Recovery, 'action' | 'plan' | 'subject'>): 'page' | 'signed-in' | null => {
  if (!isHandedOver(recovery)) return null;
  return recovery.subject === null ? 'signed-in' : 'page';
};

/** What people do by hand goes straight to whoever uses it, whatever the action: nobody here is handed anything. */
const isHandedOver = ({ action, plan }: Pick<Recovery, 'action' | 'plan'>): boolean =>
  yieldsCredential(action) && !isByHand({ plan });

/** Statuses in which a plan is proved and what it produces can still be taken. */
const EXPECTING: readonly string[] = ['approving', 'approved', 'executing', 'granted'];

/** Where the credential will be taken, seen from this page. */
export function placeFor(session: string, { pages, signedIn }: Claimants): Handover {
  if (pages.includes(session)) return 'here';
  if (signedIn !== null) return 'signed-in';
  return pages.length > 0 ? 'elsewhere' : 'never';
}

/** What whoever confirmed a proof should know at once: nobody will be able to take the credential by a proof that is bound to no page. */
export const WARNINGS = ['claim-impossible'] as const;
export type Warning = (typeof WARNINGS)[number];

/** The warnings of the commit that recorded a proof; none of any other. */
export function warningsOf(recovery: Recovery | undefined, events: readonly LedgerEvent[]): readonly Warning[] {
  if (recovery === undefined || recovery.subject === null || !isHandedOver(recovery)) return [];
  const isUnbound = (event: LedgerEvent): boolean =>
    event.type === 'ProofRecorded' && event.proof.outcome === 'verified' && event.proof.session === null;
  return events.some(isUnbound) ? WARNINGS : [];
}
