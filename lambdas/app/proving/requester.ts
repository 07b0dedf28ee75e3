import type { DecisionContext } from '../../core/recovery/decision.ts';
import type { Boxes } from '../../ports/boxes.ts';
import type { Secret } from '../../ports/secret.ts';
import type { StopTokens } from '../../ports/stop-tokens.ts';
import { type Answered, type AnswerServices, answerChallenge, type GivenAnswer } from './answer-challenge.ts';
import { claimByPage } from './claim-by-page.ts';
import { type RequesterView, viewOf } from './requester-view.ts';
import { type OpenPage, visitor } from './session.ts';
import { type StopBy, stopByPage } from './stop-by-page.ts';
import type { Vendors } from './vendors.ts';
import type { standingAfter } from './visit.ts';

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
