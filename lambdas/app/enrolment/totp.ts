import type { LedgerEvent } from '../../core/recovery/events.ts';
import type { Boxes } from '../../ports/boxes.ts';
import type { OneTimePasswords } from '../../ports/one-time-passwords.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { Problem, refusalProblem } from '../problem.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export interface TotpServices extends SubmitServices {
  readonly totp: OneTimePasswords;
  readonly totpBoxes: Pick<Boxes, 'put' | 'destroy'>;
}

/** A fresh secret for an app. Nothing is kept yet: it counts once a password of it has come back. */
export async function offerTotp(services: TotpServices, owner: Omit<OwnerRequest, 'id'>) {
  await ownAccount(services, owner);
  const secret = services.totp.newSecret();
  return { secret: secret.reveal(), address: services.totp.address(secret, owner.account).reveal() };
}

/**
 * Keeps the secret of an app that has shown that it has it. Boxed before the ledger says so, under a name that no other attempt has: what a
 * crash leaves behind is a box that nobody asks for. Throws `answer-wrong`, recorded.
 */
export async function enrolTotp(
  services: TotpServices,
  owner: OwnerRequest,
  { secret, password }: { readonly secret: Secret; readonly password: Secret },
) {
  const { id, account } = owner;
  await ownAccount(services, owner);
  const counter = services.totp.stepOf(password, secret, services.surroundings.now());
  if (counter === null) throw refusalProblem({ code: 'answer-wrong', facts: { method: 'totp' } }, { stream: account });
  const box = services.surroundings.newId();
  await services.totpBoxes.put(box, secret);
  // The password that enrols it is used up by that.
  const command = { type: 'EnrolAuthenticator', data: { method: 'totp', box, counter } } as const;
  // INVARIANT: a box is destroyed only where the ledger has said that no authenticator names it. Without an answer, one may.
  const { commit } = await giveAsOwner(services, owner, command).catch(async (error: unknown) => {
    if (error instanceof Problem) await services.totpBoxes.destroy(box);
    throw error;
  });
  if (!commit?.commit.events.some((event) => names(event, box))) await services.totpBoxes.destroy(box);
  return { account, authenticator: id, method: 'totp' };
}

const names = (event: LedgerEvent, box: string): boolean =>
  event.type === 'AuthenticatorEnrolled' && event.authenticator.method === 'totp' && event.authenticator.box === box;
