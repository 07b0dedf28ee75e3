import { stateAfter } from '../../core/audit/commit.ts';
import { doesStand } from '../../core/recovery/assess/claims.ts';
import type { Envelope } from '../../core/recovery/state/commands.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { TIERS, type Tier } from '../../core/registry/account.ts';
import { identityStream, type StandingClaim } from '../../core/registry/identity.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { load } from './load.ts';
import { foldStream } from './walk.ts';

export interface FoundClaim {
  readonly claim: StandingClaim;
  readonly stands: boolean;
  /** The tier in the claim, and the tier in its holder's record. */
  readonly tiers: readonly Tier[];
}

/** The stream that asks, its state, and when. */
export interface Asking {
  readonly envelope: Pick<Envelope, 'stream'>;
  readonly state: StreamState;
  readonly now: string;
}

/** The last claim of an identity, by its own stream and the record of its holder; undefined where nobody has claimed it. */
export async function claimOf(
  ledger: Ledger,
  { envelope, state, now }: Asking,
  identity: string,
): Promise<FoundClaim | undefined> {
  const stream = identityStream(identity);
  const head = await ledger.head(stream);
  const { claim: last } = stateAfter(head) ?? (await foldStream(ledger, stream));
  if (last === null || head === undefined) return undefined;
  const claim = { ...last, seq: head.commit.seq };
  const holder = claim.holder === envelope.stream ? state : await load(ledger, claim.holder);
  const governed = Object.hasOwn(holder.governed, identity) ? holder.governed[identity] : undefined;
  const tiers = [claim.tier, governed ?? null].filter((tier) => tier !== null);
  return { claim, stands: doesStand(claim, holder, now), tiers };
}

export const highestOf = (tiers: readonly Tier[]): Tier | null =>
  [...TIERS].reverse().find((tier) => tiers.includes(tier)) ?? null;
