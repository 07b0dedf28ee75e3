import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { PersonId, StaffPasskey } from '../../core/registry/person.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import { loadLastGood } from '../ledger/load.ts';

/** With what somebody signs what they decide. */
interface OwnSigning {
  readonly person: PersonId;
  /** The time of the service, for the statement: the clock of the signer's device may be wrong. */
  readonly at: Instant;
  /** The passkeys in their record; without one, they sign nothing and nothing is asked of them. */
  readonly passkeys: readonly Pick<StaffPasskey, 'credentialId' | 'site'>[];
}

/** Strongly consistent. An administrator whose own stream is stopped voids commits too: their last good record counts. */
export async function signingOfOwn(
  { ledger, surroundings }: { readonly ledger: Ledger; readonly surroundings: Pick<Surroundings, 'now'> },
  { person }: PersonActor,
): Promise<OwnSigning> {
  const { current } = (await loadLastGood(ledger, person)).person;
  const passkeys = (current?.passkeys ?? []).map(({ credentialId, site }) => ({ credentialId, site }));
  return { person, at: surroundings.now(), passkeys };
}
