import type { Action } from '../../registry/account.ts';
import { directoryIdentity } from '../../registry/identity.ts';
import type { Json } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import { isByHand } from '../state/by-hand.ts';
import type { RecoveryEvent } from '../state/events.ts';
import type { Grant } from '../state/grant.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/** The credential that an action gives; null for an action whose effect cannot be revoked. */
const GIVES: Readonly<Record<Action, string | null>> = {
  'reset-password': 'sign-in',
  'reset-mfa': 'sign-in',
  // A pass signs its holder in like a new password or a freed factor: a directory has room for one of them.
  'temporary-access': 'sign-in',
  'issue-first-credential': 'sign-in',
  'release-disk-key': 'disk-key',
  // A token and a secret are both the current version of one secret: the end of either makes the next one.
  'reissue-token': 'secret',
  'rotate-secret': 'secret',
  // Where a connector replaces it, a certificate is the current version of one secret too.
  'replace-certificate': 'secret',
  unlock: null,
  'change-contact': null,
  'revoke-sessions': null,
};

/** By hand a certificate is replaced where it is used, and a secret of the same name is another thing. */
const givenBy = ({ action, plan }: Pick<Recovery, 'action' | 'plan'>): string | null =>
  action === 'replace-certificate' && plan !== null && isByHand({ plan }) ? 'certificate' : GIVES[action];

/** Whether this action gives a credential that ends: then a newer grant of it replaces an older one, so that the end of the older one revokes nothing. */
export const isSuperseded = (action: Action): boolean => GIVES[action] !== null;

/**
 * The state when a grant begins. It replaces older grants of the same directory identity and credential: their end must not revoke the
 * newer one (rule 14). It takes over their actions, so its end ends theirs too.
 */
export function withGrantStarted(
  state: StreamState,
  recovery: Recovery,
  event: Extract<RecoveryEvent, { type: 'ExecutionStarted' }>,
  at: Instant,
): StreamState {
  const older = Object.values(state.recoveries).filter((one) => isReplaced(one, recovery));
  const supersedes = [...new Set(older.flatMap(({ action, grant }) => [action, ...(grant?.supersedes ?? [])]))].sort();
  const grant: Grant = {
    id: event.grant,
    startedAt: at,
    expiresAt: event.expiresAt,
    reference: null,
    passwordVersion: versionOf(older),
    claimable: false,
    claim: null,
    supersededBy: null,
    supersedes,
  };
  const replaced = older.map((one) => [one.id, supersededBy(one, recovery.id)] as const);
  const started: Recovery = { ...recovery, status: 'executing', stageAt: at, grant, sample: event.sample };
  return {
    ...state,
    recoveries: { ...state.recoveries, ...Object.fromEntries(replaced), [recovery.id]: started },
  };
}

/** What the newest of them was issued with: a grant that fails before it changes anything ends that one. */
function versionOf(older: readonly Recovery[]): number | null {
  const versions = older.flatMap(({ grant }) => grant?.passwordVersion ?? []);
  return versions.length === 0 ? null : Math.max(...versions);
}

/** A live grant of the same credential of the same directory identity, whatever its name was; a revoked grant has nothing left to end. */
function isReplaced(older: Recovery, newer: Recovery): boolean {
  const given = givenBy(older);
  if (older.id === newer.id || given === null || given !== givenBy(newer)) return false;
  if (older.grant === null || ['revoked', 'reviewing'].includes(older.status)) return false;
  return older.plan !== null && newer.plan !== null && directoryIdentity(older.plan) === directoryIdentity(newer.plan);
}

/**
 * Whether what a grant gave is a newer one's now, and still works: both have the key that the disk has. What is over with the older one ends
 * nothing, and nobody is told that it did; a newer password is another one.
 */
export const isPassedOn = ({ action, grant }: Pick<Recovery, 'action' | 'grant'>): boolean =>
  GIVES[action] === 'disk-key' && (grant?.supersededBy ?? null) !== null;

/** Whether somebody may hold a credential of this grant, or of one that it replaced: false only where nothing was ever issued. */
export const mayBeHeld = ({ reference, supersedes }: Grant): boolean => reference !== null || supersedes.length > 0;

const supersededBy = (recovery: Recovery, newer: string): Recovery =>
  recovery.grant === null ? recovery : { ...recovery, grant: { ...recovery.grant, supersededBy: newer } };

/** Remembers the directory's state after a confirmed revocation. A superseded grant revoked nothing there, so nothing is remembered. */
export function withLeft(state: StreamState, { plan, grant, action }: Recovery, evidence: Json): StreamState {
  if (plan === null || grant?.supersededBy !== null || GIVES[action] === null) return state;
  return { ...state, left: { identity: directoryIdentity(plan), evidence } };
}
