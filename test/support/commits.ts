import { type HashedCommit, hashCommit, stateAfter } from '../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/events.ts';
import { INITIAL } from '../../lambdas/core/recovery/state.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPolicy, aProfile, at, PEOPLE } from './fixtures.ts';

const STOP = { type: 'StopRecovery', reason: 'enough' } as const;
const REFUSED = { type: 'CommandRefused', code: 'recovery-unknown', facts: {} } as const;

/** The next commits of a stream, each a refused command with an id that no other has; after `head`, or from the beginning. */
export function nextCommits(
  account: string,
  count: number,
  from: { readonly head?: HashedCommit | undefined; readonly recovery?: string | null; readonly id?: string } = {},
): readonly HashedCommit[] {
  const commits: HashedCommit[] = [];
  const policy = aPolicy().digest;
  let head = from.head;
  for (let index = 0; index < count; index += 1) {
    const named = from.id === undefined ? {} : { id: from.id };
    const about = { stream: account, recovery: from.recovery ?? null, actor: ACTORS.jane, ...named };
    const envelope = anEnvelope(STOP, about);
    const seconds = head?.commit.seq ?? 0;
    head = hashCommit(head, stateAfter(head) ?? INITIAL, envelope, { at: at(seconds), policy, events: [REFUSED] });
    commits.push(head);
  }
  return commits;
}

/** One commit of `nextCommits`. */
export function nextCommit(account: string, from: Parameters<typeof nextCommits>[2] = {}): HashedCommit {
  const [commit] = nextCommits(account, 1, from);
  if (commit === undefined) throw new Error('no commit was made');
  return commit;
}

/** A commit as a store holds it. */
export const stored = ({ commit, bytes, hash, state }: HashedCommit): StoredCommit => ({
  account: commit.account,
  seq: commit.seq,
  bytes,
  hash,
  state,
});

/** A stream whose commits hold these events, one list a commit. */
export function streamOf(account: string, lists: readonly (readonly LedgerEvent[])[]): readonly HashedCommit[] {
  const commits: HashedCommit[] = [];
  for (const events of lists) {
    const head = commits.at(-1);
    const envelope = anEnvelope(STOP, { stream: account });
    const facts = { at: at(commits.length), policy: aPolicy().digest, events };
    commits.push(hashCommit(head, stateAfter(head) ?? INITIAL, envelope, facts));
  }
  return commits;
}

/** Jane's account is registered, and a recovery of it is opened, refused a stop, and expires. */
export function aStory(account = 'cognito:jane'): readonly HashedCommit[] {
  const profile = aProfile({ account });
  const digest = digestOf(profile);
  return streamOf(account, [
    [{ type: 'ProfileProposed', profile, by: PEOPLE.admin, digest }],
    [{ type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest }],
    [{ ...anOpenRecovery(), ...{ type: 'RecoveryOpened', subject: PEOPLE.jane } }],
    [REFUSED],
    [
      { type: 'GateOpened', gate: 'proof' },
      { type: 'RecoveryExpired', stage: 'proof' },
    ],
  ]);
}
