import type { StaffRecovery } from '../../../lambdas/contract/staff.ts';

type Recovery = StaffRecovery['recovery'];

/** Actions after which what was changed stays: there is no access that ends. */
const KEPT: readonly string[] = ['unlock', 'change-contact', 'revoke-sessions'];

/** Actions that put something in place for a system; it is replaced once more at the end. */
const REPLACED: readonly string[] = ['rotate-secret', 'reissue-token', 'replace-certificate'];

/** What the end of an action's grant means, as the last part of a text's name: the usual is that access ends. */
export function leftBy(action: string, connector?: string): '' | '.kept' | '.replaced' | '.by-hand' | '.disk-key' {
  // The key of a disk opens it until the device itself has replaced it.
  if (action === 'release-disk-key') return '.disk-key';
  // What a person or a system has in use by then stays; people look what has to go.
  const isLooked = connector === 'by-hand' && action === 'replace-certificate';
  if (connector === 'identity-center' || isLooked) return '.by-hand';
  if (KEPT.includes(action)) return '.kept';
  return REPLACED.includes(action) ? '.replaced' : '';
}

/** Statuses in which a grant is being ended, or is over. */
const ENDING: readonly string[] = ['granted', 'revoking', 'revoked', 'reviewing', 'closed'];

/** Where a recovery stands, as the last part of a text's name: it is told apart what failed, and what leaves nothing to take away. */
export function standsAs({ recovery, end }: Pick<StaffRecovery, 'recovery' | 'end'>): string {
  const { status, stopped, failure, action, plan } = recovery;
  const isEnding = end === null && stopped && ['executing', 'granted'].includes(status);
  const standing = end ?? (isEnding ? 'revoking' : status);
  if (failure !== null) return `${standing}.failed`;
  return ENDING.includes(standing) ? `${standing}${leftBy(action, plan?.connector)}` : standing;
}

/** What is said of the execution of a plan, as the last part of a text's name. */
export function executesAs({ recovery, end }: Pick<StaffRecovery, 'recovery' | 'end'>): string {
  const { grant, failure, status }: Recovery = recovery;
  if (failure !== null) return 'failed';
  if (status === 'executing') return 'executing';
  if (grant !== null) return 'executed';
  return end === null ? 'executes' : 'unexecuted';
}

/** The beginning of the id of the key that was released, as the device shows it; undefined where no key was. */
export function releasedKeyOf({ timeline }: Pick<StaffRecovery, 'timeline'>): string | undefined {
  const issued = timeline.flatMap(({ events }) => events).findLast(({ type }) => type === 'GrantIssued');
  const { keyId } = (issued?.evidence ?? {}) as { readonly keyId?: unknown };
  return typeof keyId === 'string' && /^[0-9A-F]{8}$/.test(keyId) ? keyId : undefined;
}
