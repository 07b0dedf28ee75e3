import { isSignedStatement } from '../../core/approvals/statement.ts';
import { type Commit, LedgerCorrupt } from '../../core/audit/commit.ts';
import { decidedIn, type SignableDecision } from '../../core/recovery/assess/signed.ts';
import { type Emergency, LONGEST_INCIDENT } from '../../core/recovery/state/emergency.ts';
import type { LedgerEvent } from '../../core/recovery/state/events.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { liveThreats, loweredThreats, MOST_LOWERED } from '../../core/recovery/state/warnings.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { hasPasskey, holdsPart, type PersonId } from '../../core/registry/person.ts';
import type { Threat } from '../../core/risk/facts.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { LedgerPlace } from '../../ports/queue.ts';
import { log } from '../log.ts';
import { recordThen } from './confirmations.ts';
import { verifiedHistoryOf } from './history.ts';
import { loadCommit } from './load.ts';
import { flawOfSigned, type StatementServices } from './statements.ts';

type Services = Pick<StatementServices, 'ledger' | 'signatures'>;

/**
 * The threat levels for everybody that count. A captured function can write a commit whose state has forgotten them, or one of a time at which
 * they are over, and whoever reads only the head believes it; so what the good commits of the stream raised counts as well. One read for each
 * hundred commits of that stream; an instance reads only new ones again.
 */
export async function threatsForEverybody(
  services: Services,
  { threats }: Pick<StreamState, 'threats'>,
  now: Instant,
): Promise<readonly Threat[]> {
  const history = await verifiedHistoryOf(services.ledger, POLICY_STREAM);
  const known = history.threats.filter(({ until }) => now < until);
  const others = threats.filter(({ id }) => !known.some((one) => one.id === id));
  return threatsThatCount(services, { stream: POLICY_STREAM, threats: [...known, ...others] }, now);
}

/**
 * The threat levels of a stream that count: those that last, and those whose lowering two people on duty did not sign although they had a
 * passkey. Two reads for each lowered one that has not reached its end, and those of the records of its people; none usually. Where nothing
 * verifies statements, no lowering counts, and of more than a stream lowers, the later ones do not count either.
 */
export async function threatsThatCount(
  services: Services,
  { stream, threats }: { readonly stream: string; readonly threats: readonly Threat[] },
  now: Instant,
): Promise<readonly Threat[]> {
  const live = liveThreats(threats, now);
  const lowered = await Promise.all(
    loweredThreats(threats, now).map(async (threat, index) => {
      const flaw = index < MOST_LOWERED ? await flawOfLowering(services, stream, threat) : 'too-many';
      const { loweredIn: seq, ...still } = threat;
      if (flaw !== null) log('error', 'a threat level was lowered without its people', { stream, seq, flaw });
      return flaw === null ? [] : [still];
    }),
  );
  return [...live, ...lowered.flat()];
}

/** One asked for it, and another one did it: one of them who signs twice is one. */
async function flawOfLowering(services: Services, stream: string, threat: Threat): Promise<string | null> {
  const { askedIn = 0, loweredIn = 0, id, at: since } = threat;
  const lowers = (type: LedgerEvent['type']) => (event: LedgerEvent) =>
    event.type === type && 'threat' in event && event.threat === id;
  const [asked, done] = await Promise.all([
    lookAt(services, { stream, seq: askedIn }, { isIt: lowers('ThreatLoweringAsked'), since }),
    lookAt(services, { stream, seq: loweredIn }, { isIt: lowers('ThreatLowered'), since }),
  ]);
  return asked.flaw ?? done.flaw ?? (asked.person === done.person ? 'same-proposer' : null);
}

/**
 * Whether an incident was declared as a recovery in an emergency says, by somebody on duty who signed that if they had a passkey. It was
 * declared for a day at most, and was over for no more than a day when the execution began: an old declaration opens nothing. One read, and
 * those of the record of its person.
 */
export async function isDeclared(
  services: Services,
  { incident, declaredIn }: Emergency,
  now: Instant,
): Promise<boolean> {
  const since = plusSeconds(now, -LONGEST_INCIDENT);
  const isIt = (event: LedgerEvent, at: Instant) =>
    event.type === 'IncidentDeclared' &&
    event.incident.incident === incident &&
    event.incident.until > since &&
    event.incident.until <= plusSeconds(at, LONGEST_INCIDENT);
  const { flaw } = await lookAt(services, { stream: POLICY_STREAM, seq: declaredIn ?? 0 }, { isIt });
  if (flaw !== null) log('error', 'an incident was declared without its person', { incident, flaw });
  return flaw === null;
}

interface Wanted {
  /** `at`: the time of its commit. */
  readonly isIt: (event: LedgerEvent, at: Instant) => boolean;
  /** When what was decided about began: what was decided before is about something else. */
  readonly since?: Instant;
}

/** Who decided something on duty, and why that does not count; null for what counts. */
interface Looked {
  readonly person: PersonId | null;
  readonly flaw: string | null;
}

/** A decision on duty at a place of the ledger. */
async function lookAt(services: Services, place: LedgerPlace, { isIt, since = '' }: Wanted): Promise<Looked> {
  if (place.seq < 1 || services.signatures === undefined) return { person: null, flaw: 'unchecked' };
  const commit = await commitAt(services.ledger, place);
  const event = commit?.events.find((one) => isIt(one, commit.at));
  const said = event === undefined ? undefined : decidedIn(event);
  if (commit === undefined || said === undefined) return { person: null, flaw: 'missing' };
  const flaw = commit.at < since ? 'not-of-now' : await flawOfDecision(services, said, { commit, since });
  return { person: said.person, flaw };
}

/** Undefined for a place where nothing is: a captured function names any. Throws `LedgerCorrupt` for a commit that does not verify. */
async function commitAt(ledger: Ledger, place: LedgerPlace): Promise<Commit | undefined> {
  try {
    return (await loadCommit(ledger, place)).commit;
  } catch (error) {
    if (error instanceof LedgerCorrupt && error.corruption === 'gap') return undefined;
    throw error;
  }
}

/**
 * Why this decision does not count. Its person must have been on duty at that time by a record that was confirmed as it should be: a captured
 * function names anybody, and one of the registry writes anything into a record. Whoever had a passkey then signed it. A person whose own stream
 * is stopped has their last good record.
 */
async function flawOfDecision(
  services: Services,
  { kind, person, digest, signed }: SignableDecision,
  { commit: { at, account: stream }, since }: { readonly commit: Commit; readonly since: Instant },
): Promise<string | null> {
  const { record, flaw } = await recordThen(services, person, at);
  if (record === undefined || flaw !== null) return flaw;
  if (!holdsPart(record, 'on-duty')) return 'not-on-duty';
  if (signed === undefined) return hasPasskey(record) ? 'missing' : null;
  if (services.signatures === undefined || !isSignedStatement(signed)) return 'missing';
  if (signed.statement.at < since) return 'not-of-now';
  const decided = { kind, stream, recovery: null, digest, person };
  return flawOfSigned(services.signatures, signed, { decided, at, record });
}
