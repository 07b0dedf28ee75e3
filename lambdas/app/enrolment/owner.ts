import { minAgesOf } from '../../core/policy/policy.ts';
import type { EnrolmentCommand, PersonActor } from '../../core/recovery/state/commands.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { subjectOf } from '../../core/registry/account.ts';
import { isPersonId, normalAddress } from '../../core/registry/person.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Boxes } from '../../ports/secret.ts';
import type { People } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { problem, refusalProblem } from '../problem.ts';

/** A request of a signed-in person about an account that they call theirs. */
export interface OwnerRequest {
  readonly id: string;
  readonly actor: PersonActor;
  readonly account: string;
}

/**
 * The current account, for its owner. Throws `not-the-owner`, also for an unknown account, so the answer does not show whether it exists.
 */
export async function ownAccount(
  { ledger }: Pick<SubmitServices, 'ledger'>,
  { actor, account }: Omit<OwnerRequest, 'id'>,
): Promise<StreamState> {
  const state = await load(ledger, account);
  const profile = state.profile.current;
  if (profile === null) throw refusalProblem({ code: 'not-the-owner', facts: {} });
  if (subjectOf(profile) !== actor.person)
    throw refusalProblem({ code: 'not-the-owner', facts: {} }, { stream: account });
  return state;
}

/** Submits the command on the account's stream. Throws the refusal as a problem, already recorded. */
export async function giveAsOwner(
  services: SubmitServices,
  { id, actor, account }: OwnerRequest,
  command: EnrolmentCommand,
): Promise<Submitted> {
  const origin = { via: 'enrolment', channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { id, stream: account, recovery: null, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}

export interface ManageServices extends SubmitServices {
  readonly totpBoxes: Pick<Boxes, 'destroy'>;
}

/** The owner's enrolled authenticators and contacts, and when each begins to count: no hash, no key. */
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

/** Removes an authenticator, then its box. */
export async function removeAuthenticator(services: ManageServices, owner: OwnerRequest, authenticator: string) {
  const { authenticators } = await ownAccount(services, owner);
  await giveAsOwner(services, owner, { type: 'RemoveAuthenticator', authenticator });
  const removed = authenticators.find(({ id }) => id === authenticator);
  if (removed?.method === 'totp') await services.totpBoxes.destroy(removed.box);
  return { account: owner.account, removed: authenticator };
}

export interface NamingServices extends SubmitServices {
  readonly people: Pick<People, 'find'>;
}

/** Names a registered person, by id or mail address, as recovery contact. Throws `fields-invalid` for anybody else: a code needs an address. */
export async function nameRecoveryContact(services: NamingServices, owner: OwnerRequest, named: string) {
  await ownAccount(services, owner);
  const person = isPersonId(named) ? named : (await services.people.find(`address:${normalAddress(named)}`))?.person;
  const known = person === undefined ? null : (await load(services.ledger, person)).person.current;
  if (known === null || known.nature !== 'human' || known.addresses.length === 0)
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/person', mistake: 'unknown' }] } });
  await giveAsOwner(services, owner, { type: 'NameRecoveryContact', person: known.person });
  return { account: owner.account, contact: owner.id, person: known.person };
}

export async function removeRecoveryContact(services: SubmitServices, owner: OwnerRequest, contact: string) {
  await ownAccount(services, owner);
  await giveAsOwner(services, owner, { type: 'RemoveRecoveryContact', contact });
  return { account: owner.account, removed: contact };
}
