import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { parseStored, type StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import { PROPOSED, type Proposed } from '../../../lambdas/core/recovery/decide/outstanding.ts';
import type { Freeze, StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import { namedBy, type PolicyVersion } from '../../../lambdas/core/registry/adoption.ts';
import { type Batch, batchDigest } from '../../../lambdas/core/registry/batch.ts';
import type { LookAlike } from '../../../lambdas/core/registry/likeness.ts';
import { KEYS_STREAM } from '../../../lambdas/core/registry/signing-key.ts';
import { isForgiving, voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { EXIT, Failure } from '../failure.ts';
import { batchesBy } from '../ledger/batches.ts';
import { FLAWS, judgeAndFold, voidsIn } from '../ledger/judge.ts';
import { keysOf, publishedKeys } from '../ledger/keys.ts';
import { readStream, unknownStream } from '../ledger/source.ts';
import type { Session } from '../service/session.ts';
import { type Commits, type ReadAdoption, readAdoption } from './adoption.ts';

/** A proposal that waits for a second administrator. */
export interface OpenProposal {
  readonly of: Proposed;
  readonly by: string;
  readonly at: string;
  /** Computed here, over the record as shown. */
  readonly digest: string;
  readonly proposed: object;
  /** Registered records that looked like it when it was proposed; empty for a policy or a lift. */
  readonly lookAlikes: readonly LookAlike[];
  /** Of a policy: what it changes. */
  readonly adoption: ReadAdoption | null;
  /** The current record, which would be replaced; null for none. A lift replaces nothing. */
  readonly current: object | null;
}

/** The registry's content of one stream. */
export interface RegistryRecord {
  readonly stream: string;
  /** Number of its last commit. */
  readonly seq: number;
  /** The profile, the person or the adopted policy version; null before the first confirmation. */
  readonly registered: object | null;
  readonly freeze: Freeze | null;
  readonly proposals: readonly OpenProposal[];
}

/**
 * The registry's record of a stream. It is folded here from the ledger's commits after all are verified: neither the record nor the digest
 * is taken from the service. Throws a `Failure` for an empty stream or one that is not intact.
 */
export async function readRecord(session: Session, stream: string): Promise<RegistryRecord> {
  const { state, commits } = await readIntact(session, stream);
  const { profile, person, policy, freeze, signingKeys, batch } = state;
  const adoption = await readAdoption(session, commits, policy);
  const lookAlikes = lookAlikesIn(commits);
  return {
    stream,
    seq: commits.length,
    registered: profile.current ?? person.current ?? named(policy.current) ?? batchIn(batch) ?? adoptedIn(signingKeys),
    freeze,
    proposals: PROPOSED.flatMap((of) => openProposal(stream, { state, lookAlikes, adoption }, of)),
  };
}

/** A stream's commits, verified, and the state after them. Throws a `Failure` for an empty stream or one that is not intact. */
export async function readIntact(
  session: Session,
  stream: string,
): Promise<{ readonly state: StreamState; readonly commits: Commits }> {
  const rows = await readStream(session, stream);
  if (rows.length === 0) throw unknownStream(stream);
  const keys = await keysNow(session);
  const read = { account: stream, rows, reported: undefined };
  const agreed = await batchesBy((batch) => readStream(session, batch), keys)(rows);
  const judged = judgeAndFold(read, keys, { agreed });
  const { finding, state } =
    judged.finding === null || isForgiving(stream)
      ? judged
      : judgeAndFold(read, keys, {
          agreed,
          voids: voidsIn(stream, await readStream(session, voidsStream(stream)), keys),
        });
  if (finding !== null) throw notIntact(stream, `commit ${finding.seq}: ${FLAWS[finding.corruption]}`);
  return { state, commits: (rows as readonly StoredCommit[]).map(parseStored) };
}

const KEYS = new WeakMap<Session, Promise<Keys>>();

/**
 * Read once for an invocation: a commit of a key that is adopted meanwhile is not intact, until the command is run again. A failure is not kept:
 * whoever tries again reads again.
 */
async function keysNow(session: Session): Promise<Keys> {
  const reading = KEYS.get(session) ?? readKeys(session);
  KEYS.set(session, reading);
  try {
    return await reading;
  } catch (error) {
    if (KEYS.get(session) === reading) KEYS.delete(session);
    throw error;
  }
}

/** A deployment where every family has its first key only has adopted none. */
async function readKeys(session: Session): Promise<Keys> {
  const published = await publishedKeys(session);
  const isRotated = published.some(({ from }) => from !== null);
  return keysOf(published, isRotated ? await readStream(session, KEYS_STREAM) : []);
}

/** A confirmed batch, and how far its rows are applied; null for none. */
const batchIn = ({ current, progress }: StreamState['batch']): object | null =>
  current === null ? null : { ...current, ...progress };

/** The adopted keys by family and time; null for none. */
const adoptedIn = (keys: StreamState['signingKeys']): object | null =>
  keys.length === 0 ? null : Object.fromEntries(keys.map(({ family, from, key }) => [`${family} from ${from}`, key]));

/** The look-alikes of each proposal, by its digest; the later one if the same was proposed twice. */
const lookAlikesIn = (commits: Commits): ReadonlyMap<string, readonly LookAlike[]> =>
  new Map(
    commits
      .flatMap(({ commit }) => commit.events)
      .flatMap((event) => ('lookAlikes' in event ? [[event.digest, event.lookAlikes] as const] : [])),
  );

interface Folded {
  readonly state: StreamState;
  readonly lookAlikes: ReadonlyMap<string, readonly LookAlike[]>;
  readonly adoption: ReadAdoption | null;
}

function openProposal(
  stream: string,
  { state, lookAlikes, adoption }: Folded,
  of: OpenProposal['of'],
): readonly OpenProposal[] {
  const { current, proposal } = state[of];
  if (proposal === null) return [];
  const { by, at, digest } = proposal;
  const value = of === 'policy' ? namedBy(proposal.value as PolicyVersion) : proposal.value;
  // A lift is for this freeze only, not for a later one.
  const covered = of === 'lift' ? { ...value, since: state.freeze?.at ?? null } : value;
  const computed = of === 'batch' ? batchDigest(proposal.value as Batch) : digestOf(covered);
  if (computed !== digest) throw notIntact(stream, `the digest of the proposed ${of} is of something else`);
  return [
    {
      ...{ of, by, at, digest, lookAlikes: lookAlikes.get(digest) ?? [], proposed: value },
      adoption: of === 'policy' ? adoption : null,
      current: of === 'lift' ? null : of === 'policy' ? named(state.policy.current) : current,
    },
  ];
}

const named = (version: PolicyVersion | null) => (version === null ? null : namedBy(version));

const notIntact = (stream: string, finding: string): Failure =>
  new Failure(
    EXIT.notIntact,
    { code: 'record-not-intact', title: `the ledger of \`${stream}\` is not intact`, finding },
    { hint: 'confirm nothing, and tell the control owner' },
  );
