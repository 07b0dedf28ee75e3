import { EMERGENCY_GROUP } from '../../core/approvals/countersignature.ts';
import type { SignedStatement } from '../../core/approvals/statement.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { Refusal } from '../../core/recovery/state/decision.ts';
import type { DelegationCommand } from '../../core/recovery/state/delegations.ts';
import { partMissing } from '../../core/recovery/state/situation.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import type { Lender } from '../../core/recovery/views/readers.ts';
import { type Delegation, type DelegationOrder, liveDelegations, standsInBy } from '../../core/registry/delegation.ts';
import { holdsPart, type PersonId, type StaffPasskey } from '../../core/registry/person.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import type { Members } from '../../ports/workspace.ts';
import { load, loadAll } from '../ledger/load.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** A person who delegates, or takes a delegation back, and the name of their command. */
export interface Delegator {
  readonly actor: PersonActor;
  readonly id: string;
}

/** Lends the caller's right to approve, as they signed it. Throws the refusal as a problem. */
export async function giveDelegation(
  services: SubmitServices,
  by: Delegator,
  { signed, ...order }: DelegationOrder & { readonly signed?: SignedStatement | undefined },
) {
  await submitOn(services, by, { stream: by.actor.person, command: { type: 'Delegate', order, signed } });
  return { delegation: by.id, from: by.actor.person, to: order.to, until: order.until };
}

/** Takes a delegation back, for its giver, whoever stands in, and people on duty. Throws the refusal as a problem. */
export async function withdrawDelegation(
  services: SubmitServices,
  by: Delegator,
  { from, delegation }: { readonly from: PersonId; readonly delegation: string },
) {
  // Nobody creates a stream by asking about one.
  if ((await services.ledger.head(from)) === undefined) throw refusalProblem(whyNotWithdrawn(by.actor, delegation));
  await submitOn(services, by, { stream: from, command: { type: 'WithdrawDelegation', delegation } });
  return { delegation, from };
}

/** Where there is no such person: what the same actor hears of one who is registered, so that nobody tries out names. */
function whyNotWithdrawn(actor: PersonActor, delegation: string): Refusal {
  if (actor.nature === 'machine') return { code: 'machine-cannot-decide', facts: {} };
  if (!actor.roles.includes('on-duty')) return partMissing(actor, 'on-duty').refusal;
  return { code: 'delegation-unknown', facts: { delegation } };
}

async function submitOn(
  services: SubmitServices,
  { actor, id }: Delegator,
  { stream, command }: { readonly stream: string; readonly command: DelegationCommand },
): Promise<void> {
  const origin = { via: 'recoveryCommands', channel: 'api', desk: null, ticket: null };
  const outcome = await submit(services, { id, stream, recovery: null, actor, origin, command });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: outcome.commit !== null });
}

export interface DelegationServices {
  readonly ledger: Ledger;
  readonly members: Pick<Members, 'next'>;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

/** Most people whose right one answer looks for. A decision in the place of a further one still counts: it reads their own stream. */
const MOST_LENDERS = 32;

/** A delegation as people see it. */
interface ShownDelegation {
  readonly id: string;
  readonly from: PersonId;
  readonly to: PersonId;
  readonly groups: readonly string[];
  readonly until: Instant;
  readonly reason: string;
  readonly at: Instant;
}

/** What somebody can lend and has lent, and in whose place they stand now; strongly consistent. */
export async function delegationsOf(services: DelegationServices, actor: PersonActor) {
  const [own, taken] = await Promise.all([load(services.ledger, actor.person), lentToPerson(services, actor.person)]);
  const passkeys: readonly StaffPasskey[] = own.person.current?.passkeys ?? [];
  const given = liveDelegations(own.delegations, services.surroundings.now());
  return {
    person: actor.person,
    groups: actor.groups.filter((group) => group !== EMERGENCY_GROUP),
    passkeys: passkeys.map(({ credentialId, site }) => ({ credentialId, site })),
    given: given.map((one) => shown(actor.person, one)),
    taken: taken.map(({ from, delegation }) => shown(from, delegation)),
  };
}

interface LentHere {
  readonly from: PersonId;
  readonly delegation: Delegation;
  readonly groups: readonly string[];
}

/** The delegations to a person that have not ended and were not taken back: one read, and one for all who may have given one. */
async function lentToPerson(
  { ledger, members, surroundings }: DelegationServices,
  person: PersonId,
): Promise<readonly LentHere[]> {
  const lenders = await members.next(standsInBy(person), { from: person, limit: MOST_LENDERS });
  const states = await loadAll(ledger, lenders);
  const now = surroundings.now();
  return states.flatMap((state, index) => {
    const delegation = lentIn(state, person, now);
    const from = lenders[index] ?? '';
    return delegation === undefined ? [] : [{ from, delegation, groups: stillHeld(delegation, state) }];
  });
}

/** What somebody lends to a person now; undefined also where they are no human any more who can sign in: then nobody stands in for them. */
export function lentIn({ delegations, person }: StreamState, delegate: PersonId, now: Instant): Delegation | undefined {
  const isThere = person.current?.nature === 'human' && person.current.subjects.length > 0;
  return isThere ? liveDelegations(delegations, now).find(({ to }) => to === delegate) : undefined;
}

/** The people in whose place somebody may decide, with the groups that they lent and still hold. */
export const lendersOf = async (services: DelegationServices, person: PersonId): Promise<readonly Lender[]> =>
  (await lentToPerson(services, person)).map(({ from, groups }) => ({ person: from, groups }));

/** One lender of a person, by their own stream; undefined where they lend nothing to that person now. */
export async function lenderFor(
  { ledger, now }: Pick<DelegationServices, 'ledger'> & { readonly now: Instant },
  from: PersonId,
  delegate: PersonId,
): Promise<Lender | undefined> {
  const state = await load(ledger, from);
  const held = lentIn(state, delegate, now);
  return held === undefined ? undefined : { person: from, groups: stillHeld(held, state) };
}

/** What of a delegation its giver still holds, by their record. */
export const stillHeld = ({ groups }: Delegation, { person: { current } }: StreamState): readonly string[] =>
  groups.filter((group) => current !== null && holdsPart(current, `approver:${group}`));

const shown = (from: PersonId, { id, to, groups, until, reason, at }: Delegation): ShownDelegation => ({
  ...{ id, from, to, groups, until, reason, at },
});
