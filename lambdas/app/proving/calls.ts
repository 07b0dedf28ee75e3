import { asWords } from '../../core/proofing/words.ts';
import {
  CALLS_STREAM,
  type Call,
  type CallCommand,
  type CallReason,
  type Calls,
  callWordsOf,
  liveCalls,
  replyWordsOf,
} from '../../core/recovery/state/calls.ts';
import type { Actor, PersonActor } from '../../core/recovery/state/commands.ts';
import { isSelf } from '../../core/recovery/state/situation.ts';
import type { ReportFalseCall } from '../../core/recovery/state/warnings.ts';
import { type AccountId, maskedAccount, ownedBy, subjectOf } from '../../core/registry/account.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Secret } from '../../ports/secret.ts';
import type { Members } from '../../ports/workspace.ts';
import { pseudonymsFor, type TraceServices } from '../intake/open-recovery.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit, wordsOf } from '../ledger/submit.ts';
import { assertRole } from '../people/reading.ts';
import { refusalProblem } from '../problem.ts';

/** The agent who calls, and the name of the command. */
export interface CallerOrder {
  readonly actor: PersonActor;
  readonly id: string;
}

interface Opening {
  readonly account: AccountId;
  readonly desk: string;
  readonly reason: CallReason;
}

/**
 * Opens a call to the owner of an account, for half an hour; a call that the agent opened before is over. Answers with the words that the
 * agent says. Throws the refusal as a problem: `call-without-owner` does not tell whether there is such an account.
 */
export async function openCall(services: SubmitServices, order: CallerOrder, { account, desk, reason }: Opening) {
  assertRole(order.actor, 'agent');
  const profile = (await load(services.ledger, account)).profile.current;
  const subject = profile === null ? null : subjectOf(profile);
  const command = { type: 'OpenCall', account, subject, desk, reason } as const;
  await give(services, { ...order, via: 'callBack' }, command);
  const call = (await liveIn(services)).find(({ id }) => id === order.id);
  if (call === undefined) throw refusalProblem({ code: 'call-unknown', facts: {} }, { recorded: true });
  return { call: call.id, account, until: call.until, words: callWordsOf(await wordsOf(services), call.id) };
}

/** The words that the agent heard back. Throws `words-wrong`, recorded. Whoever is no agent writes nothing on the one stream of all calls. */
export async function answerCall(
  services: SubmitServices,
  order: CallerOrder,
  { call, heard }: { readonly call: string; readonly heard: string },
) {
  assertRole(order.actor, 'agent');
  await give(services, { ...order, via: 'callBack' }, { type: 'AnswerCall', call, heard });
  return { call, answered: true };
}

/** The calls that an agent makes now, with the words to say. */
export async function callsBy(services: SubmitServices, actor: PersonActor) {
  assertRole(actor, 'agent');
  const [calls, words] = [await liveIn(services), await wordsOf(services)];
  const own = calls.filter(({ agent }) => isSelf(actor, agent));
  return {
    items: own.map(({ id, account, desk, reason, at, until, answered, reported }) => ({
      ...{ call: id, account, desk, reason, at, until, answered, reported, words: callWordsOf(words, id) },
    })),
  };
}

type ReadingServices = Pick<SubmitServices, 'ledger' | 'surroundings'>;

/** The calls to somebody who is signed in: who calls, and why, without the words that a true caller says. */
export async function callsTo(services: ReadingServices, actor: Pick<PersonActor, 'person' | 'aliases'>) {
  const calls = await unreported(services);
  const own = calls.filter(({ subject }) => isSelf(actor, subject));
  return { items: await Promise.all(own.map((one) => shown(services.ledger, one))) };
}

/**
 * The call whose words these are, and the words to say back; null when nobody makes such a call. The answer for unknown words costs the same
 * whatever was typed, and tells of no person and no account.
 */
export async function callBehind(services: SubmitServices, heard: string) {
  const found = await named(services, await unreported(services), heard);
  if (found === undefined) return { call: null };
  const reply = replyWordsOf(await wordsOf(services), found.id);
  return { call: { ...(await shown(services.ledger, found)), reply } };
}

/** Reports the call whose words these are, from a page that is not signed in: it ends, and the account is under suspicion. Throws `call-unknown`. */
export async function reportByWords(
  services: SubmitServices,
  { actor, id }: { readonly actor: Actor; readonly id: string },
  heard: string,
) {
  const call = await named(services, await liveIn(services), heard);
  if (call === undefined) throw refusalProblem({ code: 'call-unknown', facts: {} }, { recorded: true });
  const giver = { actor, id, via: 'requester' };
  // INVARIANT: the call ends last, so that a report that was cut short can be sent again.
  await suspect(services, giver, { account: call.account, call: call.id, caller: null });
  if (!call.reported) await give(services, giver, { type: 'ReportCall', call: call.id });
  return { reported: true };
}

export interface OwnerReportServices extends SubmitServices, TraceServices {
  readonly members: Pick<Members, 'next'>;
}

/** Most accounts of one person that a report without a call is about. */
const MOST_ACCOUNTS = 20;

/**
 * A signed-in person reports a false caller: a call that the page shows to them, or for null somebody of whom it knows nothing, which is a
 * suspicion on each account of theirs. `number`: the one that called, where they know it. Throws `call-unknown`, also for the call of somebody
 * else, and `not-the-owner` for somebody without an account.
 */
export async function reportAsOwner(
  services: OwnerReportServices,
  { actor, id }: CallerOrder,
  { call, number }: { readonly call: string | null; readonly number: Secret | null },
): Promise<{ readonly reported: true; readonly accounts: number }> {
  const giver = { actor, id, via: 'enrolment' };
  if (call === null) {
    const accounts = await ownAccounts(services, actor);
    // Nothing would be recorded, and nobody alerted.
    if (accounts.length === 0) throw refusalProblem({ code: 'not-the-owner', facts: {} });
    const { caller } = await pseudonymsFor(services, { caller: number, network: null });
    for (const account of accounts) await suspect(services, giver, { account, call, caller });
    return { reported: true, accounts: accounts.length };
  }
  const found = (await liveIn(services)).find((one) => one.id === call);
  if (found === undefined || !isSelf(actor, found.subject))
    throw refusalProblem({ code: 'call-unknown', facts: {} }, { stream: CALLS_STREAM });
  const { caller } = await pseudonymsFor(services, { caller: number, network: null });
  await suspect(services, giver, { account: found.account, call, caller });
  if (!found.reported) await give(services, giver, { type: 'ReportCall', call });
  return { reported: true, accounts: 1 };
}

async function ownAccounts(
  { members, ledger }: OwnerReportServices,
  { person }: PersonActor,
): Promise<readonly AccountId[]> {
  const ids = await members.next(ownedBy(person), { from: person, limit: MOST_ACCOUNTS });
  const states = await Promise.all(ids.map((id) => load(ledger, id)));
  // The record may have changed since it was listed.
  return states.flatMap(({ profile: { current } }) =>
    current !== null && subjectOf(current) === person ? [current.account] : [],
  );
}

interface Giver {
  readonly actor: Actor;
  readonly id: string;
  readonly via: string;
}

const originOf = ({ actor, via }: Giver) => ({
  ...{ via, channel: actor.by === 'visitor' ? 'page' : 'api', desk: null, ticket: null },
});

async function give(services: SubmitServices, giver: Giver, command: CallCommand): Promise<Submitted> {
  const { actor, id } = giver;
  const envelope = { id, stream: CALLS_STREAM, recovery: null, actor, origin: originOf(giver), command };
  const outcome = await submit(services, envelope);
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
  return outcome;
}

async function suspect(
  services: SubmitServices,
  giver: Giver,
  { account, ...said }: { readonly account: AccountId } & Omit<ReportFalseCall, 'type'>,
): Promise<void> {
  const id = derivedId('false-call', giver.id, account);
  const command = { type: 'ReportFalseCall', ...said } as const;
  const { actor } = giver;
  const outcome = await submit(services, {
    id,
    stream: account,
    recovery: null,
    actor,
    origin: originOf(giver),
    command,
  });
  if (outcome.refusal !== null) throw refusalProblem(outcome.refusal, { recorded: true });
}

const liveIn = async ({ ledger, surroundings }: ReadingServices) =>
  liveCalls((await load(ledger, CALLS_STREAM)).calls, surroundings.now());

const unreported = async (services: ReadingServices) => (await liveIn(services)).filter(({ reported }) => !reported);

/** Compares with the words of every call, whatever was typed. */
async function named(services: SubmitServices, calls: Calls['live'], heard: string) {
  const words = await wordsOf(services);
  const typed = asWords(heard);
  return calls.filter(({ id }) => callWordsOf(words, id).join(' ') === typed)[0];
}

/** Who calls and why. The account is masked: whoever stands behind the called person may look on. */
async function shown(ledger: Ledger, { id, agent, desk, account, reason, at, until }: Call) {
  const name = (await load(ledger, agent)).person.current?.name ?? null;
  return { call: id, agent: name, desk, account: maskedAccount(account), reason, at, until };
}
