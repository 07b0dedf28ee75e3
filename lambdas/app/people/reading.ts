import type { Commit } from '../../core/audit/commit.ts';
import { type Replayed, replay } from '../../core/audit/replay.ts';
import { openStored, parseStored, type StoredCommit } from '../../core/audit/verify.ts';
import { handoverOf, takenBy } from '../../core/recovery/assess/handover.ts';
import { pageNamed, staffWordsOf } from '../../core/recovery/assess/pages.ts';
import type { PersonActor, Role } from '../../core/recovery/state/commands.ts';
import { planDigest } from '../../core/recovery/state/plan.ts';
import { isSelf, partMissing } from '../../core/recovery/state/situation.ts';
import { findRecovery, type Recovery, type RecoveryId, type StreamState } from '../../core/recovery/state/state.ts';
import { missingIn } from '../../core/recovery/views/missing.ts';
import { mayRead, readershipOf } from '../../core/recovery/views/readers.ts';
import { shownTo } from '../../core/recovery/views/shown.ts';
import { type AccountProfile, relationsOf } from '../../core/registry/account.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { SpokenWords } from '../../ports/keyed.ts';
import type { Ledger, RecoveryCommits, Surroundings } from '../../ports/ledger.ts';
import type { Keyring } from '../../ports/signing.ts';
import type { Views } from '../../ports/workspace.ts';
import { withAnswerersNow } from '../ledger/answering.ts';
import { INDEX_LATE_SECONDS, tipOf } from '../ledger/load.ts';
import { riskSentence } from '../messages/risk.ts';
import { problem, refusalProblem } from '../problem.ts';
import { type DelegationServices, lendersOf } from './delegations.ts';
import { streamOf } from './people-command.ts';

/** Services for reading; none of them can write. */
export interface ReadingServices {
  readonly ledger: Ledger;
  readonly surroundings: Pick<Surroundings, 'now'>;
  readonly keyring: Keyring;
  readonly views: Pick<Views, 'list' | 'cursorAt' | 'heads' | 'heldTickets' | 'alerts' | 'standings'>;
}

/** For showing one recovery: staff read the words that they say to the requester. */
export interface WordServices {
  readonly words: SpokenWords;
}

/** Throws the refusal unless the reader has one of the roles. */
export function assertRole(actor: PersonActor, ...enough: readonly Role[]): void {
  if (!actor.roles.some((role) => enough.includes(role))) throw refusalProblem(partMissing(actor, ...enough).refusal);
}

/** Throws the refusal unless the reader has some part in recoveries, as staff or as an approver. */
export function assertStaff(actor: PersonActor): void {
  if (!isStaff(actor)) throw refusalProblem(partMissing(actor, 'any').refusal);
}

const isStaff = ({ roles, groups }: PersonActor): boolean => roles.length > 0 || groups.length > 0;

/**
 * One recovery from the ledger, with its commits (the first and the newest ones if there are many), without the sessions of pages. For
 * those who may read it; for all others it does not exist. `heard`: the words of a page, as the requester says them, for whoever helps to check.
 * Throws the problem; `LedgerCorrupt` when a commit does not match its hash.
 */
export async function showRecovery(
  { ledger, members, surroundings, words: spoken }: DelegationServices & WordServices,
  actor: PersonActor,
  { id, heard }: { readonly id: RecoveryId; readonly heard?: string | undefined },
) {
  const account = await streamOf({ ledger }, id);
  const [{ tip, state }, indexed] = await Promise.all([tipOf(ledger, account), ledger.readRecovery(account, id)]);
  const { commits: rows, cut } = await toEnd(
    ledger,
    { account, id, newest: tip?.commit.seq ?? 0 },
    { indexed, now: surroundings.now() },
  );
  const keys = await ledger.keysOf(rows);
  // Voided commits are of the ledger, and of no recovery.
  const counting = rows.filter(({ seq }) => !isInRanges(state.skipped, seq));
  const commits = counting.map((row) => openStored(row, account, keys));
  const replayed = replay(
    id,
    commits.map(({ commit }) => commit),
  );
  const standing = standingOf(id, state, replayed);
  if (standing === undefined) throw unknown();
  const { recovery, end } = standing;
  const rejectedBy = commits.flatMap(({ commit: { events } }) =>
    events.flatMap((event) => (event.type === 'RecoveryRejected' ? [event.by] : [])),
  );
  const readership = readershipOf(recovery, state.profile.current, { isEnded: end !== null, rejectedBy });
  if (
    !mayRead(actor, readership) &&
    !mayRead(actor, readership, await lendersOf({ ledger, members, surroundings }, actor.person))
  )
    throw unknown();
  const isWhole = end === null || cut === null;
  const digest = recovery.plan === null || !isWhole ? null : planDigest(recovery.id, recovery.plan, recovery.proofs);
  const timeline = commits.map(({ commit, hash }) => entryOf(commit, hash));
  const handover = end === null ? handoverOf(recovery, { state, now: surroundings.now() }) : null;
  // The requester hears these words from whoever may confirm something of them, and has them on no screen of their own.
  const isHelping = isStaff(actor) || mayVouch(recovery, state.profile.current, actor.person);
  const isTold = end === null && isHelping && !isSelf(actor, recovery.requester);
  const wordsOf = isTold ? await spoken.current() : null;
  const words = wordsOf === null ? null : staffWordsOf(wordsOf, recovery);
  const matched = wordsOf === null || heard === undefined ? null : pageNamed(wordsOf, recovery, heard) !== undefined;
  const next = {
    missing: missingIn(recovery, await withAnswerersNow(ledger, state), surroundings.now()),
    takes: takenBy(recovery),
    risks: risksOf(recovery),
  };
  return { account, digest, end, words, heard: matched, cut, ...next, ...shownTo({ recovery, handover, timeline }) };
}

/** A manager or a custodian is asked whether they know the requester, who talks to them; whoever has answered can still name the page. */
const mayVouch = ({ status, proofs }: Recovery, profile: AccountProfile | null, person: PersonId): boolean =>
  proofs.some(({ verifier }) => verifier === person) ||
  (status === 'proofing' && profile !== null && relationsOf(profile, person).some((relation) => relation !== 'owner'));

/** The sentences of the risk in the other languages, in the order of the plan's: the plan itself, which is signed, holds them in English. */
const risksOf = ({ plan }: Pick<Recovery, 'plan'>) => {
  const signals = plan?.risk.signals ?? [];
  return { de: signals.map((one) => riskSentence(one, 'de')), es: signals.map((one) => riskSentence(one, 'es')) };
};

/** The newest commits of a stream, of whatever recovery, in which those that the index does not show yet are looked for. */
const TAIL = 20;

/**
 * The commits of a recovery. The index is late: the newest ones are read from the stream itself. Where the stream took more of them than are
 * read while the index may be late, there is a gap between what the index shows and them.
 */
async function toEnd(
  ledger: Ledger,
  { account, id, newest }: { readonly account: string; readonly id: RecoveryId; readonly newest: number },
  { indexed, now }: { readonly indexed: RecoveryCommits; readonly now: Instant },
): Promise<RecoveryCommits> {
  const { commits, cut } = indexed;
  const last = commits.at(-1)?.seq ?? 0;
  if (last === 0 || newest <= last) return indexed;
  const from = Math.max(last + 1, newest - TAIL + 1);
  const tail = await ledger.read(account, { from, limit: TAIL });
  const isGap = from > last + 1 && claimedAt(tail[0]) > plusSeconds(now, -INDEX_LATE_SECONDS);
  const rest = tail.filter(({ copies }) => copies.recovery === id);
  return { commits: [...commits, ...rest], cut: cut ?? (isGap ? { after: last, before: from } : null) };
}

/** The time that the bytes of a commit claim; of bytes that cannot be read, one that counts as new. */
function claimedAt(row: StoredCommit | undefined): Instant {
  try {
    return parseStored(row as StoredCommit).commit.at;
  } catch {
    return '9999';
  }
}

const unknown = () => refusalProblem({ code: 'recovery-unknown', facts: {} });

/**
 * The stream's state is strongly consistent and complete; a recovery's commits may lag or be cut. So a live recovery is taken from the
 * state. A recovery that the state no longer holds has ended, with the end that the state remembers, if it does.
 */
function standingOf(id: RecoveryId, state: StreamState, replayed: Replayed | undefined): Replayed | undefined {
  const live = findRecovery(state, id);
  if (live !== undefined) return { recovery: live, end: null };
  const end = state.ended.find((one) => one.id === id)?.end ?? replayed?.end ?? 'closed';
  return replayed === undefined ? undefined : { recovery: replayed.recovery, end };
}

const entryOf = ({ seq, at, actor, command, events }: Commit, hash: string) => ({
  ...{ seq, at, actor, command, events, hash },
});

/** The public keys that verify the service's signatures, for verification elsewhere. */
export async function readKeys({ keyring }: Pick<ReadingServices, 'keyring'>) {
  const halves = await keyring.halves();
  return { keys: halves.map(({ key, family, from, until, spki }) => ({ key, family, from, until, spki })) };
}

/** Lambda answers with at most 6 MB; states of busy accounts may be large. */
const MOST_CHARACTERS = 4_000_000;

/** Commits of a stream, as stored, complete and unchanged, so that readers can verify them. Throws `stream-unknown`. */
export async function readCommits(
  { ledger }: Pick<ReadingServices, 'ledger'>,
  stream: string,
  page: { readonly from: number; readonly limit: number },
) {
  const rows = await ledger.read(stream, page);
  if (rows.length === 0 && page.from === 1) throw problem('stream-unknown');
  const commits = fitting(rows);
  const last = commits.at(-1);
  const more = commits.length < rows.length || rows.length === page.limit;
  return { account: stream, commits, ...(more && last !== undefined ? { next: last.seq + 1 } : {}) };
}

function fitting(rows: readonly StoredCommit[]): readonly StoredCommit[] {
  let characters = 0;
  const tooMany = rows.findIndex(({ bytes, state }) => {
    characters += bytes.length + state.length;
    return characters > MOST_CHARACTERS;
  });
  return tooMany < 0 ? rows : rows.slice(0, Math.max(1, tooMany));
}
