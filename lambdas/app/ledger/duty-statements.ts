import { isSignedStatement, type StatementKind } from '../../core/approvals/statement.ts';
import { decidedIn, type SignableDecision } from '../../core/recovery/assess/signed.ts';
import type { Emergency } from '../../core/recovery/state/emergency.ts';
import { liveThreats, loweredThreats } from '../../core/recovery/state/warnings.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { hasPasskey } from '../../core/registry/person.ts';
import type { Threat } from '../../core/risk/facts.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { LedgerPlace } from '../../ports/queue.ts';
import { log } from '../log.ts';
import { loadCommit, loadLastGood } from './load.ts';
import { flawOfSigned, type StatementServices } from './statements.ts';

type Services = Pick<StatementServices, 'ledger' | 'signatures'>;

/**
 * The threat levels of a stream that count: those that last, and those whose lowering two people did not sign although they had a passkey. Four
 * reads for each lowered one that has not reached its end; none usually. Where nothing verifies statements, no lowering counts.
 */
export async function threatsThatCount(
  services: Services,
  { stream, threats }: { readonly stream: string; readonly threats: readonly Threat[] },
  now: Instant,
): Promise<readonly Threat[]> {
  const live = liveThreats(threats, now);
  const lowered = await Promise.all(
    loweredThreats(threats, now).map(async (threat) => {
      const { askedIn = 0, loweredIn = 0, id } = threat;
      const is = (types: readonly string[]) => ({ kind: 'lower', isIt: lowers(id, types) }) as const;
      const [asked, done] = await Promise.all([
        flawAt(services, { stream, seq: askedIn }, is(['ThreatLoweringAsked'])),
        flawAt(services, { stream, seq: loweredIn }, is(['ThreatLowered'])),
      ]);
      const flaw = asked ?? done;
      if (flaw !== null)
        log('error', 'a threat level was lowered without its people', { stream, seq: loweredIn, flaw });
      const { loweredIn: _, ...still } = threat;
      return flaw === null ? [] : [still];
    }),
  );
  return [...live, ...lowered.flat()];
}

/** Whether an incident was declared as a recovery in an emergency says, by somebody who signed that if they have a passkey; two reads. */
export async function isDeclared(services: Services, { incident, declaredIn }: Emergency): Promise<boolean> {
  const flaw = await flawAt(
    services,
    { stream: POLICY_STREAM, seq: declaredIn ?? 0 },
    { kind: 'declare', isIt: (event) => event.type === 'IncidentDeclared' && event.incident.incident === incident },
  );
  if (flaw !== null) log('error', 'an incident was declared without its person', { incident, flaw });
  return flaw === null;
}

type Found = Parameters<typeof decidedIn>[0];

const lowers = (id: string, types: readonly string[]) => (event: Found) =>
  types.includes(event.type) && 'threat' in event && event.threat === id;

interface Wanted {
  readonly kind: StatementKind;
  readonly isIt: (event: Found) => boolean;
}

/**
 * The flaw of a decision on duty at a place of the ledger, with the passkeys that its person has today; null for one that holds. A person whose
 * own stream is stopped has their last good record.
 */
async function flawAt({ ledger, signatures }: Services, place: LedgerPlace, { kind, isIt }: Wanted) {
  if (place.seq < 1 || signatures === undefined) return 'unchecked';
  const { commit } = await loadCommit(ledger, place);
  const event = commit.events.find(isIt);
  const said: SignableDecision | undefined = event === undefined ? undefined : decidedIn(event);
  if (said === undefined) return 'missing';
  const { person, digest, signed } = said;
  const record = (await loadLastGood(ledger, person)).person.current ?? undefined;
  if (signed === undefined) return hasPasskey(record) ? 'missing' : null;
  if (!isSignedStatement(signed)) return 'missing';
  const decided = { kind, stream: place.stream, recovery: null, digest, person };
  return flawOfSigned(signatures, signed, { decided, at: commit.at, record });
}
