import { isSame } from '../values/hash.ts';
import { alertFor } from './alert.ts';
import type { Commit } from './commit.ts';

/** Members of a commit that are also stored beside its bytes: indexes and the alert filter read these copies. */
export const COPIED = ['recovery', 'command', 'tier', 'kind', 'alert'] as const;

/** The copies of one commit; a member that does not apply is absent. */
export type Copies = Readonly<Partial<Record<(typeof COPIED)[number], string>>>;

/** The copies that belong to a commit. */
export function copiesOf(commit: Commit): Copies {
  const { recovery, command, tier, kind } = commit;
  const copies = { recovery, command: command.id, tier, kind, alert: alertFor(commit)?.severity ?? null };
  return Object.fromEntries(Object.entries(copies).filter(([, value]) => value !== null));
}

/** Whether the copies match the commit: none altered, missing or added, so no commit is hidden from an index or from alerting. */
export const areCopiesOf = (copies: Copies, commit: Commit): boolean => isSame(copies, copiesOf(commit));
