import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compilePolicy } from '../lambdas/adapters/policy/compiler.ts';
import { type HashedCommit, hashCommit, stateAfter } from '../lambdas/core/audit/commit.ts';
import type { Policy, VersionedPolicy } from '../lambdas/core/policy/policy.ts';
import { decide } from '../lambdas/core/recovery/decide/decide.ts';
import { MOST_OPEN } from '../lambdas/core/recovery/decide/open.ts';
import { remember } from '../lambdas/core/recovery/evolve/touch.ts';
import type { Actor, Command, Envelope, PersonActor } from '../lambdas/core/recovery/state/commands.ts';
import { type DecisionContext, NO_REGISTRY_FACTS, NO_WORDS } from '../lambdas/core/recovery/state/decision.ts';
import { planDigest } from '../lambdas/core/recovery/state/plan.ts';
import { INITIAL, REMEMBERED, type StreamState } from '../lambdas/core/recovery/state/state.ts';
import { ACTIONS, type AccountProfile } from '../lambdas/core/registry/account.ts';
import type { Person, RegisteredPart } from '../lambdas/core/registry/person.ts';
import { DETECTORS } from '../lambdas/core/risk/assess-risk.ts';
import { PUSHED_SIGNALS, TOUCHES, type Touch } from '../lambdas/core/risk/facts.ts';
import { digestOf } from '../lambdas/core/values/hash.ts';
import { type Instant, plusSeconds } from '../lambdas/core/values/instant.ts';
import { type Bench, leastRatio, type Measure, median, percentile, timed } from './measure.ts';

const NOW: Instant = '2026-11-20T10:00:00.000Z';
const SOON: Instant = plusSeconds(NOW, 60);
const RULES = 50;
/** Commits in the account's past. */
const HISTORY = 200;
const RUNS = 500;
/** Rounds of this many runs, each beside the reference; a test that only reads what is said needs fewer. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 10);
const RECOVERY = 'recovery-0';
const WRITER = { family: 'people', key: 'arn:aws:kms:eu-central-1:000000000000:key/bench' } as const;

const PROFILE: AccountProfile = {
  ...{ account: 'secret:prod/payments/db', kind: 'service-account', tier: 'critical', environment: 'production' },
  ...{ owner: null, custodians: ['person:cora', 'person:carl'], manager: null, contacts: [] },
  ...{ connector: 'secrets-manager', target: 'prod/payments/db', directoryId: 'arn:payments' },
};

const person = (name: string, over: Partial<PersonActor> = {}): PersonActor => ({
  ...{
    by: 'person',
    person: `person:${name}`,
    aliases: [],
    nature: 'human',
    assurance: 2,
    roles: [],
    groups: [],
    desks: [],
    ...over,
  },
});

/** The shipped policy without signatures, which `signing` measures, and with rules for as many environments as a large organisation may have. */
function largePolicy(): VersionedPolicy {
  const path = fileURLToPath(new URL('../policies/default.yaml', import.meta.url));
  const { policy: shipped } = compilePolicy(readFileSync(path, 'utf8'), path);
  const more = Array.from({ length: RULES - shipped.rules.length }, (_, index) => ({
    ...{ id: `region-${index}`, control: 'desk-scope', when: { environment: [`region-${index}`] }, deny: 'not here' },
  }));
  const environments = [...(shipped.environments ?? []), ...more.flatMap(({ when }) => when.environment)];
  const hours = { zone: 'Europe/Zurich', days: [1, 2, 3, 4], from: '08:00', to: '18:00' };
  const { statements: _, ...unsigned } = shipped;
  const large: Policy = { ...unsigned, environments, hours, rules: [...shipped.rules, ...more] };
  return { ...large, digest: digestOf(large) };
}

const policy = largePolicy();

/** The record of somebody who confirms or countersigns. */
function record(name: string, part: RegisteredPart): Person {
  const subjects = [`https://issuer.example|${name}`];
  return { person: `person:${name}`, nature: 'human', name, subjects, addresses: [], ticketUsers: [], parts: [part] };
}

const CONTEXT: DecisionContext = {
  ...{ now: NOW, policy, adopted: policy.digest, newId: 'proof-1' },
  threats: [{ id: 't', desk: null, until: SOON, reason: 'x', by: 'person:o', at: NOW, drain: false, loweredBy: null }],
  declared: [{ name: 'campaign', at: NOW, until: SOON }],
  campaign: (['agent', 'requester', 'desk', 'manager', 'suspected-caller', 'verifier', 'false-call'] as const).map(
    (by) => ({
      by,
      accounts: 100,
    }),
  ),
  registry: {
    ...NO_REGISTRY_FACTS,
    people: [record('carl', 'custodian'), record('pia', 'approver:platform'), record('sam', 'approver:security')],
  },
  capabilities: { 'secrets-manager': ACTIONS },
  ways: ['email', 'sms', 'voice'],
  wordsOf: NO_WORDS,
};

/** The moment of execution: after the cooling-off that this risk causes. */
const LATER: DecisionContext = { ...CONTEXT, now: plusSeconds(NOW, 3600) };

const envelope = (command: Command, actor: Actor, recovery = RECOVERY): Envelope => ({
  ...{ id: 'command-1', stream: PROFILE.account, recovery, actor, command },
  origin: { via: 'bench', channel: 'ticket', desk: 'service', ticket: { source: 'jira', id: 'OPS-1' } },
});

/** The state as the next command reads it: stored and read again. */
function after(state: StreamState, given: Envelope): StreamState {
  const decision = decide(state, given, CONTEXT);
  if (!decision.accepted) throw new Error(`the bench was refused: ${decision.refusal.code}`);
  const hashed = hashCommit(undefined, state, given, {
    at: NOW,
    policy: policy.digest,
    events: decision.events,
    writer: WRITER,
  });
  return stateAfter(hashed) ?? INITIAL;
}

/** The history of a busy account: every kind of touch, on several channels, within a day. */
function history(): readonly Touch[] {
  const touches = Array.from(
    { length: HISTORY },
    (_, index): Touch => ({
      ...{ what: TOUCHES[index % TOUCHES.length] ?? 'opened', at: plusSeconds(NOW, index - HISTORY) },
      ...{ action: ACTIONS[index % ACTIONS.length] ?? 'unlock', channel: `channel-${index % 3}` },
      ...{ desk: null, recovery: `past-${index}` },
    }),
  );
  return touches.reduce<readonly Touch[]>(remember, []);
}

/** An account with the largest state: the most open and remembered recoveries, and every signal. */
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
    const asked = {
      action,
      reason: 'urgent',
      requester: 'person:cora',
      agent: 'person:alex',
      channel: 'ticket',
    } as const;
    const unknown = { ticket: null, requestedSeconds: null, caller: null, network: null } as const;
    const command: Command = { type: 'OpenRecovery', ...asked, ...unknown };
    return envelope(command, person('alex', { roles: ['agent'], desks: ['service'] }), `recovery-${index}`);
  });
  const reported = PUSHED_SIGNALS.map((name) => ({ name, at: NOW, until: SOON }));
  const start = { ...INITIAL, profile: { current: PROFILE, proposal: null }, ended, history: history(), reported };
  return opened.reduce(after, start);
}

const workflow: Actor = { by: 'workflow' };
const outside = { directoryTier: null, ticket: 'unread' } as const;
const assess = envelope({ type: 'AssessRecovery', ...outside }, workflow);
const execute = envelope({ type: 'StartExecution', ...outside }, workflow);
const attest = envelope(
  { type: 'RecordProof', method: 'custodian-attestation', outcome: 'verified', reference: null, seen: [] },
  person('carl'),
);

function countersign(state: StreamState, approver: PersonActor): Envelope {
  const { plan = null, proofs = [] } = state.recoveries[RECOVERY] ?? {};
  const digest = plan === null ? '' : planDigest(RECOVERY, plan, proofs);
  return envelope({ type: 'CountersignPlan', digest }, approver);
}

/** All signals but two: counters cannot be high and unreadable at once, and nobody has seen a requester before the first plan. */
function assertLoud(state: StreamState): void {
  const found = state.recoveries[RECOVERY]?.plan?.risk.signals.length;
  const loud = DETECTORS.length - 2;
  if (found !== loud) throw new Error(`the bench found ${found} of ${loud} signals`);
}

/** The ledger's own work with the large policy: canonical JSON, and its hash. */
const reference = (): unknown => digestOf(policy);

/**
 * Most time for each piece of work, as a multiple of the reference, by the fastest round's median of each. Other work on the machine, and
 * the collector, only make runs slower: a claim on the slowest of a hundred failed whenever the machine had something else to do, and so
 * said nothing of the product. Those runs are printed, without a claim.
 */
const CLAIMS = { decision: 1.5, command: 3 } as const;

type Work = readonly [what: string, claim: keyof typeof CLAIMS, work: () => unknown];

function measured(works: readonly Work[]): readonly Measure[] {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    reference: timed(reference, RUNS),
    works: works.map(([, , work]) => timed(work, RUNS)),
  }));
  const beside = rounds.map((round) => median(round.reference));
  return [
    { what: `canonical JSON and hash of ${RULES} rules, p50`, value: median(beside), unit: 'µs' },
    ...works.flatMap(([what, claim], index): readonly Measure[] => {
      const times = (of: number): readonly number[] => rounds.map(({ works }) => percentile(works[index] ?? [], of));
      const value = leastRatio(times(0.5), beside);
      return [
        { what: `${what}, p50`, value: median(times(0.5)), unit: 'µs' },
        { what: `${what}, p99`, value: median(times(0.99)), unit: 'µs' },
        { what: `${what}, p50 to that of the hash`, value, unit: 'x', atMost: CLAIMS[claim] },
      ];
    }),
  ];
}

/** A countersignature on the crowded account: its head, and all of the processor's work for it except signing. */
export function aWholeCommand(proved: StreamState = provedState()): {
  readonly head: HashedCommit;
  readonly work: () => HashedCommit;
} {
  const signing = countersign(proved, person('pia', { groups: ['platform'] }));
  const head = hashCommit(undefined, proved, signing, { at: NOW, policy: policy.digest, events: [], writer: WRITER });
  const work = () => {
    const state = stateAfter(head) ?? INITIAL;
    const decision = decide(state, signing, CONTEXT);
    const events = decision.accepted ? decision.events : [];
    return hashCommit(head, state, signing, { at: NOW, policy: policy.digest, events, writer: WRITER });
  };
  return { head, work };
}

const provedState = (): StreamState => [assess, attest].reduce(after, crowded());

async function run(): Promise<readonly Measure[]> {
  const opened = crowded();
  const proved = [assess, attest].reduce(after, opened);
  assertLoud(proved);
  const signing = countersign(proved, person('pia', { groups: ['platform'] }));
  const signed = after(proved, signing);
  const approved = after(signed, countersign(signed, person('sam', { groups: ['security'] })));
  return measured([
    ['assess', 'decision', () => decide(opened, assess, CONTEXT)],
    ['countersign', 'decision', () => decide(proved, signing, CONTEXT)],
    ['execute', 'decision', () => decide(approved, execute, LATER)],
    ['read the state, decide, hash', 'command', aWholeCommand(proved).work],
  ]);
}

/** The processor time of the most expensive command. */
export const decideBench: Bench = {
  says: `a command on an account with ${HISTORY} commits, ${MOST_OPEN} open and ${REMEMBERED} ended recoveries, and all signals, under ${RULES} rules`,
  run,
};
