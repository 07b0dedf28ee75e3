import { derivedId } from '../../core/audit/hash.ts';
import type { OneTimePasswords } from '../../ports/one-time-passwords.ts';
import type { Seals } from '../../ports/seals.ts';
import type { Secret } from '../../ports/secret.ts';
import { refusalProblem } from '../http/problem.ts';
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
 * Keeps the secret of an app that has shown that it has it. Sealed before the ledger says so: what a crash leaves behind is a seal that
 * nobody asks for. Throws `answer-wrong`, recorded.
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
  const seal = derivedId('totp', account, id);
  await services.totpSeals.seal(seal, secret);
  // The password that enrols it is used up by that.
  const command = { type: 'EnrolAuthenticator', data: { method: 'totp', seal, counter } } as const;
  try {
    await giveAsOwner(services, owner, command);
  } catch (error) {
    await services.totpSeals.destroy(seal);
    throw error;
  }
  return { account, authenticator: id, method: 'totp' };
}
