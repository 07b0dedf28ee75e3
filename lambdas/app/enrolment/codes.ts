import type { ProofCodes } from '../../ports/proof-codes.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export interface CodeServices extends SubmitServices {
  readonly codes: ProofCodes;
}

/**
 * A saved code, shown once; a used one is replaced on the spot, so that one is enough. `code` is null where the same command was given
 * before: the code that was shown then is the one that counts, and is nowhere any more.
 */
export async function enrolSavedCode(services: CodeServices, owner: OwnerRequest) {
  await ownAccount(services, owner);
  const code = services.codes.saved();
  const salt = services.codes.salt();
  const data = { method: 'saved-code', hash: await services.codes.hash(code, salt), salt } as const;
  const { repeated } = await giveAsOwner(services, owner, { type: 'EnrolAuthenticator', data });
  return {
    account: owner.account,
    authenticator: owner.id,
    method: 'saved-code',
    code: repeated ? null : code.reveal(),
  };
}
