import type { PersonActor } from '../../core/recovery/commands.ts';
import { offeredToPerson, type PersonalOffer } from '../../core/recovery/offered-to-people.ts';
import { mayReadLive } from '../../core/recovery/readers.ts';
import { peopleToRecheck } from '../../core/recovery/standing.ts';
import { findRecovery, type RecoveryId } from '../../core/recovery/state.ts';
import { load } from '../ledger/load.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { streamOf } from './people-command.ts';

/**
 * What a signed-in person may do on a recovery now. Costs a read for the account, and one for each person who has confirmed or countersigned.
 * Throws `recovery-unknown` for one that has ended, that never was, or that they may not read.
 */
export async function offersTo(
  { ledger, policy, surroundings }: Pick<SubmitServices, 'ledger' | 'policy' | 'surroundings'>,
  actor: PersonActor,
  id: RecoveryId,
): Promise<{ readonly recovery: RecoveryId } & PersonalOffer> {
  const state = await load(ledger, await streamOf({ ledger }, id));
  const recovery = findRecovery(state, id);
  if (recovery === undefined || !mayReadLive(actor, recovery, state.profile.current))
    throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  const ids = [...new Set([actor.person, ...peopleToRecheck(recovery)])];
  const records = await Promise.all(ids.map((one) => load(ledger, one)));
  const people = records.flatMap(({ person: { current } }) => (current === null ? [] : [current]));
  const context = { actor, now: surroundings.now(), policy: await policy.current(), people };
  return { recovery: id, ...offeredToPerson({ state, recovery }, context) };
}
