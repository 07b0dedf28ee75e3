import { DynamoDbLedger } from '../../adapters/dynamodb/ledger.ts';
import type { PinnedKeys } from '../../adapters/kms/keyring.ts';
import { ENV } from '../../contract/environment.ts';
import { halvesBy } from '../../core/audit/adopted-keys.ts';
import { FAMILIES, type Family } from '../../core/audit/families.ts';
import type { PinnedHalf, PublicHalf } from '../../core/audit/keys.ts';
import type { StoredCommit } from '../../core/audit/verify.ts';
import { KEYS_STREAM } from '../../core/registry/signing-key.ts';
import type { Keyring, Signer } from '../../ports/signing.ts';
import { dynamo } from './clients.ts';
import { environment, later, once } from './environment.ts';

/** The keys of all families, pinned by the deployment. Throws when one is missing: then nothing could be verified. */
export const pinnedKeys = /* @__PURE__ */ once((): PinnedKeys => {
  const pinned = JSON.parse(environment(ENV.ledgerKeys)) as Partial<PinnedKeys>;
  const missing = FAMILIES.filter((family) => !(Array.isArray(pinned[family]) && pinned[family].length > 0));
  if (missing.length > 0) throw new Error(`\`${ENV.ledgerKeys}\` names no key of ${missing.join(', ')}`);
  return pinned as PinnedKeys;
});

const kms = () => import('./kms.ts');

/** Verifies signatures, in every function that reads the ledger or its stream. */
export const keyring = /* @__PURE__ */ once((): Keyring => {
  const pinned = pinnedKeys();
  const itself: Keyring = later(async () => (await kms()).keyringOf(pinned, (held) => adoptedOf(itself, held)), {
    ...{ keysFor: true, halves: true, pinned: true, current: true },
  });
  return itself;
});

const PAGE = 100;

/** Each commit of the stream is verified with the keys that counted before it, and not by the keyring itself. */
async function adoptedOf(itself: Keyring, held: readonly PinnedHalf[]): Promise<readonly PublicHalf[]> {
  const ledger = new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable), itself);
  const rows: StoredCommit[] = [];
  for (;;) {
    const page = await ledger.read(KEYS_STREAM, { from: rows.length + 1, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return halvesBy(rows, held);
  }
}

/** Signs a function's commits with its family's key. */
export const signer = /* @__PURE__ */ once(
  (): Signer =>
    later(async () => (await kms()).signerOf(keyring(), familyOfTheFunction), { writerOf: true, sign: true }),
);

/** Throws for a function without a family: it must append nothing. */
function familyOfTheFunction(): Family {
  const name = environment(ENV.signingFamily);
  const found = FAMILIES.find((one) => one === name);
  if (found === undefined) throw new Error(`there is no family \`${name}\``);
  return found;
}
