import type { LedgerEvent } from '../../core/recovery/events.ts';
import type { OneTimePasswords } from '../../ports/one-time-passwords.ts';
import type { Seals } from '../../ports/seals.ts';
import type { Secret } from '../../ports/secret.ts';
import { Problem, refusalProblem } from '../http/problem.ts';
import type { SubmitServices } from '../submit.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export interface TotpServices extends SubmitServices {
  readonly totp: OneTimePasswords;
  readonly totpSeals: Pick<Seals, 'seal' | 'destroy'>;
}

/** A fresh secret for an app. Nothing is kept yet: it counts once a password of it has come back. */
export async function offerTotp(services: TotpServices, owner: Omit<OwnerRequest, 'id'>) {
  await ownAccount(services, owner);
  const secret = services.totp.newSecret();
  return { secret: secret.reveal(), address: services.totp.address(secret, owner.account).reveal() };
}

/**
 * Keeps the secret of an app that has shown that it has it. Sealed before the ledger says so, under a name that no other attempt has: what a
 * crash leaves behind is a seal that nobody asks for. Throws `answer-wrong`, recorded.
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
  const seal = services.surroundings.newId();
  await services.totpSeals.seal(seal, secret);
  // The password that enrols it is used up by that.
  const command = { type: 'EnrolAuthenticator', data: { method: 'totp', seal, counter } } as const;
  // INVARIANT: a seal is destroyed only where the ledger has said that no authenticator names it. Without an answer, one may.
  const { commit } = await giveAsOwner(services, owner, command).catch(async (error: unknown) => {
    if (error instanceof Problem) await services.totpSeals.destroy(seal);
    throw error;
  });
  if (!commit?.commit.events.some((event) => names(event, seal))) await services.totpSeals.destroy(seal);
  return { account, authenticator: id, method: 'totp' };
}

const names = (event: LedgerEvent, seal: string): boolean =>
  event.type === 'AuthenticatorEnrolled' && event.authenticator.method === 'totp' && event.authenticator.seal === seal;
