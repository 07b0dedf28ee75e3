import type { StopWarrant } from '../../core/proofing/challenge.ts';
import { mayHandOver } from '../../core/recovery/decide-claim.ts';
import type { DecisionContext } from '../../core/recovery/decision.ts';
import { findRecovery } from '../../core/recovery/state.ts';
import type { StopTokens } from '../../ports/keyed.ts';
import type { Boxes, Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { verifyRecovery } from '../ledger/verified.ts';
import { refusalProblem } from '../problem.ts';
import { type Answered, type AnswerServices, answerChallenge, type GivenAnswer } from './answer-challenge.ts';
import { type RequesterView, viewOf } from './requester-view.ts';
import type { Vendors } from './vendors.ts';
import { findIn, type OpenPage, standingAfter, submitFor, type Visit, visitor } from './visit.ts';

/** What the requester's page stands on. */
export interface RequesterServices extends AnswerServices {
  readonly stopTokens: StopTokens;
  /** Vendors that the page sends people to; absent: none. */
  readonly vendors?: Vendors;
  /** Credentials of grants; those of one-time passwords are other boxes. */
  readonly credentials: Pick<Boxes, 'open'>;
  /** Kinds of contacts that messages can be brought to: no code is offered to any other. */
  readonly ways: DecisionContext['ways'];
}

export type Standing = ReturnType<typeof standingAfter>;

/**
 * What somebody can do who has the page of a recovery open, without an account: the id of the recovery alone changes nothing. Each throws
 * the refusal as a problem, recorded already; `recovery-unknown` is not recorded. `id` names the command: the same again is carried out once.
 */
export interface Requester {
  view(): Promise<RequesterView>;
  answer(order: { readonly id: string; readonly challenge: string; readonly answer: GivenAnswer }): Promise<Answered>;
  /** `This was not me`: by the token of a notice, or by a challenge that this page has answered rightly. */
  stop(order: { readonly id: string; readonly by: StopBy }): Promise<Standing>;
  /** Hands over the credential, once, to the page that gave the proofs; again within 300 s under the same id. */
  claim(order: { readonly id: string }): Promise<Secret>;
}

/** What this page does. Asking for a proof is `challengerOf`: whoever sends codes opens no box. */
export function requesterOf(services: RequesterServices, page: OpenPage): Requester {
  const { recovery } = page;
  const actor = visitor(page);
  const visit = { recovery, actor, via: 'requester' };
  return {
    view: () => viewOf(services, { recovery, session: actor.session }),
    answer: (order) => answerChallenge(services, { ...visit, ...order }),
    stop: (order) => stopByPage(services, { ...visit, ...order }),
    claim: (order) => claimByPage(services, { ...visit, ...order }),
  };
}

/** By the token of a notice, or by a challenge that was answered rightly. */
export type StopBy = { readonly token: Secret } | { readonly challenge: string };

export interface StopServices extends SubmitServices {
  readonly stopTokens: StopTokens;
}

/** The reason of a stop by somebody who is not signed in. A fixed sentence: a visitor's own words are never stored. */
const REASON = 'the person who was told of it says that it was not them';

/**
 * Stops a recovery for somebody who was told of it (rule 11). Throws `stop-unproved`, recorded, for a token that is not of this recovery, and
 * `recovery-ended` of one that has ended, whatever the token: nobody finds out by it that there was one.
 */
export async function stopByPage(services: StopServices, visit: Visit & { readonly by: StopBy }) {
  const { stream, recovery } = await findIn(services, visit.recovery);
  const warrant = await warrantOf(services, visit);
  if (recovery === undefined) throw refusalProblem({ code: 'recovery-ended', facts: {} }, { recorded: true });
  if (warrant === undefined) throw refusalProblem({ code: 'stop-unproved', facts: {} }, { stream });
  const command = { type: 'StopRecovery', reason: REASON, cause: 'suspected-impersonation', warrant } as const;
  return standingAfter(visit.recovery, await submitFor(services, visit, { stream, command }));
}

async function warrantOf(
  { stopTokens }: StopServices,
  { recovery, by }: Visit & { readonly by: StopBy },
): Promise<StopWarrant | undefined> {
  if ('challenge' in by) return { by: 'challenge', challenge: by.challenge };
  return (await stopTokens.isOf(by.token, recovery)) ? { by: 'stop-token' } : undefined;
}

export interface PageClaimServices extends SubmitServices {
  readonly credentials: Pick<Boxes, 'open'>;
}

/** The credential of a grant, for the page that gave the proofs, once: as `claimCredential` does for those who are signed in. */
export async function claimByPage(services: PageClaimServices, visit: Visit): Promise<Secret> {
  const { stream } = await findIn(services, visit.recovery);
  const { state } = await submitFor(services, visit, { stream, command: { type: 'ClaimGrant' } });
  const recovery = findRecovery(state, visit.recovery);
  if (recovery === undefined || !mayHandOver(recovery, visit.id, services.surroundings.now()))
    throw refusalProblem({ code: 'already-claimed', facts: {} }, { stream });
  await verifyRecovery(services.ledger, stream, visit.recovery);
  const credential = recovery.grant === null ? undefined : await services.credentials.open(recovery.grant.id);
  if (credential === undefined) throw refusalProblem({ code: 'nothing-to-claim', facts: {} }, { stream });
  return credential;
}
