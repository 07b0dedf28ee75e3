import type { Command, Envelope } from '../../core/recovery/state/commands.ts';
import type { RegistryFacts } from '../../core/recovery/state/decision.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { rangeOf } from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { lyingIn, walk } from './walk.ts';

/** The stored commits that a proposed voiding names, verified again each time. Only for a command that proposes or may confirm a voiding. */
export async function lyingFor(ledger: Ledger, command: Command, state: StreamState): Promise<RegistryFacts['lying']> {
  const open = command.type === 'ConfirmProposal' ? state.voiding.proposal?.value : undefined;
  const voiding = command.type === 'ProposeVoiding' ? command.voiding : open;
  return voiding === undefined ? [] : lyingIn(ledger, voiding.stream, rangeOf(voiding));
}

/** The voided commits of a stream that continues after them. */
export const passedFor = async (ledger: Ledger, { command, stream }: Envelope): Promise<RegistryFacts['passed']> =>
  command.type === 'ResumeStream' ? (await walk(ledger, stream)).passed : [];
