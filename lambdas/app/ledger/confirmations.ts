import { isSignedStatement } from '../../core/approvals/statement.ts';
import { appliedIn } from '../../core/audit/rows.ts';
import { decidedIn } from '../../core/recovery/assess/signed.ts';
import type { AppliedRow } from '../../core/recovery/state/batches.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { BOOTSTRAP_STREAM } from '../../core/registry/bootstrap.ts';
import { hasPasskey, holdsPart, type Person, type PersonId } from '../../core/registry/person.ts';
import { isSame } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { CONFIRMING, type Confirmed, type Member, verifiedHistoryOf } from './history.ts';
import { loadBetween } from './load.ts';
import { flawOfSigned, type StatementServices } from './statements.ts';

/*
 * Whether the records that an execution depends on were confirmed by the people who are said to have confirmed them. A confirmation needs the
 * signature of its confirmer where their record had a passkey at that time (ADR 59), and that record was confirmed itself, and so on back to the
 * bootstrap: else a captured function of the registry would first give an administrator a passkey of its own, and then sign with it (ADR 63).
 */

/** A record that nobody had confirmed as they should. */
export interface Unconfirmed {
  readonly stream: string;
  readonly seq: number;
  readonly flaw: string;
}

/** Most records, each confirmed by the person of the next, that lead back to the bootstrap. */
const MOST_LINKS = 128;

/** The commits that one instance has found to hold: they never change. */
const PROVED = new WeakMap<Ledger, Set<string>>();
const MOST_PROVED = 4_096;

type Services = Pick<StatementServices, 'ledger' | 'signatures'>;

/**
 * The first of these records that was not confirmed as it should be; undefined for none. Costs one read for the account, and one for each hundred
 * commits of the streams of the policy, of these people and of the administrators who confirmed them; an instance reads only new ones again.
 */
export async function findUnconfirmed(
  services: Services,
  { account, state, people, policy }: DependedOn,
): Promise<Unconfirmed | undefined> {
  const found = [await profileIn(services, account, state), await policyIn(services, policy)];
  for (const person of people) found.push(await personIn(services, person));
  return found.find((one) => one !== undefined);
}

/** What an execution depends on. */
interface DependedOn {
  readonly account: string;
  /** The verified state of the account's stream. */
  readonly state: StreamState;
  /** Whoever proved or countersigned, or lent their right to. */
  readonly people: readonly PersonId[];
  /** Digest of the policy that made the plan. */
  readonly policy: string;
}

async function profileIn(services: Services, account: string, { profile }: StreamState) {
  const seq = profile.confirmedIn ?? 0;
  if (seq < 1) return { stream: account, seq, flaw: 'missing' };
  const { signed, before } = await loadBetween(services.ledger, { stream: account, seq });
  const { proposal, current } = (await before()).profile;
  const last = { commit: signed.commit, proposal, isFirst: current === null, record: null, policy: null };
  return unlessConfirmed(services, { member: 'profile', last });
}

/** Another policy may be in force by now: whether the plan holds under it was decided when the execution began. */
async function policyIn(services: Services, digest: string): Promise<Unconfirmed | undefined> {
  const { confirmed, footing } = await verifiedHistoryOf(services.ledger, POLICY_STREAM);
  const last = confirmed.findLast((one) => one.policy === digest);
  if (last === undefined) return { stream: POLICY_STREAM, seq: footing.seq, flaw: 'missing' };
  return unlessConfirmed(services, { member: 'policy', last });
}

/** Whoever has no record counts for nothing. */
async function personIn(services: Services, person: PersonId): Promise<Unconfirmed | undefined> {
  const { confirmed, footing, isWhole } = await verifiedHistoryOf(services.ledger, person);
  if (!isWhole) return { stream: person, seq: footing.seq + 1, flaw: 'stopped' };
  const last = confirmed.at(-1);
  return last === undefined ? undefined : unlessConfirmed(services, { member: 'person', last });
}

async function unlessConfirmed(services: Services, asked: Asked): Promise<Unconfirmed | undefined> {
  const flaw = await flawOf(services, asked, []);
  const { account: stream, seq } = asked.last.commit;
  return flaw === null ? undefined : { stream, seq, flaw };
}

/** A person's record at one time. */
interface RecordThen {
  /** Undefined for none. */
  readonly record: Person | undefined;
  /** Why nobody had confirmed it as they should; null for a record that holds. */
  readonly flaw: string | null;
}

/**
 * The record of a person that was in force at a moment, by the last good commits of their stream, and whether it was confirmed as it should be,
 * down to the bootstrap. Reads as `findUnconfirmed` does for one person.
 */
export async function recordThen(services: Services, person: PersonId, at: Instant): Promise<RecordThen> {
  const last = await confirmedAt(services.ledger, person, at);
  if (last?.record == null) return { record: undefined, flaw: 'missing' };
  return { record: last.record, flaw: await flawOf(services, { member: 'person', last }, []) };
}

async function confirmedAt(ledger: Ledger, person: PersonId, at: Instant): Promise<Confirmed | undefined> {
  const { confirmed } = await verifiedHistoryOf(ledger, person);
  return confirmed.findLast((one) => one.commit.at <= at);
}

interface Asked {
  readonly member: Member;
  readonly last: Confirmed;
}

async function flawOf(services: Services, asked: Asked, path: readonly string[]): Promise<string | null> {
  const { account, seq } = asked.last.commit;
  const name = `${seq} ${account}`;
  const proved = PROVED.get(services.ledger) ?? new Set<string>();
  PROVED.set(services.ledger, proved);
  if (proved.has(name)) return null;
  if (path.includes(name) || path.length >= MOST_LINKS) return 'unfounded';
  const { events } = asked.last.commit;
  const row = appliedIn(events);
  const flaw = events.some(({ type }) => type === 'AdministratorAdmitted')
    ? await flawOfAdmitted(services.ledger, asked.last)
    : row === undefined
      ? await flawOfConfirmation(services, asked, [...path, name])
      : await flawOfRow(services, row, [...path, name]);
  if (proved.size >= MOST_PROVED) proved.clear();
  if (flaw === null) proved.add(name);
  return flaw;
}

/** One of the two whom the first bootstrap names, before two administrators changed anything about them. */
async function flawOfAdmitted(ledger: Ledger, { isFirst, record }: Confirmed): Promise<string | null> {
  const { confirmed } = await verifiedHistoryOf(ledger, BOOTSTRAP_STREAM);
  const first = confirmed[0]?.commit.events.find(({ type }) => type === 'RegistryBootstrapped');
  const named = first?.type === 'RegistryBootstrapped' ? first.administrators : [];
  return isFirst && named.some((one) => isSame(one, record)) ? null : 'not-of-bootstrap';
}

/** A row stands on the confirmation of its batch. That it belongs to it was verified with its commit. */
async function flawOfRow(services: Services, { batch, confirmed: seq }: AppliedRow, path: readonly string[]) {
  const { confirmed } = await verifiedHistoryOf(services.ledger, batch);
  const last = confirmed.find(({ commit }) => commit.seq === seq);
  return last === undefined ? 'missing' : flawOf(services, { member: 'batch', last }, path);
}

async function flawOfConfirmation(
  services: Services,
  { member, last: { commit, proposal } }: Asked,
  path: readonly string[],
): Promise<string | null> {
  const { account: stream, at } = commit;
  const event = commit.events.find(({ type }) => type === CONFIRMING[member]);
  const said = event === undefined ? undefined : decidedIn(event);
  if (said === undefined || proposal === null || said.digest !== proposal.digest) return 'missing';
  if (said.person === proposal.by) return 'same-proposer';
  const then = await confirmedAt(services.ledger, said.person, at);
  const record = then?.record;
  if (then === undefined || record == null || !holdsPart(record, 'admin')) return 'not-administrator';
  const flaw = await flawOfSignature(services, { ...said, stream, at, proposedAt: proposal.at }, record);
  return flaw ?? flawOf(services, { member: 'person', last: then }, path);
}

interface Said extends NonNullable<ReturnType<typeof decidedIn>> {
  readonly stream: string;
  readonly at: Instant;
  readonly proposedAt: Instant;
}

/** A statement of before the proposal is about another one. */
async function flawOfSignature({ signatures }: Services, said: Said, record: Person): Promise<string | null> {
  const { signed, stream, digest, person, at, proposedAt } = said;
  if (signed === undefined) return hasPasskey(record) ? 'missing' : null;
  if (signatures === undefined) return 'unchecked';
  if (!isSignedStatement(signed)) return 'missing';
  if (signed.statement.at < proposedAt) return 'not-of-now';
  const decided = { kind: 'confirm', stream, recovery: null, digest, person } as const;
  return flawOfSigned(signatures, signed, { decided, at, record });
}
