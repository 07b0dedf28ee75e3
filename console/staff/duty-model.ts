import type { StaffAlerts, StaffHit, StaffIncidents, StaffStandings } from '../../lambdas/contract/overviews.ts';
import type { StaffThreats } from '../../lambdas/contract/staff.ts';
import { type Api, Refused } from './api.ts';

/** What people on duty see together. */
export interface DutyView {
  readonly threats: StaffThreats['threats'];
  readonly incidents: StaffIncidents;
  readonly alerts: StaffAlerts['items'];
  readonly freezes: StaffStandings['items'];
  /** Recoveries that are under way or have given access. */
  readonly running: readonly StaffHit[];
  /** There are more of them than are shown. */
  readonly more: boolean;
}

/** How far a revocation of several has come. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** Those that could not be stopped. */
  readonly failed: readonly string[];
}

/** Statuses in which nothing is to be taken away any more. */
const OVER: readonly string[] = ['revoked', 'reviewing'];

export class Duty {
  view: DutyView | null = null;
  progress: Progress | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async read(): Promise<void> {
    const api = this.#api;
    const open = new URLSearchParams({ which: 'open', limit: '100' });
    const [{ threats }, incidents, { items: alerts }, { items: freezes }, { items, next }] = await Promise.all([
      ...([api.threats(), api.incidents(), api.alerts(), api.freezes(), api.search(open)] as const),
    ]);
    const running = items.filter(({ status }) => !OVER.includes(status));
    this.view = { threats, incidents, alerts, freezes, running, more: next !== undefined };
  }

  /** Stops each of these recoveries; what they gave is revoked at once. One that cannot be stopped holds up no other. */
  async revoke(ids: readonly string[], reason: string, changed: () => void): Promise<void> {
    let progress: Progress = { done: 0, all: ids.length, failed: [] };
    const show = (next: Progress): void => {
      progress = next;
      this.progress = next;
      changed();
    };
    show(progress);
    for (const id of ids) {
      const isStopped = await this.#api
        .stop(id, 'suspected-impersonation', reason)
        .then(() => true)
        .catch(
          (error: unknown) => error instanceof Refused && ['recovery-ended', 'recovery-unknown'].includes(error.code),
        );
      show({ ...progress, done: progress.done + 1, failed: isStopped ? progress.failed : [...progress.failed, id] });
    }
    if (progress.failed.length > 0) throw new Refused('not-all-revoked', progress.failed.join(', '));
    this.progress = null;
  }

  forget(): void {
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

/** Everything that can be revoked together: one recovery, an account, a desk, a person's, or a campaign from one number or network. */
export function groupsOf(running: readonly StaffHit[]): readonly Group[] {
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
  for (const hit of running) add('one', hit.id, { hit, name: `${hit.account} (${hit.id.slice(0, 8)})` });
  for (const hit of running) add('account', hit.account, { hit });
  for (const hit of running) add('desk', hit.trace?.desk ?? null, { hit });
  for (const hit of running) for (const person of hit.trace?.people ?? []) add('person', person, { hit });
  for (const by of ['caller', 'network'] as const)
    for (const hit of running) add(by, hit.trace?.[by] ?? null, { hit, name: hit.account });
  for (const hit of running) add('all', 'all', { hit, name: '' });
  // Only what is more than one recovery is a group of its own.
  return [...found.values()].filter(({ by, ids }) => by === 'one' || ids.length > 1);
}
