import { KMSClient } from '@aws-sdk/client-kms';
import { KmsKeyring, type PinnedKeys, type ReadAdopted } from '../../adapters/kms/keyring.ts';
import { KmsSigner } from '../../adapters/kms/signer.ts';
import type { Family } from '../../core/audit/families.ts';
import type { Keyring, Signer } from '../../ports/signing.ts';
import { CALM } from './clients.ts';
import { once } from './environment.ts';

// The client of KMS. `signing.ts` loads this file with the first signature that is verified or made.

export const kms = /* @__PURE__ */ once(() => new KMSClient(CALM));

export const keyringOf = (pinned: PinnedKeys, readAdopted: ReadAdopted): Keyring =>
  new KmsKeyring(kms(), pinned, readAdopted);

export const signerOf = (keyring: Keyring, familyNow: () => Family): Signer => new KmsSigner(kms(), keyring, familyNow);
