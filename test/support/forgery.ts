import {
  type HashedCommit,
  hashCommit,
  type SignedCommit,
  spellState,
  stateAfter,
} from '../../lambdas/core/audit/commit.ts';
import { type Family, WRITERS } from '../../lambdas/core/audit/families.ts';
import type { Actor, Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { canonical, sha256 } from '../../lambdas/core/values/hash.ts';
import type { Instant } from '../../lambdas/core/values/instant.ts';
import { ACTORS, anEnvelope, aPolicy, at } from './fixtures.ts';
import { signed, writerOf } from './signing.ts';

/** The event of a forged commit where nothing else is said. */
export const REFUSED: LedgerEvent = { type: 'CommandRefused', code: 'wrong-status', facts: {} };

/** A commit that a captured function puts by hand: every hash is right. */
export interface Forgery {
  readonly stream: string;
  readonly recovery?: null;
  readonly family: Family;
  readonly command: Command['type'];
  readonly by?: Actor['by'];
  readonly events?: readonly LedgerEvent[];
  readonly id?: string;
  readonly at?: Instant;
  readonly actor?: Actor;
  /** The state that the commit claims, where it is not the one that its events lead to. */
  readonly state?: StreamState;
  /** The family whose key signs it, where it is another one. */
  readonly key?: Family;
}

/** The next commit of a stream as the captured function writes it. */
export function forgedAfter(head: SignedCommit | undefined, forgery: Forgery): SignedCommit {
  const { stream, family, command, by, events = [REFUSED], id, state, key = family } = forgery;
  const { at: moment = at(600), actor: said = ACTORS.jane, recovery = 'rec-1' } = forgery;
  const actor = { ...said, by: by ?? actorFor(family, command) } as unknown as Actor;
  const about = { stream, recovery, actor, ...(id === undefined ? {} : { id }) };
  const envelope = anEnvelope({ type: command } as unknown as Command, about);
  const facts = { at: moment, policy: aPolicy().digest, events, writer: writerOf(family) };
  const made = hashCommit(head, stateAfter(head) ?? INITIAL, envelope, facts);
  return signed(state === undefined ? made : claiming(made, state), key);
}

/** The same commit with another state after it, and the hashes that fit. */
export function claiming(made: HashedCommit, state: StreamState): HashedCommit {
  const spelled = spellState(state);
  const commit = { ...made.commit, after: sha256(spelled) };
  const bytes = canonical(commit);
  return { commit, bytes, state: spelled, hash: sha256(commit.prev + bytes) };
}

const actorFor = (family: Family, command: Command['type']): Actor['by'] =>
  (WRITERS[command] as Partial<Record<Family, readonly Actor['by'][]>>)[family]?.[0] ?? 'person';
