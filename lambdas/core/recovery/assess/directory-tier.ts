import type { Tier } from '../../registry/account.ts';
import { higherTier } from '../../registry/identity.ts';
import { withTierRaised } from '../evolve/registry.ts';
import type { RegistryEvent } from '../state/events.ts';
import type { Situation } from '../state/situation.ts';

/** A situation in which the directory's tier counts, and the event that says so; no event where the record says as much already. */
interface Raised {
  readonly situation: Situation;
  readonly events: readonly RegistryEvent[];
}

/** The higher tier counts: of the record and of the directory (rule 6). What the directory says lowers nothing. */
export function raisedBy(directoryTier: Tier | null, situation: Situation): Raised {
  const { current } = situation.state.profile;
  const to = current === null ? null : higherTier(current.tier, directoryTier);
  if (current === null || to === null || to === current.tier) return { situation, events: [] };
  const state = withTierRaised(situation.state, to);
  return { situation: { ...situation, state }, events: [{ type: 'TierRaised', from: current.tier, to }] };
}
