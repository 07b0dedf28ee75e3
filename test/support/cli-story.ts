import { type SubmitServices, submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { parseStored, type StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { handoverOf } from '../../lambdas/core/recovery/assess/handover.ts';
import { staffWordsOf } from '../../lambdas/core/recovery/assess/pages.ts';
import type { PeopleCommand, PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import type { Recovery, StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { shownRecovery } from '../../lambdas/core/recovery/views/shown.ts';
import { BOOTSTRAP_STREAM } from '../../lambdas/core/registry/bootstrap.ts';
import type { StreamHead } from '../../lambdas/ports/workspace.ts';
import { adoptPolicy } from './adopt.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPolicy,
  aProfile,
  fixedSurroundings,
  PEOPLE,
  PLANNING,
} from './fixtures.ts';
import { wordsOf } from './keys.ts';
import { MemoryLedger, type MemoryRows } from './memory-ledger.ts';
import { register } from './register.ts';

const ACCOUNT = 'cognito:jane';
const REF = { account: ACCOUNT, recovery: 'rec-1' };

/** A recovery of Jane's password in a real ledger, with the service's answers about it. */
export interface Story {
  readonly recovery: Recovery;
  readonly digest: string;
  /** Body of `GET /recoveries/rec-1`. */
  readonly answer: object;
  /** The commits of Jane's account. */
  readonly commits: readonly StoredCommit[];
  readonly head: StreamHead;
  /** Every stream of the ledger, with its head. */
  readonly streams: readonly { readonly head: StreamHead; readonly commits: readonly StoredCommit[] }[];
}

/** Jane's recovery, opened with this reason, assessed and proved; also countersigned if asked for. */
export async function aStory(over: { readonly reason?: string; readonly countersigned?: true } = {}): Promise<Story> {
  const rows: MemoryRows = new Map();
  const policy = aPolicy();
  const surroundings = fixedSurroundings();
  const services = {
    ...PLANNING,
    ...{ ledger: new MemoryLedger(() => 'none', rows), surroundings, policy: { current: async () => policy } },
  };
  await adoptPolicy(services);
  await register(services, { profile: aProfile() });
  await submit(services, anEnvelope(anOpenRecovery({ reason: over.reason ?? 'lost my password' })));
  surroundings.advance(1);
  await step(services, REF, { type: 'AssessRecovery', directoryTier: null });
  surroundings.advance(59);
  await does(services, ACTORS.verifier, {
    ...{
      type: 'RecordProof',
      method: 'in-person',
      outcome: 'verified',
      reference: 'badge-log/4711',
      seen: ['passport', 'employee-badge'],
    },
  });
  const { digest } = await tell(rows);
  if (over.countersigned) await does(services, ACTORS.identityApprover, { type: 'CountersignPlan', digest });
  return tell(rows);
}

const does = (services: SubmitServices, actor: PersonActor, command: PeopleCommand) =>
  submit(services, anEnvelope(command, { actor }));

async function tell(rows: MemoryRows): Promise<Story> {
  // The registry's own streams have separate tests; whoever confirmed something is needed to check that, and what admitted them.
  const isOfStory = (account: string): boolean =>
    [PEOPLE.secondAdmin, BOOTSTRAP_STREAM].includes(account) || !/^(identity|person|registry):/.test(account);
  const streams = [...rows].filter(([account]) => isOfStory(account)).map(([account, rest]) => streamOf(account, rest));
  const { commits, head } = streamOf(ACCOUNT, rows.get(ACCOUNT) ?? []);
  const hashed = commits.map(parseStored);
  const state = JSON.parse(hashed.at(-1)?.state ?? '').state as StreamState;
  const recovery = state.recoveries[REF.recovery] as Recovery;
  const digest = recovery.plan === null ? '' : planDigest(recovery.id, recovery.plan, recovery.proofs);
  const timeline = hashed
    .filter(({ commit }) => commit.recovery === REF.recovery)
    .map(({ commit: { seq, at, actor, command, events }, hash }) => ({ seq, at, actor, command, events, hash }));
  const handover = handoverOf(recovery, { state, now: hashed.at(-1)?.commit.at ?? '' });
  const told = { words: staffWordsOf(wordsOf, recovery), heard: null, handover, timeline, cut: null };
  const answer = { recovery: shownRecovery(recovery), account: ACCOUNT, digest, end: null, ...told };
  return { recovery, digest, answer, commits, head, streams };
}

function streamOf(account: string, stream: readonly StoredCommit[]) {
  const commits = stream.map((row) => ({ ...row }));
  const last = commits.at(-1);
  return { commits, head: { account, seq: last?.seq ?? 0, hash: last?.hash ?? '' } };
}
