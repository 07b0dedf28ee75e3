import { copiesOf } from '../../lambdas/core/audit/alert.ts';
import { hashCommit, type SignedCommit, stateAfter } from '../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import type { Actor, Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { INITIAL } from '../../lambdas/core/recovery/state/state.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPolicy, aProfile, at, NO_GROUNDS, PEOPLE } from './fixtures.ts';
import { authorOf, familyFor, signed, writerOf } from './signing.ts';

const STOP = { type: 'StopRecovery', reason: 'enough', cause: 'withdrawn' } as const;
const REFUSED = { type: 'CommandRefused', code: 'recovery-unknown', facts: {} } as const;

/** The next commits of a stream, each a refused command with a unique id; after `head`, or from the beginning. */
export function nextCommits(
  account: string,
  count: number,
  from: { readonly head?: SignedCommit | undefined; readonly recovery?: string | null; readonly id?: string } = {},
): readonly SignedCommit[] {
  const commits: SignedCommit[] = [];
  const policy = aPolicy().digest;
  let head = from.head;
  for (let index = 0; index < count; index += 1) {
    const named = from.id === undefined ? {} : { id: from.id };
    const about = { stream: account, recovery: from.recovery ?? null, actor: ACTORS.jane, ...named };
    const envelope = anEnvelope(STOP, about);
    const seconds = head?.commit.seq ?? 0;
    const facts = { at: at(seconds), policy, events: [REFUSED], writer: writerOf('people') };
    head = signed(hashCommit(head, stateAfter(head) ?? INITIAL, envelope, facts));
    commits.push(head);
  }
  return commits;
}

/** One commit of `nextCommits`. */
export function nextCommit(account: string, from: Parameters<typeof nextCommits>[2] = {}): SignedCommit {
  const [commit] = nextCommits(account, 1, from);
  if (commit === undefined) throw new Error('no commit was made');
  return commit;
}

/** A commit as a store holds it. */
export const stored = ({ commit, ...kept }: SignedCommit): StoredCommit => ({
  ...kept,
  account: commit.account,
  seq: commit.seq,
  copies: copiesOf(commit),
});

/** A stream whose commits have these events: one list for each commit, or one event for each if no single command leads to the list. */
export function streamOf(account: string, lists: readonly (readonly LedgerEvent[])[]): readonly SignedCommit[] {
  const commits: SignedCommit[] = [];
  for (const events of lists.flatMap(commitsFor)) {
    const head = commits.at(-1);
    commits.push(theNext(head, account, events, at(commits.length)));
  }
  return commits;
}

const commitsFor = (events: readonly LedgerEvent[]): readonly (readonly LedgerEvent[])[] =>
  authorOf(events) === undefined ? events.map((event) => [event]) : [events];

/** Commits that go on from others, about another recovery of the account. */
export function goingOn(
  commits: readonly SignedCommit[],
  recovery: string,
  events: readonly LedgerEvent[],
): readonly SignedCommit[] {
  const all = [...commits];
  const account = commits.at(-1)?.commit.account ?? '';
  for (const event of events) all.push(theNext(all.at(-1), account, [event], at(all.length), recovery));
  return all;
}

/** A commit of a command that can lead to these events, by a family that may write it. */
function theNext(
  head: SignedCommit | undefined,
  account: string,
  events: readonly LedgerEvent[],
  when: string,
  recovery?: string,
) {
  const { command: type, by } = authorOf(events) ?? { command: 'StopRecovery', by: 'person' };
  const actor = by === 'person' ? ACTORS.jane : ({ by, source: 'jira' } as Actor);
  const about = { stream: account, actor, ...(recovery !== undefined && { recovery }) };
  const envelope = anEnvelope({ ...STOP, type } as unknown as Command, about);
  const facts = { at: when, policy: aPolicy().digest, events, writer: writerOf(familyFor(type, by)) };
  return signed(hashCommit(head, stateAfter(head) ?? INITIAL, envelope, facts));
}

/** The commit that opens a recovery. */
export function anOpening(account: string, recovery: string, head?: SignedCommit): SignedCommit {
  const command = anOpenRecovery();
  const envelope = anEnvelope(command, { stream: account, recovery, actor: ACTORS.jane });
  const events: readonly LedgerEvent[] = [{ ...command, ...{ type: 'RecoveryOpened', subject: PEOPLE.jane } }];
  const facts = { at: at(head?.commit.seq ?? 0), policy: aPolicy().digest, events, writer: writerOf('people') };
  return signed(hashCommit(head, stateAfter(head) ?? INITIAL, envelope, facts));
}

/** Jane's account is registered, and a recovery of it is opened, refused a stop, and expires. */
export function aStory(account = 'cognito:jane'): readonly SignedCommit[] {
  const profile = aProfile({ account });
  const digest = digestOf(profile);
  return streamOf(account, [
    [{ type: 'ProfileProposed', ...NO_GROUNDS, profile, by: PEOPLE.admin, digest }],
    [{ type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest, changes: [] }],
    [{ ...anOpenRecovery(), ...{ type: 'RecoveryOpened', subject: PEOPLE.jane } }],
    [REFUSED],
    [{ type: 'RecoveryExpired', stage: 'proof' }],
  ]);
}
