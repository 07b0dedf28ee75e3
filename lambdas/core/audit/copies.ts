import { isSame } from '../values/hash.ts';
import { alertFor } from './alert.ts';
import type { Commit } from './commit.ts';

/** What of a commit stands beside its bytes a second time, because indexes find commits by it and the alerting is woken by it. */
export const COPIED = ['recovery', 'command', 'tier', 'kind', 'alert'] as const;

/** The copies of one commit; what does not apply is absent. */
export type Copies = Readonly<Partial<Record<(typeof COPIED)[number], string>>>;

/** The copies that belong to a commit. */
export function copiesOf(commit: Commit): Copies {
  const { recovery, command, tier, kind } = commit;
  const copies = { recovery, command: command.id, tier, kind, alert: alertFor(commit)?.severity ?? null };
  return Object.fromEntries(Object.entries(copies).filter(([, value]) => value !== null));
}

/** Whether these are the copies of the commit: none altered, missing or added, so that nobody appends unseen by an index or the alerting. */
export const areCopiesOf = (copies: Copies, commit: Commit): boolean => isSame(copies, copiesOf(commit));
