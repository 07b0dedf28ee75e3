import { X509Certificate } from 'node:crypto';
import { ApiKeySystem } from '../../lambdas/app/workflow/api-key.ts';
import { CertificateSystem } from '../../lambdas/app/workflow/certificate.ts';
import type { RotatedSystem } from '../../lambdas/app/workflow/rotated-system.ts';
import type { KeyUse } from '../../lambdas/ports/key-api.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { canaryOf, heldIn, membersOf, publicPart } from './certificates.ts';
import { entraCertificates } from './entra-certificates.ts';
import type { IssuerSide } from './issuers/issuer.ts';
import { issuerOf, KEY_ISSUERS, type KeyIssuerName } from './issuers.ts';

/** All systems that have something of a secret, by the name that a table gives them. */
export const ISSUERS = [...KEY_ISSUERS, 'Entra certificate'] as const;
export type IssuerName = (typeof ISSUERS)[number];

type Value = Readonly<Record<string, string>>;

interface SystemOptions {
  readonly looks: number;
  readonly pause: () => Promise<void>;
  readonly onRevoked: (id: string, lastUse: KeyUse | undefined) => void;
}

/** A system behind a secret, in one shape for what its tests ask. */
export interface IssuedSystem {
  readonly issuer: IssuerSide;
  /** Members of the secret's first value, and the id that the issuer gave to what it has of it. */
  readonly value: Value;
  readonly id: string;
  /** A piece of the first value that nobody may see. */
  readonly canary: string;
  /** The id and the key of a value, the key as `valid` of the issuer has it; undefined for no value. */
  readonly keyIn: (value: Value) => { readonly keyId?: string | undefined; readonly key?: string | undefined };
  /** Whether a consumer gets in with a value. */
  readonly opens: (value: Value) => Promise<boolean>;
  /** Makes what nobody knows, since the answer that had it was lost; its id. */
  readonly orphan: () => Promise<string>;
  /** The system, whose calls go through something that may break them. */
  readonly system: (through: <Port extends object>(port: Port) => Port, options: SystemOptions) => RotatedSystem;
}

export const issuedSystem = (name: IssuerName, secret: string, lagMs?: number): Promise<IssuedSystem> =>
  name === 'Entra certificate' ? certificateSystem(secret, lagMs) : keySystem(name, secret, lagMs);

async function keySystem(name: KeyIssuerName, secret: string, lagMs?: number): Promise<IssuedSystem> {
  const issuer = await issuerOf(name, secret, lagMs);
  const key = issuer.first.key.reveal();
  return {
    ...{ issuer, id: issuer.first.id, canary: key, value: { keyId: issuer.first.id, key } },
    keyIn: (value) => ({ keyId: value['keyId'], key: value['key'] }),
    opens: (value) => issuer.api.accepts({ id: value['keyId'] ?? '', key: new Secret(value['key'] ?? '') }),
    orphan: async () => (await issuer.api.create(`${secret}:lost`)).id,
    system: (through, options) => new ApiKeySystem(through(issuer.api), secret, options),
  };
}

async function certificateSystem(secret: string, lagMs = 0): Promise<IssuedSystem> {
  const issuer = await entraCertificates(secret, lagMs);
  return {
    ...{ issuer, id: issuer.first.id, canary: canaryOf(issuer.first), value: membersOf(issuer.first) },
    keyIn: ({ certificate }) =>
      certificate === undefined
        ? {}
        : { keyId: new X509Certificate(certificate).fingerprint, key: publicPart(certificate) },
    opens: (value) => issuer.api.accepts(heldIn(value)),
    orphan: issuer.orphan,
    system: (through, options) => new CertificateSystem(through(issuer.api), secret, options),
  };
}
