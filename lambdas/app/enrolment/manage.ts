import { minAgesOf } from '../../core/policy/ages.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Boxes } from '../../ports/boxes.ts';
import { load } from '../ledger/load.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { problem } from '../problem.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export interface ManageServices extends SubmitServices {
  readonly totpBoxes: Pick<Boxes, 'destroy'>;
}

/** What the owner has enrolled, and from when on it counts: no hash, no key. */
export async function listEnrolled(services: SubmitServices, owner: Omit<OwnerRequest, 'id'>) {
  const { authenticators, recoveryContacts } = await ownAccount(services, owner);
  const seconds = minAgesOf(await services.policy.current()).authenticator;
  return {
    account: owner.account,
    authenticators: authenticators.map(({ id, method, enrolledAt }) => ({
      ...{ id, method, enrolledAt },
      countsFrom: plusSeconds(enrolledAt, seconds),
    })),
    recoveryContacts: recoveryContacts.map(({ id, person, since }) => ({
      ...{ id, person, since },
      countsFrom: plusSeconds(since, seconds),
    })),
  };
}

/** Takes an authenticator away, and then its box. */
export async function removeAuthenticator(services: ManageServices, owner: OwnerRequest, authenticator: string) {
  const { authenticators } = await ownAccount(services, owner);
  await giveAsOwner(services, owner, { type: 'RemoveAuthenticator', authenticator });
  const removed = authenticators.find(({ id }) => id === authenticator);
  if (removed?.method === 'totp') await services.totpBoxes.destroy(removed.box);
  return { account: owner.account, removed: authenticator };
}

/** Names somebody whom the registry knows. Throws `fields-invalid` for anybody else: a code must have somewhere to go. */
export async function nameRecoveryContact(services: SubmitServices, owner: OwnerRequest, person: string) {
  await ownAccount(services, owner);
  const known = (await load(services.ledger, person)).person.current;
  if (known === null || known.nature !== 'human' || known.addresses.length === 0)
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/person', mistake: 'unknown' }] } });
  await giveAsOwner(services, owner, { type: 'NameRecoveryContact', person });
  return { account: owner.account, contact: owner.id, person };
}

export async function removeRecoveryContact(services: SubmitServices, owner: OwnerRequest, contact: string) {
  await ownAccount(services, owner);
  await giveAsOwner(services, owner, { type: 'RemoveRecoveryContact', contact });
  return { account: owner.account, removed: contact };
}
