import { type AccountProfile, isAccountId } from '../../registry/account.ts';
import { areSound } from '../../registry/contact.ts';
import { isPersonId, type Person } from '../../registry/person.ts';
import type { RegistryCommand } from '../state/commands.ts';

export type ProposalOf<Type extends RegistryCommand['type']> = Extract<RegistryCommand, { type: Type }>;
type OfRecord = ProposalOf<'ProposeProfile'> | ProposalOf<'ProposePerson'> | Pick<ProposalOf<'ApplyRow'>, 'record'>;

/** The record that is proposed. */
export const recordOfProposal = (command: OfRecord): Person | AccountProfile => {
  if ('record' in command) return command.record;
  return command.type === 'ProposePerson' ? command.person : command.profile;
};

/** The flaw in a proposed record, whoever proposes it; undefined for none. */
export function flawOfProposal(
  command: OfRecord,
  stream: string,
): 'proposal-mismatch' | 'contacts-malformed' | undefined {
  const record = recordOfProposal(command);
  if ('person' in record) return record.person === stream && isPersonId(stream) ? undefined : 'proposal-mismatch';
  const profile = record;
  if (profile.account !== stream || !isAccountId(stream)) return 'proposal-mismatch';
  return areSound(profile.contacts) ? undefined : 'contacts-malformed';
}
