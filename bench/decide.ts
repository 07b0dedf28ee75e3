import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compilePolicy } from '../lambdas/adapters/policy-compiler.ts';
import { seal, stateAfter } from '../lambdas/core/audit/commit.ts';
import { digestOf } from '../lambdas/core/audit/hash.ts';
import { type Instant, plusSeconds } from '../lambdas/core/instant.ts';
import type { VersionedPolicy } from '../lambdas/core/policy/policy.ts';
import { ACTIONS, type AccountProfile } from '../lambdas/core/recovery/account.ts';
import type { Actor, Command, Envelope, PersonActor } from '../lambdas/core/recovery/commands.ts';
import { decide } from '../lambdas/core/recovery/decide.ts';
import type { DecisionContext } from '../lambdas/core/recovery/decision.ts';
import { evolve } from '../lambdas/core/recovery/evolve.ts';
import { planDigest } from '../lambdas/core/recovery/plan.ts';
import { INITIAL, MOST_OPEN, REMEMBERED, type StreamState } from '../lambdas/core/recovery/state.ts';
import { type Bench, spread, timed } from './measure.ts';

const NOW: Instant = '2026-11-20T10:00:00.000Z';
const RULES = 50;
const RUNS = 1_000;
const RECOVERY = 'recovery-0';

const PROFILE: AccountProfile = {
  ...{ account: 'secret:prod/payments/db', kind: 'service-account', tier: 'critical', environment: 'production' },
  ...{ owner: null, custodians: ['person:cora', 'person:carl'], manager: null },
  ...{ connector: 'secrets-manager', target: 'prod/payments/db' },
};

const person = (name: string, over: Partial<PersonActor> = {}): PersonActor => ({
  ...{ by: 'person', person: `person:${name}`, aliases: [], nature: 'human', roles: [], groups: [], ...over },
});

/** The shipped policy with rules for other environments added, up to as many as a large organisation may have. */
function largePolicy(): VersionedPolicy {
  const path = fileURLToPath(new URL('../policies/default.yaml', import.meta.url));
  const { policy } = compilePolicy(readFileSync(path, 'utf8'), path);
  const more = Array.from({ length: RULES - policy.rules.length }, (_, index) => ({
    ...{ id: `more-${index}`, control: 'desk-scope', when: { environment: [`region-${index}`] }, deny: 'not here' },
  }));
  const large = { ...policy, rules: [...policy.rules, ...more] };
  return { ...large, digest: digestOf(large) };
}

const policy = largePolicy();

const CONTEXT: DecisionContext = {
  ...{ now: NOW, policy, adopted: policy.digest, newId: 'proof-1' },
  capabilities: { 'secrets-manager': ACTIONS },
};

const envelope = (command: Command, actor: Actor, recovery = RECOVERY): Envelope => ({
  ...{ id: 'command-1', stream: PROFILE.account, recovery, actor, command },
  origin: { via: 'bench', channel: 'ticket', desk: 'north', ticket: { source: 'jira', id: 'OPS-1' } },
});

function after(state: StreamState, given: Envelope): StreamState {
  const decision = decide(state, given, CONTEXT);
  if (!decision.accepted) throw new Error(`the bench was refused: ${decision.refusal.code}`);
  return decision.events.reduce((next, event) => evolve(next, event, { at: NOW, recovery: given.recovery }), state);
}

/** An account with a long history: as many recoveries open and remembered as a state ever holds. */
function crowded(): StreamState {
  const ended = Array.from({ length: REMEMBERED }, (_, index) => ({
    ...({
      id: `ended-${index}`,
      action: 'rotate-secret',
      end: 'closed',
      at: NOW,
      openedAt: plusSeconds(NOW, -index),
    } as const),
  }));
  const actions = ['rotate-secret', ...ACTIONS.filter((action) => action !== 'rotate-secret')] as const;
  const opened = actions.slice(0, MOST_OPEN).map((action, index) => {
    const asked = { action, reason: 'leaked', requester: 'person:cora', agent: null, channel: 'ticket' } as const;
    const command: Command = { type: 'OpenRecovery', ...asked, ticket: null, requestedSeconds: null };
    return envelope(command, person('cora'), `recovery-${index}`);
  });
  const start = { ...INITIAL, profile: { current: PROFILE, proposal: null }, ended };
  return opened.reduce(after, start);
}

const workflow: Actor = { by: 'workflow' };
const assess = envelope({ type: 'AssessRecovery' }, workflow);
const attest = envelope(
  { type: 'RecordProof', method: 'custodian-attestation', outcome: 'verified', reference: null },
  person('carl'),
);

function countersign(state: StreamState): Envelope {
  const { plan = null, proofs = [] } = state.recoveries[RECOVERY] ?? {};
  const digest = plan === null ? '' : planDigest(RECOVERY, plan, proofs);
  return envelope({ type: 'CountersignPlan', digest }, person('pia', { groups: ['platform'] }));
}

async function run() {
  const opened = crowded();
  const proved = [assess, attest].reduce(after, opened);
  const signing = countersign(proved);
  const head = seal(undefined, proved, signing, { at: NOW, policy: policy.digest, events: [] });
  const wholeCommand = () => {
    const state = stateAfter(head) ?? INITIAL;
    const decision = decide(state, signing, CONTEXT);
    return seal(head, state, signing, {
      at: NOW,
      policy: policy.digest,
      events: decision.accepted ? decision.events : [],
    });
  };
  return [
    ...spread(
      'assess',
      timed(() => decide(opened, assess, CONTEXT), RUNS),
      500,
    ),
    ...spread(
      'countersign',
      timed(() => decide(proved, signing, CONTEXT), RUNS),
      500,
    ),
    ...spread('read the state, decide, seal', timed(wholeCommand, RUNS), 2_000),
  ];
}

/** What a command costs the processor, at its dearest. */
export const decideBench: Bench = {
  says: `a command on an account with ${MOST_OPEN} open and ${REMEMBERED} ended recoveries, under ${RULES} rules`,
  run,
};
