import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { flawOfSigned, inPlaceOf } from '../../../lambdas/app/ledger/statements.ts';
import { isSignedStatement, type StatementKind } from '../../../lambdas/core/approvals/statement.ts';
import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import type { Agreed } from '../../../lambdas/core/audit/rows.ts';
import { parseStored as parseVerified } from '../../../lambdas/core/audit/verify.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/events.ts';
import { decidedIn, type SignableDecision } from '../../../lambdas/core/recovery/signed.ts';
import { digestOfDelegation } from '../../../lambdas/core/registry/delegation.ts';
import type { Person, PersonId } from '../../../lambdas/core/registry/person.ts';
import type { Instant } from '../../../lambdas/core/values/instant.ts';
import { type Judgement, judgeAndFold } from './judge.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

/** A decision that its person did not sign as the plan asked, or not with a passkey that they had then. */
export interface Unsigned {
  readonly seq: number;
  readonly person: PersonId;
  readonly kind: StatementKind;
  readonly flaw: string;
}

/** Reads all commits of a person's stream. */
export type ReadPerson = (person: PersonId) => Promise<readonly unknown[]>;

/** How the records of people are read and verified. */
interface Reading {
  readonly keys: Keys;
  readonly readPerson: ReadPerson;
  readonly batches: (rows: readonly unknown[]) => Promise<Agreed>;
}

/**
 * The decisions of a verified stream whose statements do not hold, with the passkeys that the registry gave each person at the time
 * of the commit. Commits that count for nothing are left out, and so are those after a finding.
 */
export async function unsignedIn(
  { account, rows }: StreamRows,
  { finding, voided }: Pick<Judgement, 'finding' | 'voided'>,
  reading: Reading,
): Promise<readonly Unsigned[]> {
  const last = finding === null ? rows.length : finding.seq - 1;
  const skipped = new Set(voided.map(({ seq }) => seq));
  const commits = rows.slice(0, last).flatMap((row) => parseStored(row) ?? []);
  const counting = commits.filter(({ seq }) => !skipped.has(seq)).map((row) => parseVerified(row).commit);
  const asked = new Map<string | null, boolean>();
  const found: Unsigned[] = [];
  for (const commit of counting) {
    for (const event of commit.events) {
      if (event.type === 'RecoveryAssessed') asked.set(commit.recovery, event.plan.statements);
      const said = delegatedIn(event, account) ?? decidedIn(event);
      if (said === undefined) continue;
      const proves = said.proof === undefined || said.proof.outcome === 'verified';
      const isAsked = said.kind === 'delegate' || (proves && (asked.get(commit.recovery) ?? false));
      const readRecord = () => recordAt(said.person, commit.at, reading);
      const flaw = await flawOfDecision(said, { commit, account, isAsked, readRecord });
      if (flaw !== null) found.push({ seq: commit.seq, person: said.person, kind: said.kind, flaw });
    }
  }
  return found;
}

/** A delegation lies on the stream of whoever gave it, and is always signed (ADR 51). */
const delegatedIn = (event: LedgerEvent, person: PersonId): SignableDecision | undefined =>
  event.type === 'DelegationGiven'
    ? { kind: 'delegate', digest: digestOfDelegation(event.delegation), person, signed: event.signed }
    : undefined;

interface Beside {
  readonly commit: Commit;
  readonly account: string;
  readonly isAsked: boolean;
  readonly readRecord: () => Promise<Person | undefined>;
}

async function flawOfDecision(
  { kind, digest, person, for: other, signed }: SignableDecision,
  { commit, account, isAsked, readRecord }: Beside,
): Promise<string | null> {
  if (signed === undefined) return isAsked ? 'missing' : null;
  if (!isSignedStatement(signed)) return 'missing';
  const { recovery, at } = commit;
  const decided = { kind, stream: account, recovery, digest, person, ...inPlaceOf(other) };
  return flawOfSigned(staffSignatures, signed, { decided, at, record: await readRecord() });
}

/** The record of a person that was in force at a moment, from the verified commits up to then. */
async function recordAt(
  person: PersonId,
  moment: Instant,
  { keys, readPerson, batches }: Reading,
): Promise<Person | undefined> {
  const rows = await readPerson(person);
  const until = rows.filter((row) => {
    const stored = parseStored(row);
    return stored !== undefined && parseVerified(stored as Parameters<typeof parseVerified>[0]).commit.at <= moment;
  });
  const read = { account: person, rows: until, reported: undefined };
  const { state } = judgeAndFold(read, keys, { agreed: await batches(until) });
  return state.person.current ?? undefined;
}
