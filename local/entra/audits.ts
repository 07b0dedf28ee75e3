import { randomUUID } from 'node:crypto';
import { context, GraphError, type GraphPart, paged, type Route } from './answers.ts';

/** An entry of the audit log, as far as Countersign reads one: https://learn.microsoft.com/graph/api/resources/directoryaudit */
export interface AuditEntry {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityDisplayName: string;
  readonly result: string;
  readonly initiatedBy: {
    readonly user: { readonly id: string | null } | null;
    readonly app: { readonly appId: string | null } | null;
  };
  readonly targetResources: readonly {
    readonly id: string | null;
    readonly type: string | null;
    readonly displayName?: string | null;
  }[];
}

const FILTER = /^activityDateTime ge (\S+) and activityDateTime le (\S+)$/;

/** The audit log of a tenant, in memory. An entry shows some minutes after what it is about. */
export class Audits implements GraphPart {
  readonly entries: { readonly entry: AuditEntry; readonly shownAt: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** `lagMs`: milliseconds until it shows. */
  add(
    activityDisplayName: string,
    {
      user,
      by,
      lagMs = 0,
      ...over
    }: Partial<AuditEntry> & { readonly user: string; readonly by: AuditEntry['initiatedBy']; readonly lagMs?: number },
  ): AuditEntry {
    const entry: AuditEntry = {
      ...{
        id: `Directory_${randomUUID()}`,
        activityDateTime: new Date(this.#now()).toISOString(),
        activityDisplayName,
      },
      ...{ result: 'success', initiatedBy: by, targetResources: [{ id: user, type: 'User' }] },
      ...over,
    };
    this.entries.push({ entry, shownAt: this.#now() + lagMs });
    return entry;
  }

  readonly routes: readonly Route[] = [
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/auditLogs\/directoryAudits$/, needs: 'AuditLog.Read.All' },
      run: ({ url }) => {
        const [, from, to] = FILTER.exec(url.searchParams.get('$filter') ?? '') ?? [];
        if (from === undefined || to === undefined || Number(url.searchParams.get('$top') ?? 0) > 1_000)
          throw new GraphError(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause.');
        const found = this.entries
          .filter(({ shownAt }) => shownAt <= this.#now())
          .map(({ entry }) => entry)
          .filter(({ activityDateTime: at }) => at >= from && at <= to)
          // Graph shows the newest first.
          .sort((one, other) => (one.activityDateTime < other.activityDateTime ? 1 : -1));
        return { status: 200, body: { '@odata.context': context('auditLogs/directoryAudits'), ...paged(found, url) } };
      },
    },
  ];
}
