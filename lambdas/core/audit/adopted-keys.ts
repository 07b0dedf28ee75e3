import type { AdoptedKey } from '../registry/signing-key.ts';
import { KEYS_STREAM } from '../registry/signing-key.ts';
import { datedHalves, keysAmong, type PinnedHalf, type PublicHalf } from './keys.ts';
import type { StoredCommit } from './verify.ts';
import { BEGINNING, NO_VOIDS, stepOver } from './voids.ts';

/**
 * The halves that count, by the commits of the stream of signing keys. Each of its commits is verified by the keys that counted before it, so
 * that a chain leads from the first keys to the newest. Forged commits are passed over. Pure and total.
 */
export function halvesBy(rows: readonly StoredCommit[], pinned: readonly PinnedHalf[]): readonly PublicHalf[] {
  let footing = BEGINNING;
  for (const row of rows) {
    const keys = keysAmong(datedHalves(pinned, adoptedIn(footing)));
    const stepped = stepOver(KEYS_STREAM, footing, row, { keys, voids: NO_VOIDS });
    // A gap: what comes after it cannot be judged.
    if (stepped.is === 'wrong') break;
    footing = stepped.footing;
  }
  return datedHalves(pinned, adoptedIn(footing));
}

const adoptedIn = ({ state }: typeof BEGINNING): readonly AdoptedKey[] => state.signingKeys;
