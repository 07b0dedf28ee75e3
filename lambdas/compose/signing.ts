import { KmsKeyring, type PinnedKeys } from '../adapters/kms/keyring.ts';
import { KmsSigner } from '../adapters/kms/signer.ts';
import { ENV } from '../contract/environment.ts';
import { FAMILIES, type Family } from '../core/audit/families.ts';
import type { Keyring, Signer } from '../ports/signing.ts';
import { kms } from './clients.ts';
import { environment, once } from './environment.ts';

/** The keys of all families, pinned by the deployment. Throws where one is missing: then nothing could be verified. */
const pinnedKeys = /* @__PURE__ */ once((): PinnedKeys => {
  const pinned = JSON.parse(environment(ENV.ledgerKeys)) as Partial<PinnedKeys>;
  const missing = FAMILIES.filter((family) => !(Array.isArray(pinned[family]) && pinned[family].length > 0));
  if (missing.length > 0) throw new Error(`\`${ENV.ledgerKeys}\` names no key of ${missing.join(', ')}`);
  return pinned as PinnedKeys;
});

/** What verifies signatures, in every function that reads the ledger or its stream. */
export const keyring = /* @__PURE__ */ once((): Keyring => new KmsKeyring(kms(), pinnedKeys()));

/** Signs what a function appends, as the family that it belongs to. */
export const signer = /* @__PURE__ */ once((): Signer => new KmsSigner(kms(), pinnedKeys(), familyOfTheFunction));

/** Throws where the function belongs to none: it appends nothing. */
function familyOfTheFunction(): Family {
  const name = environment(ENV.signingFamily);
  const found = FAMILIES.find((one) => one === name);
  if (found === undefined) throw new Error(`there is no family \`${name}\``);
  return found;
}
