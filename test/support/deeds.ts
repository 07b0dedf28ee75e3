import { type CheckName, type EvidenceKind, isSighting } from '../../lambdas/core/proofing/evidence.ts';
import type { MethodName } from '../../lambdas/core/proofing/methods.ts';
import type { Outcome } from '../../lambdas/core/proofing/proof.ts';
import { pageWordsOf, staffWordsOf } from '../../lambdas/core/recovery/assess/pages.ts';
import type {
  Actor,
  Command,
  OpenRecovery,
  PersonActor,
  WorkflowCommand,
} from '../../lambdas/core/recovery/state/commands.ts';
import type { ReviewFinding, RevocationTrigger, StopCause } from '../../lambdas/core/recovery/state/events.ts';
import { planDigest } from '../../lambdas/core/recovery/state/plan.ts';
import { ACTORS, anOpenRecovery } from './fixtures.ts';
import { wordsOf } from './keys.ts';
import { type Deed, RECOVERY, recoveryOf, type World } from './specification.ts';

/** The requester's page, and another browser that has the same address open. */
export const PAGE: Actor = { by: 'visitor', session: 'a'.repeat(64) };
export const OTHER_PAGE: Actor = { by: 'visitor', session: 'b'.repeat(64) };

/** The digest that an approver is shown now; `none` without a plan. */
export function shownDigest(world: World): string {
  const { id = '', plan = null, proofs = [] } = recoveryOf(world) ?? {};
  return plan === null ? 'none' : planDigest(id, plan, proofs);
}

export const opens = (over: Partial<OpenRecovery> = {}, actor: Actor = ACTORS.jane): Deed => ({
  ...{ actor, command: anOpenRecovery(over) },
});

export const proves = (
  actor: Actor = ACTORS.verifier,
  method: MethodName = 'in-person',
  outcome: Outcome = 'verified',
  over: {
    readonly reference?: string | null;
    readonly seen?: readonly EvidenceKind[];
    readonly checked?: readonly CheckName[];
    readonly page?: string;
  } = {},
): Deed => ({
  actor,
  command: {
    ...{ type: 'RecordProof', method, outcome, reference: isSighting(method) ? 'log/1' : null },
    seen: isSighting(method) ? ['passport', 'employee-badge'] : [],
    ...over,
  },
});

export const countersigns = (actor: PersonActor = ACTORS.identityApprover, digest = shownDigest): Deed => ({
  actor,
  command: (world) => ({ type: 'CountersignPlan', digest: digest(world) }),
});

export const rejects = (actor: PersonActor = ACTORS.identityApprover): Deed => ({
  ...{ actor, command: { type: 'RejectPlan', reason: 'not today' } },
});

export const revises = (requestedSeconds: number, actor: PersonActor = ACTORS.jane): Deed => ({
  ...{ actor, command: { type: 'ReviseRequest', requestedSeconds, reason: 'less will do' } },
});

export const stops = (actor: Actor = ACTORS.jane, cause: StopCause = 'withdrawn'): Deed => ({
  ...{ actor, command: { type: 'StopRecovery', reason: 'this was not me', cause } },
});

/** Jane's page claims, where nobody else is named. */
export const claims = (actor: Actor = PAGE): Deed => ({ actor, command: { type: 'ClaimGrant' } });

export const reviews = (actor: Actor = ACTORS.reviewer, finding: ReviewFinding = 'appropriate'): Deed => ({
  ...{ actor, command: { type: 'ReviewRecovery', finding, note: 'seen' } },
});

/** A step of the workflow. */
export const step = (command: WorkflowCommand, by: 'workflow' | 'schedule' | 'sweeper' = 'workflow'): Deed => ({
  ...{ actor: { by }, command },
});

export const assesses = (): Deed => step({ type: 'AssessRecovery', directoryTier: null });
export const executes = (): Deed => step({ type: 'StartExecution', directoryTier: null });
export const expires = (): Deed => step({ type: 'ExpireStage' });
export const confirms = (): Deed => step({ type: 'ConfirmRevocation', evidence: { status: 'DISABLED' } });
export const closes = (): Deed => step({ type: 'CloseRecovery' });
export const fails = (): Deed => step({ type: 'FailExecution', code: 'access-denied' });

export const revokes = (trigger: RevocationTrigger = 'workflow', by: 'workflow' | 'sweeper' = 'workflow'): Deed =>
  step({ type: 'StartRevocation', trigger }, by);

/** The connector's report of the current grant, or of another one. */
export const issues = (grant?: string): Deed => ({
  actor: { by: 'workflow' },
  command: (world) => ({
    ...{ type: 'IssueGrant', grant: grant ?? recoveryOf(world)?.grant?.id ?? 'none' },
    ...{ reference: 'temporary:jane', claimable: true, evidence: { status: 'FORCE_CHANGE_PASSWORD' } },
  }),
});

/** The two words of somebody's page. */
export const nameOf = (world: World, page: Actor = PAGE): string =>
  pageWordsOf(wordsOf, { id: recoveryOf(world)?.id ?? RECOVERY }, page.by === 'visitor' ? page.session : 'none').join(
    ' ',
  );

/** The requester types the words of the help desk on this page, so that people can name it. */
export const hears = (page: Actor = PAGE, typed?: string): Deed => ({
  actor: page,
  command: (world) => {
    const recovery = recoveryOf(world);
    return {
      type: 'HearWords',
      heard: typed ?? (recovery === undefined ? '' : staffWordsOf(wordsOf, recovery).join(' ')),
    };
  },
});

/** Whoever has confirmed somebody by this method names their page again. */
export const binds = (actor: Actor, method: MethodName, page: Actor | string = PAGE): Deed => ({
  actor,
  command: (world) => ({
    ...({ type: 'BindProof', method } as const),
    page: typeof page === 'string' ? page : nameOf(world, page),
  }),
});

/** Somebody confirms who has this page before them. */
export function vouches(actor: Actor, method: MethodName, page: Actor = PAGE): Deed {
  const { command } = proves(actor, method);
  if (typeof command === 'function') throw new Error('what is proved follows from nothing');
  return { actor, command: (world) => ({ ...command, page: nameOf(world, page) }) as Command };
}

/** The stages of an ordinary recovery, each with everything before it. */
export const OPENED = [opens()];
export const ASSESSED = [...OPENED, assesses()];
export const PROVED = [...ASSESSED, proves()];
/** Confirmed by two verifiers, as a sensitive account needs. */
export const SEEN_TWICE = [...PROVED, proves(ACTORS.secondVerifier)];
export const APPROVED = [...PROVED, countersigns()];
export const EXECUTING = [...APPROVED, executes()];
export const GRANTED = [...EXECUTING, issues()];

/** The same where the requester is claimed for: their page heard the help desk, and the verifier named it. */
export const EXECUTING_ON_PAGE = [
  ...ASSESSED,
  hears(),
  vouches(ACTORS.verifier, 'in-person'),
  countersigns(),
  executes(),
];
export const GRANTED_ON_PAGE = [...EXECUTING_ON_PAGE, issues()];
