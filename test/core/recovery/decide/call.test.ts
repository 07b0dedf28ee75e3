import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../lambdas/core/recovery/decide/decide.ts';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import {
  CALL_SECONDS,
  CALLS_STREAM,
  type CallCommand,
  callWordsOf,
  liveCalls,
  MOST_CALLS_A_DAY,
  MOST_LIVE_CALLS,
  replyWordsOf,
} from '../../../../lambdas/core/recovery/state/calls.ts';
import type { Actor } from '../../../../lambdas/core/recovery/state/commands.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Pseudonym } from '../../../../lambdas/core/risk/facts.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { ACTORS, aContext, anEnvelope, aPersonActor, NOW, PEOPLE, registered } from '../../../support/fixtures.ts';

const CONTEXT = aContext();
const VISITOR: Actor = { by: 'visitor', session: 'page-1' };
type Opening = Extract<CallCommand, { readonly type: 'OpenCall' }>;
const opening = (over: Partial<Opening> = {}): Opening => ({
  ...{ type: 'OpenCall', account: 'cognito:jane', subject: PEOPLE.jane, desk: 'north', reason: 'sign-in' },
  ...over,
});

type Given = Parameters<typeof anEnvelope>[0];

/** One command on a stream: what is decided, and the state after it. */
function gives(
  state: StreamState,
  actor: Actor,
  command: Given,
  { id = 'call-1', now = NOW, stream = CALLS_STREAM }: { id?: string; now?: string; stream?: string } = {},
) {
  const envelope = anEnvelope(command, { id, actor, recovery: null, stream });
  const decision = decide(state, envelope, { ...CONTEXT, now });
  const events = decision.accepted ? decision.events : [{ type: 'CommandRefused' as const, ...decision.refusal }];
  const place = { seq: 1, at: now, recovery: null, origin: envelope.origin, actor, command: { type: command.type } };
  return { decision, state: events.reduce((before, event) => evolve(before, event, place), state) };
}

const refusalOf = ({ decision }: ReturnType<typeof gives>) => (decision.accepted ? null : decision.refusal.code);
const OPEN = gives(INITIAL, ACTORS.agent, opening()).state;
const answers = (heard: string, actor: Actor = ACTORS.agent) =>
  gives(OPEN, actor, { type: 'AnswerCall', call: 'call-1', heard });

describe('an agent calls an owner', () => {
  it('of their own desk, for half an hour, and one at a time', () => {
    expect(OPEN.calls.live).toMatchObject([
      { id: 'call-1', agent: PEOPLE.agent, subject: PEOPLE.jane, reason: 'sign-in' },
    ]);
    const next = gives(OPEN, ACTORS.agent, opening({ account: 'cognito:kim' }), { id: 'call-2' }).state;
    expect(next.calls.live.map(({ id }) => id)).toEqual(['call-2']);
    expect(liveCalls(next.calls, plusSeconds(NOW, CALL_SECONDS - 1))).toHaveLength(1);
    expect(liveCalls(next.calls, plusSeconds(NOW, CALL_SECONDS))).toEqual([]);
    expect(refusalOf(gives(OPEN, ACTORS.agent, opening({ desk: 'south' })))).toBe('desk-not-theirs');
    expect(refusalOf(gives(OPEN, ACTORS.verifier, opening()))).toBe('role-missing');
    const machine = aPersonActor('person:bot', { roles: ['agent'], desks: ['north'], nature: 'machine' });
    expect(refusalOf(gives(OPEN, machine, opening()))).toBe('machine-cannot-decide');
    expect(refusalOf(gives(OPEN, ACTORS.agent, opening(), { stream: 'cognito:jane' }))).toBe('call-unknown');
  });

  it('a bounded number of times a day, in which calls to nobody count too', () => {
    let state = INITIAL;
    for (let made = 0; made < MOST_CALLS_A_DAY; made += 1) {
      const tried = gives(state, ACTORS.agent, opening(made % 2 === 0 ? {} : { subject: null }), {
        id: `call-${made}`,
      });
      expect(refusalOf(tried)).toBe(made % 2 === 0 ? null : 'call-without-owner');
      state = tried.state;
    }
    expect(refusalOf(gives(state, ACTORS.agent, opening()))).toBe('too-many-calls');
    expect(refusalOf(gives(state, ACTORS.agent, opening({ subject: null })))).toBe('too-many-calls');
    const other = aPersonActor('person:other', { roles: ['agent'], desks: ['north'] });
    expect(refusalOf(gives(state, other, opening()))).toBeNull();
    expect(refusalOf(gives(state, ACTORS.agent, opening(), { now: plusSeconds(NOW, 86_400) }))).toBeNull();
  });

  it('while few enough others do: a guess of words must stay wrong', () => {
    let state = INITIAL;
    for (let at = 0; at < MOST_LIVE_CALLS; at += 1) {
      const agent = aPersonActor(`person:agent-${at}`, { roles: ['agent'], desks: ['north'] });
      state = gives(state, agent, opening(), { id: `call-${at}` }).state;
    }
    expect(state.calls.live).toHaveLength(MOST_LIVE_CALLS);
    expect(refusalOf(gives(state, ACTORS.agent, opening()))).toBe('too-many-calls');
    expect(refusalOf(gives(state, ACTORS.agent, opening(), { now: plusSeconds(NOW, CALL_SECONDS) }))).toBeNull();
  });

  it('and types the words that the called person says, which are others than their own', () => {
    const reply = replyWordsOf(CONTEXT.wordsOf, 'call-1').join(' ');
    expect(callWordsOf(CONTEXT.wordsOf, 'call-1')).toHaveLength(4);
    expect(refusalOf(answers(callWordsOf(CONTEXT.wordsOf, 'call-1').join(' ')))).toBe('words-wrong');
    const answered = answers(` ${reply.toUpperCase()}. `);
    expect(answered.state.calls.live).toMatchObject([{ answered: true }]);
    expect(refusalOf(answers(reply, aPersonActor('person:other', { roles: ['agent'], desks: ['north'] })))).toBe(
      'call-unknown',
    );
  });
});

describe('a false call', () => {
  const report = { type: 'ReportCall', call: 'call-1' } as const;
  const suspicion = (call: string | null, caller: Pseudonym | null = null) =>
    ({ type: 'ReportFalseCall', call, caller }) as const;
  const onAccount = { stream: 'cognito:jane' };

  it('ends when its owner, or a page with its words, reports it, and for nobody else', () => {
    for (const actor of [ACTORS.jane, VISITOR]) {
      const { state } = gives(OPEN, actor, report, { id: 'report-1' });
      expect(state.calls.live).toMatchObject([{ reported: true }]);
      expect(refusalOf(gives(state, ACTORS.agent, { type: 'AnswerCall', call: 'call-1', heard: 'brave otter' }))).toBe(
        'call-unknown',
      );
    }
    expect(refusalOf(gives(OPEN, ACTORS.verifier, report))).toBe('call-unknown');
    expect(refusalOf(gives(OPEN, ACTORS.jane, { type: 'ReportCall', call: 'call-9' }))).toBe('call-unknown');
  });

  it('sticks to the account like a suspicion, once a day for each witness', () => {
    const said = gives(registered(), ACTORS.jane, suspicion(null), onAccount);
    expect(said.decision).toMatchObject({ events: [{ type: 'FalseCallReported', by: PEOPLE.jane, call: null }] });
    expect(said.state.history).toMatchObject([{ what: 'suspected', by: { id: PEOPLE.jane, as: 'person' } }]);
    expect(gives(said.state, ACTORS.jane, suspicion('call-1'), onAccount).decision).toMatchObject({ events: [] });
    const tomorrow = { ...onAccount, now: plusSeconds(NOW, 86_400) };
    expect(gives(said.state, ACTORS.jane, suspicion(null), tomorrow).decision).toMatchObject({ events: [{}] });
    const page = gives(said.state, VISITOR, suspicion('call-1'), onAccount);
    expect(page.decision).toMatchObject({ events: [{ type: 'FalseCallReported', by: null, call: 'call-1' }] });
  });

  it('keeps the number that called where the owner names it, and never where a page does', () => {
    const number = 'pseudonym:calling';
    const said = gives(registered(), ACTORS.jane, suspicion(null, number), onAccount);
    expect(said.decision).toMatchObject({ events: [{ type: 'FalseCallReported', caller: number }] });
    const page = gives(registered(), VISITOR, suspicion('call-1', number), onAccount);
    expect(page.decision).toMatchObject({ events: [{ type: 'FalseCallReported' }] });
    expect(JSON.stringify(page.decision)).not.toContain('pseudonym');
  });

  it('is reported by nobody who neither owns the account nor has the words of a call', () => {
    expect(refusalOf(gives(registered(), ACTORS.verifier, suspicion(null), onAccount))).toBe('not-the-owner');
    expect(refusalOf(gives(registered(), VISITOR, suspicion(null), onAccount))).toBe('not-the-owner');
    expect(refusalOf(gives(INITIAL, ACTORS.jane, suspicion(null), onAccount))).toBe('not-the-owner');
  });
});
