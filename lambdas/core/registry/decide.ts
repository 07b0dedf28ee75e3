import { digestOf } from '../audit/hash.ts';
import { isAccountId } from '../recovery/account.ts';
import type { Envelope, PersonActor, RegistryCommand } from '../recovery/commands.ts';
import { accept, type Decision, refuse } from '../recovery/decision.ts';
import { isPersonId } from '../recovery/person.ts';
import type { StreamState } from '../recovery/state.ts';

/** Accounts and people change only when a second administrator confirms exactly what the first proposed (rule 6). */
export function decideRegistry(state: StreamState, envelope: Envelope<RegistryCommand>): Decision {
  const { actor, command, stream } = envelope;
  if (actor.by !== 'person' || !actor.roles.includes('admin')) return refuse('role-missing', { role: 'admin' });
  if (actor.nature === 'machine') return refuse('machine-cannot-decide');
  switch (command.type) {
    case 'ProposeProfile': {
      const { profile } = command;
      if (profile.account !== stream || !isAccountId(stream)) return refuse('proposal-mismatch');
      return accept({ type: 'ProfileProposed', profile, by: actor.person, digest: digestOf(profile) });
    }
    case 'ProposePerson': {
      const { person } = command;
      if (person.person !== stream || !isPersonId(stream)) return refuse('proposal-mismatch');
      return accept({ type: 'PersonProposed', person, by: actor.person, digest: digestOf(person) });
    }
    case 'ConfirmProposal':
      return confirm(state, actor, command.digest);
  }
}

function confirm({ profile, person }: StreamState, actor: PersonActor, digest: string): Decision {
  const proposal = profile.proposal ?? person.proposal;
  if (proposal === null || proposal.digest !== digest) return refuse('no-such-proposal', { digest });
  const self = [actor.person, ...actor.aliases];
  if (self.includes(proposal.by)) return refuse('same-proposer');
  const concerned = profile.proposal?.value.owner ?? person.proposal?.value.person ?? null;
  if (concerned !== null && self.includes(concerned))
    return refuse('conflicting-part', { holds: 'owner', wants: 'approver' });
  return accept({ type: profile.proposal === null ? 'PersonConfirmed' : 'ProfileConfirmed', by: actor.person, digest });
}
