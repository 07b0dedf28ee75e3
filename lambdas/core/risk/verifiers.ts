import type { CampaignCount, Detector } from './facts.ts';

/** The counts about one verifier: of all accounts, of those with this caller or network, and of those where a sighting failed. */
type OfVerifier = Extract<CampaignCount['by'], `verifier${string}`>;

/**
 * Number of other accounts from which a verifier is unusual. `verifier`, in 24 hours: one every quarter of an hour, for eight hours.
 * `verifier-caller`: two people may share a telephone, three do not. `verifier-network`: half of what is remarkable for a network alone, as an
 * office has one network for all. `verifier-failed`, in 30 days: one impostor may come to any desk, five do not come to one person.
 */
const UNUSUAL: Readonly<Record<OfVerifier, { readonly from: number; readonly says: (accounts: number) => string }>> = {
  verifier: { from: 32, says: (accounts) => `confirmed ${accounts} other accounts within 24 hours` },
  'verifier-caller': { from: 2, says: (accounts) => `confirmed ${accounts} other accounts for the same caller` },
  'verifier-network': { from: 5, says: (accounts) => `confirmed ${accounts} other accounts for the same network` },
  'verifier-failed': { from: 5, says: (accounts) => `had failed sightings of ${accounts} other accounts in 30 days` },
};

/** Whether a count is about a verifier. */
const isOfVerifier = (by: CampaignCount['by']): by is OfVerifier => Object.hasOwn(UNUSUAL, by);

export const UNUSUAL_VERIFIER = 'unusual-verifier';

/** A verifier who confirms what is asked of them, or is impersonated themselves (rule 10). */
export const unusualVerifier: Detector = {
  name: UNUSUAL_VERIFIER,
  weight: 40,
  detect({ campaign }) {
    const said = campaign?.flatMap(({ by, accounts }) =>
      isOfVerifier(by) && accounts >= UNUSUAL[by].from ? UNUSUAL[by].says(accounts) : [],
    );
    return said === undefined || said.length === 0 ? undefined : `a verifier ${[...new Set(said)].join(', ')}`;
  },
};

export const VERIFIER_OUT_OF_PLACE = 'verifier-out-of-place';

/** A sighting at an hour, or by a desk, at which this account is not usually seen: the verifier may be impersonated, or asked a favour. */
export const verifierOutOfPlace: Detector = {
  name: VERIFIER_OUT_OF_PLACE,
  weight: 20,
  detect({ sightings: { elsewhere, outOfHours } }) {
    const said = [
      ...(elsewhere ? ['from another desk than the one that was asked'] : []),
      ...(outOfHours ? ['outside of working hours'] : []),
    ];
    return said.length === 0 ? undefined : `a verifier confirmed ${said.join(', and ')}`;
  },
};
