import {
  type CheckedStatement,
  challengeOf,
  flawOfStatement,
  isSignedStatement,
  type SignedStatement,
  type Statement,
  UNCOMMITTED,
} from '../../core/approvals/statement.ts';
import {
  confirmingWork,
  decidedBy,
  decidedIn,
  type SignableDecision,
  working,
} from '../../core/recovery/assess/signed.ts';
import type { Command, Envelope } from '../../core/recovery/state/commands.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import { digestOfWork } from '../../core/recovery/state/work.ts';
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
 * countersignatures, sightings and work by hand that it counts. One read for each that has a statement.
 */
export async function statementsFor(
  { ledger, signatures, counters }: StatementServices,
  { envelope, state, now }: Asked,
  people: readonly Person[],
): Promise<readonly CheckedStatement[]> {
  const { stream, recovery: id } = envelope;
  const recovery = id === null ? undefined : findRecovery(state, id);
  if (signatures === undefined) return [];
  const places = COUNTING.includes(envelope.command.type) ? placesFor(envelope.command, recovery) : [];
  const kept = await Promise.all(places.map((place) => keptOf(ledger, { stream, recovery: id }, place)));
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

/** Commands that count countersignatures, sightings and work by hand, and so look at what was signed. */
const COUNTING: readonly Command['type'][] = ['CountersignPlan', 'StartExecution', 'StartRevocation'];

/** The statement that comes with a command, if any. */
function ownOf({ actor, command, stream, recovery }: Envelope, at: Instant): readonly Found[] {
  const content = decidedBy(command);
  if (actor.by !== 'person' || content === undefined || !('signed' in command) || command.signed === undefined)
    return [];
  const place = 'for' in command ? inPlaceOf(command.for) : {};
  const decided = { ...content, stream, recovery, person: actor.person, ...place };
  return [{ decided, signed: command.signed, at, seq: UNCOMMITTED }];
}

/** Where somebody's signed decision lies. */
interface Place extends Pick<Statement, 'kind' | 'person' | 'for'> {
  readonly seq: number;
  readonly isIt: (said: SignableDecision) => boolean;
}

/** An end depends on nothing but what was done by hand. */
const placesFor = ({ type }: Command, recovery: Recovery | undefined): readonly Place[] =>
  type === 'StartRevocation' ? worksIn(recovery) : [...placesIn(recovery), ...worksIn(recovery)];

/** What people said of work by hand. */
const worksIn = (recovery: Recovery | undefined): readonly Place[] =>
  (recovery?.work ?? []).flatMap((one): readonly Place[] => {
    const { operator, signedIn, confirmation } = one;
    const reported = working(one).digest;
    const confirmed =
      confirmation === null ? '' : confirmingWork({ report: digestOfWork(one), ...confirmation }).digest;
    const at = (kind: 'work' | 'confirm-work', person: PersonId, seq: number | undefined, digest: string) =>
      seq === undefined
        ? []
        : [{ kind, person, seq, isIt: (said: SignableDecision) => said.kind === kind && said.digest === digest }];
    return [
      ...at('work', operator, signedIn, reported),
      ...(confirmation === null ? [] : at('confirm-work', confirmation.by, confirmation.signedIn, confirmed)),
    ];
  });

/** The signed countersignatures and sightings of a recovery. */
function placesIn(recovery: Recovery | undefined): readonly Place[] {
  const countersigned = (recovery?.countersignatures ?? []).flatMap((one): readonly Place[] => {
    const { signedIn: seq, approver: person, digest, for: other } = one;
    const isIt = (said: SignableDecision) => said.kind === 'countersign' && said.digest === digest;
    return seq === undefined ? [] : [{ kind: 'countersign', person, ...inPlaceOf(other?.person), seq, isIt }];
  });
  const sighted = (recovery?.proofs ?? []).flatMap(({ signedIn: seq, verifier: person, id }): readonly Place[] => {
    const isIt = ({ proof }: SignableDecision) => proof?.id === id;
    return seq === undefined || person === null ? [] : [{ kind: 'prove', person, seq, isIt }];
  });
  return [...countersigned, ...sighted];
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

/** What lies beside a decision of the state, in its commit. */
async function keptOf(
  ledger: Ledger,
  { stream, recovery }: Pick<Statement, 'stream' | 'recovery'>,
  { seq, isIt, ...by }: Place,
): Promise<Found> {
  const { commit } = await loadCommit(ledger, { stream, seq });
  const said = commit.events
    .flatMap((event) => decidedIn(event) ?? [])
    .find((one) => one.person === by.person && isIt(one));
  const decided = { ...by, stream, recovery, digest: said?.digest ?? '' };
  return { decided, signed: said?.signed, at: commit.at, seq };
}
