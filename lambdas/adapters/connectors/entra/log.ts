import * as z from 'zod/mini';
import type { ChangeKind, ChangeMaker, DirectoryChange } from '../../../core/recovery/state/receipts.ts';
import { plusSeconds } from '../../../core/values/instant.ts';
import type { DirectoryLog, LogPage } from '../../../ports/directory-log.ts';
import { changesOf } from '../logged-changes.ts';
import { EntraDevices } from './devices.ts';
import type { Graph } from './graph.ts';

/** What an activity shows that was done (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities). */
const KINDS: Readonly<Record<string, ChangeKind>> = {
  'Reset user password': 'password-set',
  'Change user password': 'password-set',
  'Reset password (by admin)': 'password-set',
  'Reset password (self-service)': 'password-set',
  'Change password (self-service)': 'password-set',
  'User registered security info': 'factor-added',
  'Admin registered security info': 'factor-added',
  'User updated security info': 'factor-added',
  'Admin updated security info': 'factor-added',
  'User deleted security info': 'factor-removed',
  'Admin deleted security info': 'factor-removed',
  'Unlock user account (self-service)': 'unlocked',
  'Enable account': 'enabled',
};

/**
 * The activity of the category `KeyManagement` for a read of a key with its digits
 * (https://learn.microsoft.com/entra/architecture/security-operations-devices#bitlocker-key-retrieval). Its target is named by the id of the key.
 */
const READ_KEY = 'Read BitLocker key';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const keyOwner = z.object({ deviceId: z.string() });

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
const auditShape = z.object({
  id: z.string().check(z.regex(/^[\w.-]{1,128}$/)),
  activityDateTime: z.iso.datetime(),
  activityDisplayName: z.string(),
  result: z.nullish(z.string()),
  initiatedBy: z.nullish(
    z.object({
      user: z.nullish(z.object({ id: z.nullish(z.string()) })),
      app: z.nullish(z.object({ appId: z.nullish(z.string()) })),
    }),
  ),
  targetResources: z.nullish(
    z.array(
      z.object({
        id: z.nullish(z.string()),
        type: z.nullish(z.string()),
        displayName: z.nullish(z.string()),
      }),
    ),
  ),
});
type Audit = z.output<typeof auditShape>;

/**
 * Seconds by which an entry may be late: Microsoft says minutes, and promises no time. What was read already is read again for so long, since
 * the log is ordered by when something happened and not by when it shows.
 */
const LATE_SECONDS = 3_600;
/** Most seconds that are read at once: after a long silence the log is read piece by piece. */
const SPAN_SECONDS = 6 * 3_600;
/** Most ids of entries that are remembered; one that was forgotten is found again, and changes nothing. */
const MOST_SEEN = 1_000;

/** Reads of keys that one look asks about, two calls for each: a look ends long before its function does, whatever the log is flooded with. */
const MOST_READS = 40;

/**
 * To when the log was read, and which entries of the time that is read again were seen. `rest`: what the look behind that place has left, because it
 * had asked about enough keys.
 */
interface Place {
  readonly to: string;
  readonly seen: readonly string[];
  readonly rest?: { readonly from: string; readonly to: string };
}

export interface EntraLogOptions {
  /** Client ids of the applications of our own functions that change something. */
  readonly connectors: readonly string[];
  /** Whether reads of the keys of disks are changes: the reader may then ask whose key one is. */
  readonly diskKeys?: boolean;
  readonly now?: () => number;
}

/** The audit log of a tenant, polled. */
export class EntraLog implements DirectoryLog {
  readonly connector = 'entra';
  readonly #graph: Graph;
  readonly #options: Required<EntraLogOptions>;
  readonly #devices: EntraDevices;

  constructor(graph: Graph, { now = Date.now, connectors, diskKeys = false }: EntraLogOptions) {
    this.#graph = graph;
    this.#options = { now, connectors, diskKeys };
    this.#devices = new EntraDevices(graph, []);
  }

  async since(kept: string | null): Promise<LogPage> {
    const now = new Date(this.#options.now()).toISOString();
    // INVARIANT: this class wrote it. The first look begins where the log is read again at the second one.
    const { to: before, seen, rest }: Place = kept === null ? { to: now, seen: [] } : (JSON.parse(kept) as Place);
    const until = plusSeconds(before, SPAN_SECONDS);
    const to = rest?.to ?? (until < now ? until : now);
    const entries = await this.#read(rest?.from ?? plusSeconds(before, -LATE_SECONDS), to);
    // What was there before the first look is nobody's news.
    const fresh = kept === null ? [] : entries.filter(({ id }) => !seen.includes(id));
    const isSame = kept !== null && !rest && fresh.length === 0 && to < plusSeconds(before, LATE_SECONDS / 2);
    const left = fresh.filter(isReadOfKey)[MOST_READS];
    const worked = left === undefined ? fresh : fresh.slice(0, fresh.indexOf(left));
    const changes: DirectoryChange[] = [];
    for (const entry of worked)
      changes.push(...(isReadOfKey(entry) ? await this.#readsIn(entry) : this.#changesIn(entry)));
    const isPart = left !== undefined || rest !== undefined;
    const ids = isPart ? [...seen, ...worked.map(({ id }) => id)] : entries.map(({ id }) => id);
    const behind: Place = {
      ...{ to: left === undefined ? to : before, seen: ids.slice(-MOST_SEEN) },
      ...(left === undefined ? {} : { rest: { from: left.activityDateTime, to } }),
    };
    return {
      changes,
      // A look that found nothing leaves the place where it was: nothing is written every minute.
      place: isSame ? kept : JSON.stringify(behind),
      isEnd: to === now && left === undefined,
    };
  }

  /** Entries that are about a change, oldest first. */
  async #read(from: string, to: string): Promise<readonly Audit[]> {
    const filter = `activityDateTime ge ${from} and activityDateTime le ${to}`;
    const path = `/auditLogs/directoryAudits?$top=500&$filter=${encodeURIComponent(filter)}`;
    const all = await this.#graph.list(path, auditShape);
    return all
      .filter(
        (entry) => Object.hasOwn(KINDS, entry.activityDisplayName) || (this.#options.diskKeys && isReadOfKey(entry)),
      )
      .sort((one, other) => (one.activityDateTime < other.activityDateTime ? -1 : 1));
  }

  /** What failed changed nothing. */
  #changesIn({ id, activityDateTime, activityDisplayName, result, initiatedBy, targetResources }: Audit) {
    const kind = KINDS[activityDisplayName];
    if (kind === undefined || result !== 'success') return [];
    const change = { connector: this.connector, kind, at: new Date(activityDateTime).toISOString(), entry: id };
    return changesOf(change, targetResources, (user) => this.#makerOf(initiatedBy, user));
  }

  /** The log names a key: whose it is, the tenant says without its digits. A key or a device that is gone belongs to no account. */
  async #readsIn({ id, activityDateTime, result, initiatedBy, targetResources }: Audit) {
    const named = (targetResources ?? []).flatMap((target) => [target.id, target.displayName]);
    const keys = new Set(named.flatMap((name) => (name != null && GUID.test(name) ? [name.toLowerCase()] : [])));
    if (result !== 'success') return [];
    const found = new Set<string>();
    for (const key of keys) {
      const owner = await this.#graph.find(`/informationProtection/bitlocker/recoveryKeys/${key}`, keyOwner);
      const device = owner && (await this.#devices.ofMachine(owner.deviceId));
      if (device !== undefined) found.add(device.id);
    }
    const change = {
      connector: this.connector,
      kind: 'disk-key-read' as const,
      at: new Date(activityDateTime).toISOString(),
    };
    return [...found].map((directoryId) => ({
      ...{ ...change, directoryId, by: this.#makerOf(initiatedBy, directoryId) },
      entry: found.size === 1 ? id : `${id} ${directoryId}`,
    }));
  }

  /** By ids alone: a name may be a person's address. Entra often names no application by its client id. */
  #makerOf(by: Audit['initiatedBy'], user: string): ChangeMaker {
    const [person, app] = [by?.user?.id ?? null, by?.app?.appId ?? null];
    if (person !== null) return person === user ? { as: 'owner', name: null } : { as: 'other', name: plain(person) };
    if (app === null) return { as: 'unknown', name: null };
    return { as: this.#options.connectors.includes(app) ? 'connector' : 'other', name: plain(app) };
  }
}

const isReadOfKey = ({ activityDisplayName }: Audit): boolean => activityDisplayName === READ_KEY;

const plain = (id: string): string | null => (/^[\w-]{1,128}$/.test(id) ? id : null);
