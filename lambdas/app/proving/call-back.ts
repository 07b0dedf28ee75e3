import type { MethodName } from '../../core/proofing/methods.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { RecoveryId } from '../../core/recovery/state/state.ts';
import { mayReadLive } from '../../core/recovery/views/readers.ts';
import { masked } from '../../core/registry/contact.ts';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { assertStaff } from '../people/reading.ts';
import { refusalProblem } from '../problem.ts';
import { type Answer, type AnswerServices, answerChallenge } from './answer-challenge.ts';
import { type IssueServices, issueChallenge, recipientOf } from './issue-challenge.ts';
import { findIn, type Visit } from './visit.ts';

/**
 * Sends a code to one registered contact and gives the verifier the registered number to call (rule 8). The core decides who may: only a
 * verifier learns the number.
 */
export async function callBack(
  services: IssueServices,
  order: Visit & { readonly method: MethodName; readonly contact: string; readonly called: string },
) {
  const { challenge, method, expiresAt } = await issueChallenge(services, order);
  const { state } = await findIn(services, order.recovery);
  const line = await recipientOf(services, state, order.called);
  if (line === undefined) throw new AdapterError('contact-unreachable', { retryable: false });
  return { challenge, method, expiresAt, call: line.address };
}

/** Submits the code that the called person read back. */
export async function readBack(
  services: AnswerServices,
  { code, ...given }: Visit & Pick<Answer, 'challenge' | 'page'> & { readonly code: string },
) {
  const { recovery, status, repeated, correct, warnings } = await answerChallenge(services, {
    ...given,
    answer: { code: new Secret(code) },
  });
  return { recovery, status, repeated, correct, warnings };
}

/** The registered contacts of the account, for staff who may read the recovery, masked: the number that is called is told with the challenge. */
export async function contactsFor(services: Pick<SubmitServices, 'ledger'>, actor: PersonActor, recovery: RecoveryId) {
  assertStaff(actor);
  const { state, recovery: live } = await findIn(services, recovery);
  const profile = state.profile.current;
  if (live === undefined || !mayReadLive(actor, live, profile))
    throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  const contacts = profile?.contacts ?? [];
  return {
    items: contacts.map((contact) => ({
      ...{ id: contact.id, kind: contact.kind },
      shown: masked(contact),
    })),
  };
}
