import type { SignedStatement } from '../../lambdas/core/approvals/statement.ts';
import { workAt } from '../../lambdas/core/recovery/state/by-hand.ts';
import type { Command, PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import type { Recovery } from '../../lambdas/core/recovery/state/state.ts';
import { digestOfWork, type WorkStage } from '../../lambdas/core/recovery/state/work.ts';
import { assesses, countersigns, executes, issues, opens, proves } from './deeds.ts';
import { aPersonActor, aProfile } from './fixtures.ts';
import { policyThat } from './policies.ts';
import { type Circumstance, type Deed, type Past, recoveryOf, registeredAs, underPolicy } from './specification.ts';

/** Three operators, by name. */
export const NORA = aPersonActor('person:nora', { roles: ['operator'] });
export const NILS = aPersonActor('person:nils', { roles: ['operator'] });
export const NINA = aPersonActor('person:nina', { roles: ['operator'] });

/** Whatever somebody signs is exactly what they decide. */
const SIGNING: Circumstance = (world) => ({
  ...world,
  context: {
    ...world.context,
    registry: { ...world.context.registry, statements: [{ person: 'anybody', seq: 0, flaw: null }] },
  },
});

const SIGNED: SignedStatement = {
  statement: { kind: 'work', stream: '', recovery: null, digest: '', person: '', at: '' },
  assertion: { id: '', clientDataJSON: '', authenticatorData: '', signature: '' },
};

/** Half an hour for work by hand, in a directory without an API. */
export const WINDOW = 1800;
const BY_HAND: readonly Past[] = [
  SIGNING,
  underPolicy(policyThat({ workWindow: WINDOW })),
  registeredAs(aProfile({ connector: 'by-hand', target: 'pki/jane' })),
];

export const APPROVED_BY_HAND: readonly Past[] = [
  ...BY_HAND,
  ...[opens({ action: 'replace-certificate' }), assesses(), proves(), countersigns()],
];
export const WAITING: readonly Past[] = [...APPROVED_BY_HAND, executes()];

export const reports = (
  actor: PersonActor = NORA,
  stage: WorkStage = 'perform',
  reference = 'change/CHG-1',
  signed: SignedStatement | undefined = SIGNED,
): Deed => ({ actor, command: { type: 'ReportWork', stage, reference, note: 'done', signed } });

/** Confirms what is reported now, or this digest. */
export const confirms = (actor: PersonActor = NILS, report?: string): Deed => ({
  actor,
  command: (world): Command => ({
    ...{ type: 'ConfirmWork', report: report ?? reportedIn(recoveryOf(world)), note: 'seen', signed: SIGNED },
  }),
});

const reportedIn = (recovery: Recovery | undefined): string => {
  const work = recovery === undefined ? undefined : (workAt(recovery, 'revoke') ?? workAt(recovery, 'perform'));
  return work === undefined ? 'f'.repeat(64) : digestOfWork(work);
};

export const GRANTED_BY_HAND: readonly Past[] = [...WAITING, reports(), confirms(), issues()];
