import { type SealedCommit, seal, stateAfter } from '../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { INITIAL } from '../../lambdas/core/recovery/state.ts';
import { ACTORS, anEnvelope, aPolicy, at } from './fixtures.ts';

const STOP = { type: 'StopRecovery', reason: 'enough' } as const;
const REFUSED = { type: 'CommandRefused', code: 'recovery-unknown', facts: {} } as const;

/** The next commits of a stream, each a refused command with an id that no other has; after `head`, or from the beginning. */
export function nextCommits(
  account: string,
  count: number,
  from: { readonly head?: SealedCommit | undefined; readonly recovery?: string | null } = {},
): readonly SealedCommit[] {
  const commits: SealedCommit[] = [];
  const policy = aPolicy().digest;
  let head = from.head;
  for (let index = 0; index < count; index += 1) {
    const envelope = anEnvelope(STOP, { stream: account, recovery: from.recovery ?? null, actor: ACTORS.jane });
    const seconds = head?.commit.seq ?? 0;
    head = seal(head, stateAfter(head) ?? INITIAL, envelope, { at: at(seconds), policy, events: [REFUSED] });
    commits.push(head);
  }
  return commits;
}

/** One commit of `nextCommits`. */
export function nextCommit(account: string, from: Parameters<typeof nextCommits>[2] = {}): SealedCommit {
  const [commit] = nextCommits(account, 1, from);
  if (commit === undefined) throw new Error('no commit was made');
  return commit;
}

/** A commit as a store holds it. */
export const stored = ({ commit, bytes, hash, state }: SealedCommit): StoredCommit => ({
  account: commit.account,
  seq: commit.seq,
  bytes,
  hash,
  state,
});
