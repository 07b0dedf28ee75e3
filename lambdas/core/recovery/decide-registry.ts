import { type AccountProfile, isAccountId } from '../registry/account.ts';
import { POLICY_STREAM } from '../registry/adoption.ts';
import { areSound } from '../registry/contact.ts';
import { isPersonId, type PersonId } from '../registry/person.ts';
import { digestOf } from '../values/hash.ts';
import type { Envelope, PersonActor, RegistryCommand } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { isSelf, whyTooWeak } from './situation.ts';
import type { StreamState } from './state.ts';

/** Accounts, people and the policy in force change only when a second administrator confirms exactly what the first proposed (rule 6). */
export function decideRegistry(state: StreamState, envelope: Envelope<RegistryCommand>): Decision {
  const { actor, command, stream } = envelope;
  if (actor.by !== 'person' || !actor.roles.includes('admin')) return refuse('role-missing', { role: 'admin' });
  if (actor.nature === 'machine') return refuse('machine-cannot-decide');
  const weak = whyTooWeak(actor, state.profile.current);
  if (weak !== undefined) return weak;
  switch (command.type) {
    case 'ProposeProfile': {
      const { profile } = command;
      if (profile.account !== stream || !isAccountId(stream)) return refuse('proposal-mismatch');
      if (!areSound(profile.contacts)) return refuse('contacts-malformed');
      return accept({ type: 'ProfileProposed', profile, by: actor.person, digest: digestOf(profile) });
    }
    case 'ProposePerson': {
      const { person } = command;
      if (person.person !== stream || !isPersonId(stream)) return refuse('proposal-mismatch');
      return accept({ type: 'PersonProposed', person, by: actor.person, digest: digestOf(person) });
    }
    case 'ProposePolicy': {
      const { adoption } = command;
      if (stream !== POLICY_STREAM) return refuse('proposal-mismatch');
      return accept({ type: 'PolicyProposed', adoption, by: actor.person, digest: digestOf(adoption) });
    }
    case 'ProposeLift': {
      const { lift } = command;
      if (state.freeze === null) return refuse('not-frozen');
      return accept({
        type: 'LiftProposed',
        lift,
        by: actor.person,
        digest: digestOf({ ...lift, since: state.freeze.at }),
      });
    }
    case 'ConfirmProposal':
      return confirm(state, actor, command.digest);
  }
}

/** Whose account it is, or becomes: they propose, and never confirm. */
const peopleOf = (profile: AccountProfile | null | undefined): readonly PersonId[] =>
  profile == null ? [] : [...(profile.owner === null ? [] : [profile.owner]), ...profile.custodians];

function confirm(state: StreamState, actor: PersonActor, digest: string): Decision {
  const found = CONFIRMED.find(([member]) => state[member].proposal?.digest === digest);
  const proposal = found === undefined ? null : state[found[0]].proposal;
  if (found === undefined || proposal === null) return refuse('no-such-proposal', { digest });
  if (isSelf(actor, proposal.by)) return refuse('same-proposer');
  const { profile, person } = state;
  const concerned = [...peopleOf(profile.current), ...peopleOf(profile.proposal?.value), person.proposal?.value.person];
  if (concerned.some((one) => one !== undefined && isSelf(actor, one)))
    return refuse('conflicting-part', { holds: 'owner', wants: 'approver' });
  return accept({ type: found[1], by: actor.person, digest });
}

/** What each kind of proposal becomes. */
const CONFIRMED = [
  ['profile', 'ProfileConfirmed'],
  ['person', 'PersonConfirmed'],
  ['policy', 'PolicyAdopted'],
  ['lift', 'FreezeLifted'],
] as const;
