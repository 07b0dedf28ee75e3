import { isSignedStatement } from '../../core/approvals/statement.ts';
import type { Envelope } from '../../core/recovery/state/commands.ts';
import type { HeldDelegation } from '../../core/recovery/state/delegations.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import { type Delegation, digestOfDelegation } from '../../core/registry/delegation.ts';
import type { Person, PersonId } from '../../core/registry/person.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { StaffSignatures } from '../../ports/passkeys.ts';
import { load, loadCommit } from './load.ts';
import { flawOfSigned } from './statements.ts';

interface Services {
  readonly ledger: Ledger;
  readonly signatures?: StaffSignatures;
}

/** The person whose right to approve a command claims; undefined for every other command. */
export const claimedLender = ({ command }: Pick<Envelope, 'command'>): PersonId | undefined =>
  command.type === 'CountersignPlan' || command.type === 'RejectPlan' ? command.for : undefined;

/**
 * The delegations under which a recovery was countersigned, and those that the command claims, each verified now against the passkeys that its
 * giver has today. Two reads for each; none where nobody stands in.
 */
export async function delegationsFor(
  services: Services,
  { envelope, state }: { readonly envelope: Envelope; readonly state: StreamState },
  people: readonly Person[],
): Promise<readonly HeldDelegation[]> {
  const { actor, recovery: id } = envelope;
  const recovery = id === null ? undefined : findRecovery(state, id);
  const used = (recovery?.countersignatures ?? []).flatMap((one) => (one.for === undefined ? [] : [one.for]));
  const lender = claimedLender(envelope);
  const isDelegate = ({ to }: Delegation) => actor.by === 'person' && to === actor.person;
  const froms = [...new Set([...used.map(({ person }) => person), ...(lender === undefined ? [] : [lender])])];
  const held = await Promise.all(
    froms.map(async (from) => {
      const { delegations } = await load(services.ledger, from);
      const claimed = from === lender ? delegations.filter(isDelegate).map(({ seq }) => seq) : [];
      const places = [...claimed, ...used.flatMap(({ person, delegation }) => (person === from ? [delegation] : []))];
      const record = people.find(({ person }) => person === from);
      return Promise.all(
        [...new Set(places)].map(async (seq) => ({
          ...(await heldAt(services, { from, seq, record })),
          isKept: delegations.some((one) => one.seq === seq),
        })),
      );
    }),
  );
  return held.flat();
}

interface Place {
  readonly from: PersonId;
  readonly seq: number;
  readonly record: Person | undefined;
}

/** A delegation by the number of its commit, with the flaw of what was signed for it. */
export async function heldAt(
  { ledger, signatures }: Services,
  { from, seq, record }: Place,
): Promise<Omit<HeldDelegation, 'isKept'>> {
  const { commit } = await loadCommit(ledger, { stream: from, seq });
  const event = commit.events.find(({ type }) => type === 'DelegationGiven');
  if (event?.type !== 'DelegationGiven') return { from, given: null, flaw: 'missing' };
  const given = { ...event.delegation, seq };
  if (signatures === undefined) return { from, given, flaw: 'unchecked' };
  if (!isSignedStatement(event.signed)) return { from, given, flaw: 'missing' };
  const digest = digestOfDelegation(given);
  const decided = { kind: 'delegate', stream: from, recovery: null, digest, person: from } as const;
  return { from, given, flaw: await flawOfSigned(signatures, event.signed, { decided, at: commit.at, record }) };
}
