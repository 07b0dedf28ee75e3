import type { Purpose } from '../../core/proofing/challenge.ts';
import { type IssuedChallenge, type IssueServices, issueChallenge } from './issue-challenge.ts';
import { type OpenPage, visitor } from './session.ts';

/** What asks somebody for a proof who has the page of a recovery open. */
export interface Challenger {
  /** A code is on its way when this returns. Throws the refusal as a problem, recorded already. */
  challenge(order: {
    readonly id: string;
    readonly method: string;
    readonly contact: string | null;
    readonly vendor?: string | null;
    readonly purpose?: Purpose;
  }): Promise<IssuedChallenge>;
}

export const challengerOf = (services: IssueServices, page: OpenPage): Challenger => ({
  challenge: (order) =>
    issueChallenge(services, { recovery: page.recovery, actor: visitor(page), via: 'requesterChallenge', ...order }),
});
