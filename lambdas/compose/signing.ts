import type { PinnedKeys } from '../adapters/kms/keyring.ts';
import { ENV } from '../contract/environment.ts';
import { FAMILIES, type Family } from '../core/audit/families.ts';
import type { Keyring, Signer } from '../ports/signing.ts';
import { environment, later, once } from './environment.ts';

/** The keys of all families, pinned by the deployment. Throws when one is missing: then nothing could be verified. */
const pinnedKeys = /* @__PURE__ */ once((): PinnedKeys => {
  const pinned = JSON.parse(environment(ENV.ledgerKeys)) as Partial<PinnedKeys>;
  const missing = FAMILIES.filter((family) => !(Array.isArray(pinned[family]) && pinned[family].length > 0));
  if (missing.length > 0) throw new Error(`\`${ENV.ledgerKeys}\` names no key of ${missing.join(', ')}`);
  return pinned as PinnedKeys;
});

const kms = () => import('./kms.ts');

/** Verifies signatures, in every function that reads the ledger or its stream. */
export const keyring = /* @__PURE__ */ once((): Keyring => {
  const pinned = pinnedKeys();
  return later(async () => (await kms()).keyringOf(pinned), { keysFor: true, halves: true });
});

/** Signs a function's commits with its family's key. */
export const signer = /* @__PURE__ */ once((): Signer => {
  const pinned = pinnedKeys();
  return later(async () => (await kms()).signerOf(pinned, familyOfTheFunction), { writerOf: true, sign: true });
});

/** Throws for a function without a family: it must append nothing. */
function familyOfTheFunction(): Family {
  const name = environment(ENV.signingFamily);
  const found = FAMILIES.find((one) => one === name);
  if (found === undefined) throw new Error(`there is no family \`${name}\``);
  return found;
}
