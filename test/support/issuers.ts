import { entraIssuer } from './issuers/entra.ts';
import { googleIssuer } from './issuers/google.ts';
import { iamIssuer } from './issuers/iam.ts';
import type { Issuer } from './issuers/issuer.ts';
import { oktaKeyIssuer, oktaSecretIssuer } from './issuers/okta.ts';

/** `lagMs`: milliseconds after which a new key opens something; at IAM and at Google a list shows any change after them. */
type MakeIssuer = (secret: string, lagMs: number) => Promise<Issuer>;

/** Issuers of keys with a stand-in, by the name that a table gives them. */
const ISSUERS = {
  IAM: iamIssuer,
  Entra: entraIssuer,
  Okta: oktaSecretIssuer,
  'Okta key': oktaKeyIssuer,
  Google: googleIssuer,
} as const satisfies Readonly<Record<string, MakeIssuer>>;

export type KeyIssuerName = keyof typeof ISSUERS;
export const KEY_ISSUERS = Object.keys(ISSUERS) as readonly KeyIssuerName[];

export const issuerOf = (name: KeyIssuerName, secret: string, lagMs = 0): Promise<Issuer> =>
  ISSUERS[name](secret, lagMs);
