import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { Ledger, PolicyFileChecker, Surroundings } from '../../ports/ledger.ts';
import { load } from '../ledger/load.ts';
import { textOfVersion } from '../ledger/reading-facts.ts';
import { shownDifference } from './policy-difference.ts';
import { assertRole } from './reading.ts';

export interface PolicyFileServices {
  readonly ledger: Ledger;
  readonly checkFile: PolicyFileChecker;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

/** Most problems in one answer. */
const MOST_FAULTS = 100;

/**
 * Checks the text of a policy file as `policy propose` does, for administrators: its problems by line, or the compiled policy and how it differs
 * from the one in force. Nothing is proposed and nothing is recorded: that is another request, with the compiled text.
 */
export async function checkPolicyText(
  { ledger, checkFile, surroundings }: PolicyFileServices,
  actor: PersonActor,
  text: string,
) {
  assertRole(actor, 'admin');
  const { current } = (await load(ledger, POLICY_STREAM)).policy;
  const inForce = current === null ? null : await textOfVersion(ledger, current);
  const checked = await checkFile({ text, inForce, now: surroundings.now() });
  if (checked.faults !== null)
    return {
      faults: checked.faults.slice(0, MOST_FAULTS),
      count: checked.faults.length,
      policy: null,
      difference: null,
    };
  const { policy, difference } = checked;
  return { faults: [], count: 0, policy, difference: shownDifference(difference) };
}
