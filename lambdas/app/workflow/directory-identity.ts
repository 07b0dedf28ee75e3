import type { RecoveryRef } from '../../contract/workflow.ts';
import { findRecovery } from '../../core/recovery/state/state.ts';
import type { TicketFinding } from '../../core/recovery/state/ticket.ts';
import type { Tier } from '../../core/registry/account.ts';
import type { Scope } from '../../core/registry/scope.ts';
import type { Connector } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { type StreamTip, tipOf } from '../ledger/load.ts';
import { readTier } from './directory-tier.ts';
import { scopeNow } from './scope.ts';
import { type Ticketing, ticketNow } from './ticket.ts';

/** Services for reading the directory's id. */
export interface IdentityServices {
  readonly ledger: Ledger;
  readonly connectorOf: (name: string) => Connector;
  /** Absent: no ticket system is asked. */
  readonly ticketing?: Ticketing;
}

/** The countersigned target: its name, and the directory's id that it had then. */
export interface Countersigned {
  readonly connector: string;
  readonly target: string;
  readonly directoryId: string;
}

/** Whether the name still leads to the same user or secret, to another one, or to none. */
export type NameHolder = 'same' | 'another' | 'none';

/**
 * Whether a name still leads to the countersigned target: by renaming, merging or creating anew, a name can go to somebody else; an id
 * cannot. Throws `AdapterError` when the directory cannot be read.
 */
export async function holderOf(
  { connectorOf }: Pick<IdentityServices, 'connectorOf'>,
  { connector, target, directoryId }: Countersigned,
): Promise<NameHolder> {
  const now = await connectorOf(connector).identityOf(target);
  if (now === undefined) return 'none';
  return now === directoryId ? 'same' : 'another';
}

/** Codes of obstacles that are found before any change. */
export const OBSTACLE_OF = { none: 'not-found', another: 'directory-identity-changed' } as const;

/** The result of reading the directory before an execution. */
export interface ReadBefore {
  /** Whether this attempt read the id and found it unchanged. */
  readonly isSame: boolean;
  /** Code of a permanent obstacle; absent when none is known. */
  readonly obstacle?: string;
  /** The tier that the directory gives the target now; null when it gives none; absent when it was not asked. */
  readonly directoryTier?: Tier | null;
  /** What the account opens now; absent where nobody countersigned it, or where it cannot be read. */
  readonly scope?: Scope;
  /** What the ticket system said; absent when there was nothing to ask. */
  readonly ticket?: TicketFinding;
  /** The stream as it was read for this. */
  readonly tip: StreamTip;
}

/**
 * Reads the directory again before an execution begins, so that a recovery whose name now leads to another user ends before there is a
 * grant, a higher tier voids the plan, and an account that opens more than was countersigned is not touched. If the id cannot be read now, it
 * is read again before the change. Throws `AdapterError` when a retry may read the tier, or what the account opens: without it nothing begins.
 */
export async function findBefore(
  services: IdentityServices,
  { account, recovery: id }: RecoveryRef,
): Promise<ReadBefore> {
  const tip = await tipOf(services.ledger, account);
  const recovery = findRecovery(tip.state, id);
  if (recovery?.status !== 'approved' || recovery.plan === null) return { isSame: false, tip };
  const [holder, tier, scope, ticket] = await Promise.all([
    unlessFailed(holderOf(services, recovery.plan)),
    tierNow(services, recovery.plan),
    scopeNow(services, recovery),
    ticketNow(services, recovery),
  ]);
  if (holder === 'none' || holder === 'another')
    return { isSame: false, obstacle: OBSTACLE_OF[holder], directoryTier: null, ...ticket, tip };
  return { isSame: holder === 'same', ...tier, ...(scope !== undefined && { scope }), ...ticket, tip };
}

async function unlessFailed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AdapterError) return undefined;
    throw error;
  }
}

/** A tier that can never be read is an obstacle. */
async function tierNow(
  { connectorOf }: Pick<IdentityServices, 'connectorOf'>,
  { connector, target }: Countersigned,
): Promise<Pick<ReadBefore, 'obstacle'> & { readonly directoryTier: Tier | null }> {
  try {
    return { directoryTier: await readTier(connectorOf(connector), target) };
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    return { directoryTier: null, obstacle: error.code };
  }
}
