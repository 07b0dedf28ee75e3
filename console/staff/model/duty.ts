import type {
  StaffAlerts,
  StaffFindings,
  StaffHit,
  StaffIncidents,
  StaffPutAside,
  StaffStandings,
} from '../../../lambdas/contract/overviews.ts';
import type { StaffThreats } from '../../../lambdas/contract/staff.ts';
import type { Api } from './api.ts';
import type { OnDuty } from './place.ts';
import { Refused } from './refused.ts';
import { signedOnDuty, signedOrNot } from './statement.ts';

/** What people on duty see together. */
export interface DutyView {
  readonly threats: StaffThreats['threats'];
  readonly incidents: StaffIncidents;
  readonly alerts: StaffAlerts['items'];
  readonly putAside: StaffPutAside;
  readonly findings: StaffFindings;
  readonly freezes: { readonly items: StaffStandings['items']; readonly more: boolean };
  /** Recoveries that are under way or have given access. */
  readonly running: readonly StaffHit[];
  /** There are more of them than are shown. */
  readonly more: boolean;
}

interface Declared {
  readonly incident: string;
  readonly until: string;
  readonly reason: string;
}

interface Raised extends Omit<Declared, 'incident'> {
  readonly desk: string | undefined;
}

/** How far a revocation of several has come. */
export interface Progress {
  readonly done: number;
  readonly all: number;
}

/** Statuses in which nothing is to be taken away any more. */
const OVER: readonly string[] = ['revoked', 'reviewing'];
/** Statuses in which it is being taken away already: nothing more can be asked for. */
const BEING_REVOKED: readonly string[] = ['revoking', 'revocation-overdue'];
/** Refusals that say that nothing was left to stop. */
const NOTHING_LEFT: readonly string[] = ['recovery-ended', 'recovery-unknown', 'wrong-status'];

export class Duty {
  view: DutyView | null = null;
  progress: Progress | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** `isStill`: whether the screen is still shown when the answers come. */
  async read({ asking }: OnDuty, isStill: () => boolean): Promise<void> {
    const api = this.#api;
    const account = asking?.asked.kind === 'lower' ? asking.asked.account : undefined;
    const open = new URLSearchParams({ which: 'open', limit: '100' });
    const [{ threats }, incidents, { items: alerts }, frozen, { items, next }, putAside, findings] = await Promise.all([
      ...([
        api.threats(account),
        api.incidents(),
        api.alerts(),
        api.freezes(),
        api.search(open),
        api.putAside(),
        api.findings(),
      ] as const),
    ]);
    const running = items.filter(({ status }) => !OVER.includes(status));
    if (!isStill()) return;
    const freezes = { items: frozen.items, more: frozen.next !== undefined };
    this.view = { threats, incidents, alerts, putAside, findings, freezes, running, more: next !== undefined };
  }

  /**
   * Stops each of these recoveries; what they gave is revoked at once. One that cannot be stopped holds up no other. Throws `Refused` with
   * `not-all-revoked` when one of them could not be stopped.
   */
  async revoke(ids: readonly string[], reason: string, changed: () => void): Promise<void> {
    const failed: string[] = [];
    const show = (done: number): void => {
      this.progress = { done, all: ids.length };
      changed();
    };
    show(0);
    for (const [index, id] of ids.entries()) {
      if (!(await this.#isStopped(id, reason))) failed.push(id);
      show(index + 1);
    }
    this.progress = null;
    if (failed.length > 0) throw new Refused('not-all-revoked', failed.join(', '));
  }

  async #isStopped(id: string, reason: string): Promise<boolean> {
    try {
      await this.#api.stop(id, 'suspected-impersonation', reason);
      return true;
    } catch (error) {
      return error instanceof Refused && NOTHING_LEFT.includes(error.code);
    }
  }

  /** What was asked for by a command line and is done, as its address has it. */
  done: string | null = null;

  /** Lowers a threat level, or asks for that; whoever has a passkey signs it. */
  async lower({ threat, account }: { readonly threat: string; readonly account?: string | undefined }): Promise<void> {
    const signed = await signedOnDuty(this.#api, { kind: 'lower', stream: account, content: { threat } });
    await this.#api.lowerThreat({ threat, account, signed });
  }

  /** The same for an incident, under which the glass can be broken. */
  async declare(incident: Declared): Promise<void> {
    const signed = await signedOnDuty(this.#api, { kind: 'declare', content: incident });
    await this.#api.declareIncident({ ...incident, signed });
  }

  /** Raises the threat level, signed by whoever signs it: nobody is kept from it by a passkey. */
  async raise({ desk, until, reason }: Raised): Promise<void> {
    const content = { desk: desk ?? null, until, reason, drain: false };
    const signed = await signedOrNot(this.#api, { kind: 'raise', content });
    await this.#api.raiseThreat({ until, reason, ...(desk === undefined ? {} : { desk }), signed });
  }

  /** The same for the end of an incident. */
  async end(incident: string): Promise<void> {
    const signed = await signedOrNot(this.#api, { kind: 'end', content: { incident } });
    await this.#api.endIncident({ incident, signed });
  }

  forget(): void {
    this.done = null;
    this.view = null;
    this.progress = null;
  }
}

/** Recoveries that have something in common. */
export interface Group {
  readonly by: 'one' | 'account' | 'desk' | 'person' | 'caller' | 'network' | 'all';
  /** What they have in common, as it can be shown: a pseudonym says nothing to anybody. */
  readonly name: string;
  readonly key: string;
  readonly ids: readonly string[];
}

/** Everything that can still be revoked, together: one recovery, an account, a desk, a person's, or a campaign from one number or network. */
export function groupsOf(running: readonly StaffHit[]): readonly Group[] {
  const left = running.filter(({ status }) => !BEING_REVOKED.includes(status));
  const found = new Map<string, Group>();
  const add = (
    by: Group['by'],
    value: string | null,
    { hit: { id }, name = value }: { hit: StaffHit; name?: string | null },
  ) => {
    if (value === null) return;
    const key = `${by} ${value}`;
    const group = found.get(key) ?? { by, name: name ?? '', key, ids: [] };
    found.set(key, { ...group, ids: [...group.ids, id] });
  };
  for (const hit of left) add('one', hit.id, { hit, name: `${hit.account} (${hit.id.slice(0, 8)})` });
  for (const hit of left) add('account', hit.account, { hit });
  for (const hit of left) add('desk', hit.trace?.desk ?? null, { hit });
  for (const hit of left) for (const person of hit.trace?.people ?? []) add('person', person, { hit });
  for (const by of ['caller', 'network'] as const)
    for (const hit of left) add(by, hit.trace?.[by] ?? null, { hit, name: hit.account });
  for (const hit of left) add('all', 'all', { hit, name: '' });
  // Only what is more than one recovery is a group of its own.
  return [...found.values()].filter(({ by, ids }) => by === 'one' || ids.length > 1);
}
