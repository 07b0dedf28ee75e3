import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { type Agreed, batchNamedBy, isAgreedIn } from '../../../lambdas/core/audit/rows.ts';
import type { AppliedRow } from '../../../lambdas/core/recovery/state/batches.ts';
import { INITIAL, type StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import { judgeAndFold } from './judge.ts';
import { parseStored } from './stored.ts';

/** The commits of a stream; none for a stream that is not there. */
export type ReadStream = (stream: string) => Promise<readonly unknown[]>;

/**
 * Looks up the batches that commits name, for whoever verifies the commits: each batch's own stream is verified, to the commit that confirmed it. Each
 * batch is read and verified once.
 */
export function batchesBy(read: ReadStream, keys: Keys): (rows: readonly unknown[]) => Promise<Agreed> {
  const known = new Map<string, Promise<StreamState>>();
  return async (rows) => {
    const named = rows.flatMap((row) => parseStored(row) ?? []).flatMap((row) => batchNamedBy(row) ?? []);
    const states = new Map<string, StreamState>();
    for (const place of named) {
      const reading = known.get(spelled(place)) ?? confirmedState(read, keys, place);
      known.set(spelled(place), reading);
      states.set(spelled(place), await reading);
    }
    return (row) => isAgreedIn(states.get(spelled(row)) ?? INITIAL, row);
  };
}

type Place = Pick<AppliedRow, 'batch' | 'confirmed'>;

const spelled = ({ batch, confirmed }: Place): string => `${confirmed} ${batch}`;

/** The state of a batch's stream after the commit that is said to have confirmed it; the initial one where that is not intact. */
async function confirmedState(read: ReadStream, keys: Keys, { batch, confirmed }: Place): Promise<StreamState> {
  const rows = (await read(batch)).slice(0, confirmed);
  if (rows.length < confirmed) return INITIAL;
  const { finding, state } = judgeAndFold({ account: batch, rows, reported: undefined }, keys, {});
  return finding === null ? state : INITIAL;
}
