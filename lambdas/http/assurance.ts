import { ASSURANCES, type Assurance } from '../core/registry/assurance.ts';

/**
 * How strongly a caller is signed in: what the token says of itself, by `acr` (`aal1` to `aal3`, however it is wrapped) or by `amr` (`mfa`, RFC 8176
 * section 2), and at least what the deployment vouches for every token of its issuer. What is not understood counts as one factor.
 */
export function assuranceIn(claims: Readonly<Record<string, unknown>>, issuers: Assurance): Assurance {
  const level = Number(/(?:^|[^a-z])aal([123])$/i.exec(String(claims['acr'] ?? ''))?.[1] ?? 1);
  const methods = [claims['amr']].flat();
  const said = Math.max(level, methods.includes('mfa') ? 2 : 1, issuers);
  return ASSURANCES.find((one) => one === said) ?? 1;
}
