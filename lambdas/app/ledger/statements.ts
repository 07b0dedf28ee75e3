import type { Countersignature } from '../../core/approvals/countersignature.ts';
import {
  type CheckedStatement,
  challengeOf,
  flawOfStatement,
  isSignedStatement,
  type SignedStatement,
  type Statement,
  UNCOMMITTED,
} from '../../core/approvals/statement.ts';
import type { Commit } from '../../core/audit/commit.ts';
import type { Envelope } from '../../core/recovery/commands.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state.ts';
import { digestOfDelegation } from '../../core/registry/delegation.ts';
import type { Person, PersonId } from '../../core/registry/person.ts';
import type { Instant } from '../../core/values/instant.ts';
import { no } from '../../core/values/result.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { PasskeyCounters, StaffSignatures } from '../../ports/passkeys.ts';
import { loadCommit } from './load.ts';

/** What verifies statements. */
export interface StatementServices {
  readonly ledger: Ledger;
  readonly signatures?: StaffSignatures;
  readonly counters?: PasskeyCounters;
}

interface Asked {
  readonly envelope: Envelope;
  readonly state: StreamState;
  readonly now: Instant;
}

/**
 * The statements that a command depends on, verified now against today's passkeys of the people who signed them: its own, and those of the
 * countersignatures that it counts. One read for each countersignature with a statement.
 */
export async function statementsFor(
  { ledger, signatures, counters }: StatementServices,
  { envelope, state, now }: Asked,
  people: readonly Person[],
): Promise<readonly CheckedStatement[]> {
  const { stream, recovery: id } = envelope;
  const recovery = id === null ? undefined : findRecovery(state, id);
  if (signatures === undefined) return [];
  const kept = await Promise.all(
    (recovery?.countersignatures ?? []).flatMap((one) =>
      one.signedIn === undefined ? [] : [keptOf(ledger, { stream, recovery: id }, one)],
    ),
  );
  return Promise.all(
    [...ownOf(envelope, now), ...kept].map(async ({ decided, signed, at, seq }) => {
      const { person } = decided;
      const record = people.find((one) => one.person === person);
      const flaw = !isSignedStatement(signed)
        ? 'missing'
        : await flawOfSigned(seq === UNCOMMITTED ? counting(signatures, counters) : signatures, signed, {
            ...{ decided, at, record },
          });
      return { person, seq, flaw };
    }),
  );
}

interface Found {
  readonly decided: Omit<Statement, 'at'>;
  /** As it lies in the ledger, or as it came. */
  readonly signed: SignedStatement | undefined;
  readonly at: Instant;
  readonly seq: number;
}

/** The statement that comes with a command, if any. */
function ownOf({ actor, command, stream, recovery }: Envelope, at: Instant): readonly Found[] {
  if (actor.by !== 'person' || !('signed' in command) || command.signed === undefined) return [];
  const by = { stream, recovery, person: actor.person } as const;
  const decided =
    command.type === 'Delegate'
      ? ({ ...by, kind: 'delegate', digest: digestOfDelegation(command.order) } as const)
      : ({ ...by, kind: 'countersign', digest: command.digest, ...inPlaceOf(command.for) } as const);
  return [{ decided, signed: command.signed, at, seq: UNCOMMITTED }];
}

/** As statements name the person that the signer stands in for. */
export const inPlaceOf = (person: PersonId | undefined): Pick<Statement, 'for'> =>
  person === undefined ? {} : { for: person };

/** The same, and notes the counter: a copy of a passkey counts on from where it was copied. What lies in the ledger was counted when it came. */
const counting = (signatures: StaffSignatures, counters: PasskeyCounters | undefined): StaffSignatures => ({
  async verify(assertion, passkey, challenge) {
    const verified = await signatures.verify(assertion, passkey, challenge);
    if (!verified.ok || counters === undefined) return verified;
    const { counter } = verified.value;
    return (await counters.advance(passkey.credentialId, { counter, challenge })) ? verified : no('counter-back');
  },
});

interface Decision {
  readonly decided: Omit<Statement, 'at'>;
  /** When the decision was recorded, or is about to be. */
  readonly at: Instant;
  /** Today's record of the person; undefined for none. */
  readonly record: Person | undefined;
}

/** Why this is not exactly the decision of this person, signed with one of their passkeys; null when it is. */
export async function flawOfSigned(
  signatures: StaffSignatures,
  { statement, assertion }: SignedStatement,
  { decided, at, record }: Decision,
): Promise<string | null> {
  const said = flawOfStatement(statement, decided, at);
  if (said !== undefined) return said;
  const passkey = record?.passkeys?.find(({ credentialId }) => credentialId === assertion.id);
  if (passkey === undefined) return 'wrong-credential';
  const verified = await signatures.verify(assertion, passkey, challengeOf(statement));
  return verified.ok ? null : verified.no;
}

/** The statement that a countersignature of the state has in its commit, as it lies there. */
async function keptOf(
  ledger: Ledger,
  { stream, recovery }: Pick<Statement, 'stream' | 'recovery'>,
  { approver, digest, for: other, signedIn: seq = UNCOMMITTED }: Countersignature,
): Promise<Found> {
  const { commit } = await loadCommit(ledger, { stream, seq });
  const decided = {
    kind: 'countersign',
    stream,
    recovery,
    digest,
    person: approver,
    ...inPlaceOf(other?.person),
  } as const;
  return { decided, signed: signedIn(commit, approver, digest), at: commit.at, seq };
}

const signedIn = ({ events }: Commit, approver: string, digest: string): SignedStatement | undefined =>
  events.flatMap((event) => {
    if (event.type !== 'PlanCountersigned' || event.signed === undefined) return [];
    const { countersignature: one } = event;
    return one.approver === approver && one.digest === digest ? [event.signed] : [];
  })[0];
