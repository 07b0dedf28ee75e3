import type { PasskeyRegistration } from '../../ports/passkeys.ts';
import { Secret } from '../../ports/secret.ts';
import { type CodeServices, enrolSavedCode } from './codes.ts';
import type { OwnerRequest } from './owner.ts';
import { enrolPasskey, offerPasskey, type PasskeyServices } from './passkeys.ts';
import { enrolTotp, offerTotp, type TotpServices } from './totp.ts';

export type EnrolServices = CodeServices & PasskeyServices & TotpServices;

/** What is enrolled, with what it brings. */
export type EnrolInput =
  | { readonly method: 'saved-code' }
  | { readonly method: 'passkey'; readonly registration: PasskeyRegistration }
  | { readonly method: 'totp'; readonly secret: string; readonly password: string };

/** What it takes to enrol one: nothing is kept yet. */
export const offerAuthenticator = (
  services: EnrolServices,
  { method, ...owner }: Omit<OwnerRequest, 'id'> & { readonly method: 'passkey' | 'totp' },
): Promise<object> => (method === 'passkey' ? offerPasskey(services, owner) : offerTotp(services, owner));

export async function enrolAuthenticator(
  services: EnrolServices,
  owner: OwnerRequest,
  input: EnrolInput,
): Promise<object> {
  switch (input.method) {
    case 'saved-code':
      return enrolSavedCode(services, owner);
    case 'passkey':
      return enrolPasskey(services, owner, input.registration);
    case 'totp': {
      const { secret, password } = input;
      return enrolTotp(services, owner, { secret: new Secret(secret), password: new Secret(password) });
    }
  }
}
