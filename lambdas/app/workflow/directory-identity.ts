import type { RecoveryRef } from '../../contract/workflow.ts';
import { findRecovery } from '../../core/recovery/state.ts';
import type { Connector } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { load } from '../ledger/load.ts';

/** What reading the directory's own id needs. */
export interface IdentityServices {
  readonly ledger: Ledger;
  readonly connectorOf: (name: string) => Connector;
}

/** Whom the approvers countersigned: a name, and the directory's own id that it had then. */
export interface Countersigned {
  readonly connector: string;
  readonly target: string;
  readonly directoryId: string;
}

/** The target leads to the same user or secret, to another one, or to none any more. */
export type NameHolder = 'same' | 'another' | 'none';

/**
 * Whether a name still leads to what was countersigned: names are given to somebody else, by renaming, merging or making anew, ids are not.
 * Throws `AdapterError` where the directory cannot be read.
 */
export async function holderOf(
  { connectorOf }: Pick<IdentityServices, 'connectorOf'>,
  { connector, target, directoryId }: Countersigned,
): Promise<NameHolder> {
  const now = await connectorOf(connector).identityOf(target);
  if (now === undefined) return 'none';
  return now === directoryId ? 'same' : 'another';
}

/** Codes of what stands in the way before anything is changed. */
export const OBSTACLE_OF = { none: 'not-found', another: 'directory-identity-changed' } as const;

/** What was found before an execution began. */
export interface ReadBefore {
  /** The id was read in this attempt, and it is the same. */
  readonly isSame: boolean;
  /** Code of what is in the way for good; absent where nothing is known to be. */
  readonly obstacle?: string;
}

/**
 * Reads the directory again before an execution begins, so that a recovery of somebody else's user ends before there is a grant. What cannot
 * be read now is read again before the change.
 */
export async function findBefore(
  services: IdentityServices,
  { account, recovery: id }: RecoveryRef,
): Promise<ReadBefore> {
  const recovery = findRecovery(await load(services.ledger, account), id);
  if (recovery?.status !== 'approved' || recovery.plan === null) return { isSame: false };
  try {
    const holder = await holderOf(services, recovery.plan);
    return holder === 'same' ? { isSame: true } : { isSame: false, obstacle: OBSTACLE_OF[holder] };
  } catch (error) {
    if (error instanceof AdapterError) return { isSame: false };
    throw error;
  }
}
