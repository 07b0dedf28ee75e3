import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { SignableDecision } from '../../../lambdas/core/recovery/assess/signed.ts';
import { LONGEST_INCIDENT } from '../../../lambdas/core/recovery/state/emergency.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { holdsPart, type Person, type PersonId } from '../../../lambdas/core/registry/person.ts';
import { type Instant, plusSeconds } from '../../../lambdas/core/values/instant.ts';

/** A threat level, as the commits of a stream have said it up to now. */
interface Raised {
  readonly at: Instant;
  /** Who asked to lower it; null: nobody. */
  readonly askedBy: PersonId | null;
}

/** What people on duty did on one stream, commit by commit: one of them raises a threat level, and two lower it (rule 10). */
export class OnDuty {
  readonly #raised = new Map<string, Raised>();

  /** When the threat level that this event is about was raised; undefined for every other event. */
  since(event: LedgerEvent): Instant | undefined {
    return event.type === 'ThreatLoweringAsked' || event.type === 'ThreatLowered'
      ? this.#raised.get(event.threat)?.at
      : undefined;
  }

  /**
   * Why something that was loosened does not count, whatever was signed. `not-on-duty`: by the record of that time. `not-asked`: nobody else
   * had asked to lower it. `not-of-now`: of before it was raised, or an incident that lasts longer than a day from its commit.
   */
  flawOf(event: LedgerEvent, { kind, person }: SignableDecision, { at, record }: Of): string | null {
    if (kind !== 'lower' && kind !== 'declare') return null;
    if (record === undefined || !holdsPart(record, 'on-duty')) return 'not-on-duty';
    if (event.type === 'IncidentDeclared')
      return event.incident.until > plusSeconds(at, LONGEST_INCIDENT) ? 'not-of-now' : null;
    const since = this.since(event);
    if (since !== undefined && at < since) return 'not-of-now';
    return event.type === 'ThreatLowered' && !this.#isAsked(event.threat, person) ? 'not-asked' : null;
  }

  #isAsked(threat: string, person: PersonId): boolean {
    const { askedBy = null } = this.#raised.get(threat) ?? {};
    return askedBy !== null && askedBy !== person;
  }

  /** Takes one more event. */
  note(event: LedgerEvent, { at }: Pick<Commit, 'at'>): void {
    if (event.type === 'ThreatRaised' && !this.#raised.has(event.threat.id))
      this.#raised.set(event.threat.id, { at, askedBy: null });
    const known = event.type === 'ThreatLoweringAsked' ? this.#raised.get(event.threat) : undefined;
    if (event.type === 'ThreatLoweringAsked' && known !== undefined)
      this.#raised.set(event.threat, { ...known, askedBy: event.by });
  }
}

/** When it was decided, and the record of its person at that time. */
interface Of {
  readonly at: Instant;
  readonly record: Person | undefined;
}
