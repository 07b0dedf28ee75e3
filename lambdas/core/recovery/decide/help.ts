import { NO_DESK, wordsFor } from '../../policy/vocabulary.ts';
import type { PersonId } from '../../registry/person.ts';
import { no, type Result, yes } from '../../values/result.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { desksOf, type HelpCommand, MOST_HANDOVERS, MOST_LINKS } from '../state/help.ts';
import {
  hasRole,
  humanAs,
  isSelf,
  partMissing,
  type Refused,
  type Situation,
  wrongStatus,
} from '../state/situation.ts';

/** Statuses in which a requester may still need the page: until what was granted is taken. */
const HELPED: readonly string[] = ['opened', 'proofing', 'approving', 'approved', 'executing', 'granted'];

/** Decides what a help desk does for a requester. Nothing of it changes the plan or what is demanded. */
export function decideHelp(situation: Situation, command: HelpCommand): Decision {
  const { status, stopped } = situation.recovery;
  const agent = agentIn(situation);
  if (!agent.ok) return agent.no;
  if (!HELPED.includes(status) || stopped) return wrongStatus(situation);
  return command.type === 'SendLink'
    ? sendLink(situation, agent.value, command.contact)
    : handOver(situation, agent.value, command);
}

/** The agent who opened it, or one of the desk that has it. */
function agentIn(situation: Situation): Result<PersonId, Refused> {
  const human = humanAs('agent', situation);
  if (!human.ok) return human;
  const { recovery } = situation;
  if (!hasRole(human.value, 'agent')) return no(partMissing(human.value, 'agent'));
  const isTheirs =
    isSelf(human.value, recovery.agent) || desksOf(recovery).some((desk) => human.value.desks.includes(desk));
  return isTheirs ? yes(human.value.person) : no(refuse('desk-not-theirs', { desk: recovery.desk }));
}

/** To a registered contact only (rule 8). It proves nothing, so a new contact gets it too, as it gets every notice. */
function sendLink({ recovery, state }: Situation, by: PersonId, id: string): Decision {
  const contact = (state.profile.current?.contacts ?? []).find((one) => one.id === id);
  if (contact === undefined) return refuse('contact-unknown', { contact: id });
  // Nobody can click on a call or a letter.
  if (contact.kind !== 'email' && contact.kind !== 'sms') return refuse('contact-unreachable', { contact: id });
  if (recovery.help.links >= MOST_LINKS) return refuse('recovery-full', { links: recovery.help.links });
  return accept({ type: 'LinkSent', contact: id, by });
}

/**
 * The other desk reads the recovery and goes on with it. INVARIANT: the policy still judges the desk at which it was opened, so handing over
 * never lowers what is demanded.
 */
function handOver(
  { recovery, context }: Situation,
  by: PersonId,
  { desk, reason }: Extract<HelpCommand, { type: 'HandOver' }>,
): Decision {
  const known = wordsFor(context.policy, 'desk');
  // `none` is the policy's word for a recovery without a desk: nobody is an agent of it.
  if (desk === NO_DESK || known?.includes(desk) === false) return refuse('desk-unknown', { desk });
  if (desksOf(recovery).at(-1) === desk) return accept();
  if (recovery.help.desks.length >= MOST_HANDOVERS)
    return refuse('recovery-full', { handovers: recovery.help.desks.length });
  return accept({ type: 'HandedOver', desk, by, reason });
}
