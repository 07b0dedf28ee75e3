import type { Actor, Origin } from '../../core/recovery/state/commands.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { claimedBy, identityStream } from '../../core/registry/identity.ts';
import type { Person } from '../../core/registry/person.ts';
import { derivedId } from '../../core/values/hash.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** The claiming actor, and the command that needs the claims. */
export interface Claimer {
  readonly id: string;
  readonly actor: Actor;
  readonly origin: Origin;
}

/**
 * Claims every identity of a record, each by a commit on the identity's stream, before the command that relies on them. A repeated command
 * finds the claims from before a crash. Throws the refusal as a problem when another record has an identity.
 */
export async function claimIdentities(
  services: SubmitServices,
  { id, actor, origin }: Claimer,
  record: Person | AccountProfile,
): Promise<void> {
  const holder = 'person' in record ? record.person : record.account;
  const outcomes = await Promise.all(
    claimedBy(record).map((identity) =>
      submit(services, {
        ...{ id: derivedId('claim-identity', id, holder, identity), stream: identityStream(identity), recovery: null },
        ...{ actor, origin, command: { type: 'ClaimIdentity', identity, holder } },
      }),
    ),
  );
  const refused = outcomes.find(({ refusal }) => refusal !== null)?.refusal;
  if (refused != null) throw refusalProblem(refused, { recorded: true });
}
