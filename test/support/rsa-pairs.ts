import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyPair } from '../../local/google/iam.ts';

/** To make a pair takes longer than a case: a file of cases makes so many, and each case meets them in turn. */
const MOST = 12;
const made: KeyPair[] = [];
let next = 0;

/** Another pair than the eleven before. */
export async function rsaPair(): Promise<KeyPair> {
  const place = next++ % MOST;
  const pair = made[place] ?? (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));
  made[place] = pair;
  return pair;
}
