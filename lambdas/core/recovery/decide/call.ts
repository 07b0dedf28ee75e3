import { asWords } from '../../proofing/words.ts';
import { subjectOf } from '../../registry/account.ts';
import { DAY } from '../../risk/facts.ts';
import { ageOf, type Instant } from '../../values/instant.ts';
import { no, type Result, yes } from '../../values/result.ts';
import { freezeAfter } from '../assess/freeze.ts';
import { witnessOf } from '../evolve/touch.ts';
import {
  CALLS_STREAM,
  type CallCommand,
  type Calls,
  liveCalls,
  MOST_CALLS_A_DAY,
  MOST_LIVE_CALLS,
  madeBy,
  NO_OWNER,
  replyWordsOf,
} from '../state/calls.ts';
import type { Actor, Envelope, PersonActor } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import { isSelf, partMissing, type Refused, whyTooWeak } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';
import type { ReportFalseCall } from '../state/warnings.ts';

/** Decides about the calls that the help desk makes (rule 12). None of them proves anything, or changes an account. */
export function decideCall(
  { calls }: Pick<StreamState, 'calls'>,
  { actor, command, id, stream }: Envelope<CallCommand>,
  context: DecisionContext,
): Decision {
  if (stream !== CALLS_STREAM) return refuse('call-unknown');
  if (command.type === 'OpenCall') return open(calls, { actor, id, command }, context.now);
  const call = liveCalls(calls, context.now).find((one) => one.id === command.call);
  if (call === undefined || call.reported) return refuse('call-unknown');
  if (command.type === 'ReportCall') {
    // The app has compared the words that a page typed; a signed-in person reports their own calls only.
    if (actor.by === 'visitor') return accept({ type: 'CallReported', call: call.id, by: null });
    if (actor.by !== 'person' || !isSelf(actor, call.subject)) return refuse('call-unknown');
    return accept({ type: 'CallReported', call: call.id, by: actor.person });
  }
  const agent = agentIn(actor);
  if (!agent.ok) return agent.no;
  if (!isSelf(agent.value, call.agent)) return refuse('call-unknown');
  if (asWords(command.heard) !== replyWordsOf(context.wordsOf, call.id).join(' ')) return refuse('words-wrong');
  return call.answered ? accept() : accept({ type: 'CallAnswered', call: call.id });
}

interface Opening {
  readonly actor: Actor;
  readonly id: string;
  readonly command: Extract<CallCommand, { readonly type: 'OpenCall' }>;
}

function open(calls: Calls, { actor, id, command }: Opening, now: Instant): Decision {
  const agent = agentIn(actor);
  if (!agent.ok) return agent.no;
  const { person, desks } = agent.value;
  const { account, subject, desk, reason } = command;
  if (!desks.includes(desk)) return refuse('desk-not-theirs', { desk });
  const made = madeBy(calls, person, now);
  if (made >= MOST_CALLS_A_DAY) return refuse('too-many-calls', { today: made });
  if (subject === null) return refuse(NO_OWNER);
  const others = liveCalls(calls, now).filter((one) => one.agent !== person);
  if (others.length >= MOST_LIVE_CALLS) return refuse('too-many-calls', { atOnce: others.length });
  return accept({ type: 'CallOpened', call: { id, agent: person, desk, account, subject, reason } });
}

function agentIn(actor: Actor): Result<PersonActor, Refused> {
  if (actor.by !== 'person' || !actor.roles.includes('agent')) return no(partMissing(actor, 'agent'));
  if (actor.nature === 'machine') return no(refuse('machine-cannot-decide'));
  const weak = whyTooWeak(actor, null);
  return weak === undefined ? yes(actor) : no(weak);
}

/**
 * Somebody called the owner of this account and was not the help desk, or did not behave like it. It counts like a suspicion by staff: it
 * sticks to the account, and adds to a campaign (rule 10). The owner says it signed in; a page says it of a call whose words it has shown. A
 * repetition within a day adds nothing. The number that called is kept only where the owner names it: what a page says of a number is nobody's word.
 */
export function reportFalseCall(
  state: StreamState,
  { actor, command }: Envelope<ReportFalseCall>,
  now: Instant,
): Decision {
  const { current } = state.profile;
  const isOwner = actor.by === 'person' && current !== null && isSelf(actor, subjectOf(current));
  if (!isOwner && !(actor.by === 'visitor' && current !== null && command.call !== null))
    return refuse('not-the-owner');
  const by = witnessOf(actor);
  const isSaid = state.history.some(
    (one) => one.what === 'suspected' && one.recovery === null && one.by?.id === by.id && ageOf(one.at, now) < DAY,
  );
  if (isSaid) return accept();
  const reported = {
    ...({ type: 'FalseCallReported', call: command.call } as const),
    by: actor.by === 'person' ? actor.person : null,
    ...(actor.by === 'person' && command.caller !== null ? { caller: command.caller } : {}),
  };
  return accept(reported, ...freezeAfter(state, { what: 'suspected', at: now, recovery: null, by }));
}
