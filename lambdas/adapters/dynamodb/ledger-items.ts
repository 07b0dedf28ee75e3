import { LEDGER } from '../../contract/tables.ts';
import { copiesOf } from '../../core/audit/alert.ts';
import type { SignedCommit } from '../../core/audit/commit.ts';
import { rowFrom, type StoredCommit } from '../../core/audit/verify.ts';
import type { Actor } from '../../core/recovery/state/commands.ts';
import { type Item, text, texts, whole } from './items.ts';

const { partitionKey, sortKey } = LEDGER;

export const keyOf = (account: string, seq: number): Item => ({ [partitionKey]: text(account), [sortKey]: whole(seq) });

export const storedIn = (item: Item): StoredCommit => rowFrom((name) => item[name]?.S ?? item[name]?.N);

/** The commit with its hash, signature and state, and copies for indexes and stream filters. */
export function itemOf({ commit, bytes, hash, signature, state }: SignedCommit): Item {
  return {
    ...keyOf(commit.account, commit.seq),
    ...Object.fromEntries(Object.entries(copiesOf(commit)).map(([name, value]) => [name, text(value)])),
    commandType: text(commit.command.type),
    at: text(commit.at),
    actor: text(nameOf(commit.actor)),
    policy: text(commit.policy),
    events: texts(commit.events.map(({ type }) => type)),
    prev: text(commit.prev),
    hash: text(hash),
    signature: text(signature),
    bytes: text(bytes),
    state: text(state),
  };
}

function nameOf(actor: Actor): string {
  if (actor.by === 'person') return actor.person;
  return actor.by === 'ticket-system' ? `ticket-system:${actor.source}` : actor.by;
}
