import type { PageState } from '../../contract/requester.ts';
import type { StopWarrant } from '../../core/proofing/challenge.ts';
import { mayHandOver } from '../../core/recovery/decide/claim.ts';
import type { DecisionContext } from '../../core/recovery/state/decision.ts';
import { findRecovery } from '../../core/recovery/state/state.ts';
import type { StopTokens } from '../../ports/keyed.ts';
import type { Boxes, Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { verifyRecovery } from '../ledger/verified.ts';
import { refusalProblem } from '../problem.ts';
import { type Answered, type AnswerServices, answerChallenge, type GivenAnswer } from './answer-challenge.ts';
import { viewOf } from './requester-view.ts';
import type { Vendors } from './vendors.ts';
import { findIn, type OpenPage, standingAfter, submitFor, type Visit, visitor } from './visit.ts';

/** Services of the requester's page. */
export interface RequesterServices extends AnswerServices {
  readonly stopTokens: StopTokens;
  /** Vendors to whom the page sends people; absent: none. */
  readonly vendors?: Vendors;
  /** Boxes of grants' credentials; secrets of one-time passwords are in other boxes. */
  readonly credentials: Pick<Boxes, 'open'>;
  /** Kinds of contacts that can be reached: codes are offered to no other. */
  readonly ways: DecisionContext['ways'];
}

export type Standing = ReturnType<typeof standingAfter>;

/**
 * Actions on an open page of a recovery, without an account. The id of the recovery alone changes nothing. Each throws a refusal as a
 * problem that is already recorded, except `recovery-unknown`, which is not recorded. `id` names the command: a repetition is carried out
 * once.
 */
export interface Requester {
  view(): Promise<PageState>;
  answer(order: { readonly id: string; readonly challenge: string; readonly answer: GivenAnswer }): Promise<Answered>;
  /** The words of whoever helps, as they were typed here. Throws `words-wrong`. */
  hear(order: { readonly id: string; readonly heard: string }): Promise<Standing>;
  /** `This was not me`: by the token of a notice, or by a challenge that was answered correctly on this page. */
  stop(order: { readonly id: string; readonly by: StopBy }): Promise<Standing>;
  /** Hands the credential over, once, to the page that gave the proofs; again within 300 s for the same id. */
  claim(order: { readonly id: string }): Promise<Secret>;
}

/** The actions of one page. Issuing challenges is in `challengerOf`: a function that sends codes opens no box. */
export function requesterOf(services: RequesterServices, page: OpenPage): Requester {
  const { recovery } = page;
  const actor = visitor(page);
  const visit = { recovery, actor, via: 'requester' };
  return {
    view: () => viewOf(services, { recovery, session: actor.session }),
    answer: (order) => answerChallenge(services, { ...visit, ...order }),
    hear: (order) => hearWords(services, { ...visit, ...order }),
    stop: (order) => stopByPage(services, { ...visit, ...order }),
    claim: (order) => claimByPage(services, { ...visit, ...order }),
  };
}

async function hearWords(services: SubmitServices, visit: Visit & { readonly heard: string }): Promise<Standing> {
  const { stream } = await findIn(services, visit.recovery);
  const command = { type: 'HearWords', heard: visit.heard } as const;
  return standingAfter(visit.recovery, await submitFor(services, visit, { stream, command }));
}

/** The token of a notice, or a correctly answered challenge. */
export type StopBy = { readonly token: Secret } | { readonly challenge: string };

export interface StopServices extends SubmitServices {
  readonly stopTokens: StopTokens;
}

/** The reason of a stop by somebody who is not signed in. A fixed sentence: a visitor's own words are never stored. */
const REASON = 'the person who was told of it says that it was not them';

/**
 * Stops a recovery for a notified person (rule 11). Throws `stop-unproved`, recorded, for a token of another recovery, and `recovery-ended`
 * for an ended one, whatever the token, so the answer does not show whether the recovery existed.
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

/** The credential of a grant, once, for the page that gave the proofs: like `claimCredential` for signed-in people. */
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
