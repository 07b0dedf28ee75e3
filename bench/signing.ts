import { generateKeyPairSync, sign } from 'node:crypto';
import { publicHalf } from '../lambdas/adapters/kms/public-half.ts';
import { copiesOf } from '../lambdas/core/audit/alert.ts';
import type { Keys } from '../lambdas/core/audit/keys.ts';
import { openStored, type StoredCommit } from '../lambdas/core/audit/verify.ts';
import { aWholeCommand } from './decide.ts';
import { type Bench, type Measure, median, ratio, timed } from './measure.ts';

const RUNS = 300;
/** Rounds of this many runs; the median counts. */
const ROUNDS = 7;

async function run(): Promise<readonly Measure[]> {
  const { head, work } = aWholeCommand();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const half = publicHalf({ ...head.commit.writer, from: null, until: null, spki });
  const keys: Keys = () => half;
  const message = head.commit.prev + head.bytes;
  const signHead = () => sign('sha256', Buffer.from(message), privateKey);
  const { commit, ...kept } = head;
  const { account, seq } = commit;
  const row: StoredCommit = {
    ...{ ...kept, account, seq, copies: copiesOf(commit), signature: signHead().toString('base64') },
  };
  const works = {
    command: work,
    verify: () => half.verifies(message, row.signature),
    open: () => openStored(row, account, keys),
    sign: signHead,
  };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ...{ command: median(timed(works.command, RUNS)), verify: median(timed(works.verify, RUNS)) },
    ...{ open: median(timed(works.open, RUNS)), sign: median(timed(works.sign, RUNS)) },
  }));
  const of = (name: keyof typeof works): readonly number[] => rounds.map((round) => round[name]);
  const beside = (what: string, name: keyof typeof works): readonly Measure[] => [
    { what: `${what}, p50`, value: median(of(name)), unit: 'µs' },
    { what: `${what}, p50 to that of the command`, value: ratio(of(name), of('command')), unit: 'x', atMost: 1 },
  ];
  return [
    { what: 'the same command without signatures, p50', value: median(of('command')), unit: 'µs' },
    ...beside('verify the signature of the head', 'verify'),
    ...beside('verify everything of the head', 'open'),
    // Deployed, KMS signs: one call over the network, with far less processor time.
    ...beside('sign, as the local KMS could at best', 'sign'),
  ];
}

/** The cost of signed commits for a command: one signature, and at most two verified commits (the head, and an earlier command). */
export const signingBench: Bench = {
  says: 'signing and verifying one commit, beside everything else that the processor does for a command',
  run,
};
