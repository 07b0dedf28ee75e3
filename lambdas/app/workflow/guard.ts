import type { Guarded } from '../../contract/guard.ts';
import type { DueGrants, ListedGrant } from '../../ports/workspace.ts';

/** A change that is about to be made to the stack. */
export type StackChange =
  | { readonly type: 'create' }
  | { readonly type: 'update'; readonly from: Guarded; readonly to: Guarded }
  | { readonly type: 'delete' };

/** After every instant: all grants, whenever they are due. */
const EVER = '9999-12-31T23:59:59.999Z';
/** One read of the queue, and the ids that a refusal names: CloudFormation shows 4 KB of it. */
const MOST_LOOKED_AT = 1_000;
const MOST_NAMED = 20;

/**
 * Why the stack may not be changed like this; undefined when it may. Nothing may lose what ends its grant, and no passkey its host, unless that
 * host is named.
 */
export async function whyRefused(dueGrants: Pick<DueGrants, 'due'>, change: StackChange): Promise<string | undefined> {
  if (change.type === 'create') return undefined;
  if (change.type === 'update' && isHostLost(change))
    return `origin-fixed: passkeys belong to ${change.from.origin}. Keep it, or set \`leavesPasskeysOf\` to it and enrol everybody anew`;
  const dropped = change.type === 'delete' ? 'all' : droppedBy(change);
  if (dropped.length === 0) return undefined;
  const grants = await dueGrants.due(EVER, { limit: MOST_LOOKED_AT });
  const open = grants.filter(({ connector }) => dropped === 'all' || dropped.includes(connector));
  return open.length === 0 ? undefined : refusal(dropped, open);
}

const isHostLost = ({ from, to }: { readonly from: Guarded; readonly to: Guarded }): boolean =>
  from.origin !== to.origin && to.leaves !== from.origin;

/** Connectors that are no longer there, or act on another pool, tenant or directory. */
function droppedBy({ from, to }: { readonly from: Guarded; readonly to: Guarded }): readonly string[] {
  const left = actedOn(to);
  return [...actedOn(from)].filter(([name, on]) => left.get(name) !== on).map(([name]) => name);
}

const actedOn = ({ connectors }: Guarded): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(JSON.parse(connectors) as object));

function refusal(dropped: 'all' | readonly string[], open: readonly ListedGrant[]): string {
  const named = open.slice(0, MOST_NAMED).map(({ recovery, account }) => `${recovery} (${account})`);
  const rest = open.length > named.length ? ` and ${open.length - named.length} more` : '';
  const what = dropped === 'all' ? 'the stack' : `connector ${dropped.join(', ')}`;
  return `grants-open: without ${what} nothing ends ${named.join(', ')}${rest}. Run \`countersign drain\` first`;
}
