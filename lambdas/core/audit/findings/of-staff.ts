import { ADMINISTRATORS, type Range, type Staffing } from '../../policy/staffing.ts';
import type { PersonFacts, RecordFacts } from './facts.ts';
import { found, type HealthFinding } from './finding.ts';

/** What the deployed policy needs of people. */
export interface Needed {
  readonly groups: readonly string[];
  readonly staffing: readonly Staffing[];
}

/** What is wrong with who holds which part. `needed` is null while the policy cannot be read. */
export function staffFindings(records: readonly RecordFacts[], needed: Needed | null): readonly HealthFinding[] {
  const people = records.filter((one) => one.of === 'person');
  const staff = people.filter(({ parts }) => parts.length > 0);
  // Who cannot sign in, or is no human, decides nothing (rule 5).
  const active = staff.filter(({ nature, signsIn }) => nature === 'human' && signsIn);
  const admins = active.filter(({ parts }) => parts.includes('admin'));
  return [
    ...(admins.length < ADMINISTRATORS ? [found('administrators-too-few')] : []),
    ...staff.filter(({ signsIn }) => !signsIn).map(({ person }) => found('staff-without-sign-in', person)),
    ...active
      .filter((one) => isApprover(one) && !one.reachable)
      .map(({ person }) => found('approver-unreachable', person)),
    ...(needed === null
      ? []
      : [...groupFindings(active, needed.groups), ...classFindings(active, records, needed.staffing)]),
  ];
}

const isApprover = ({ parts }: PersonFacts): boolean => parts.some((part) => part.startsWith('approver:'));

const groupFindings = (active: readonly PersonFacts[], groups: readonly string[]): readonly HealthFinding[] =>
  groups.flatMap((group) => {
    const members = active.filter(({ parts }) => parts.includes(`approver:${group}`));
    if (members.length === 0) return [found('group-empty', group)];
    return members.length === 1 ? [found('group-thin', group)] : [];
  });

/**
 * Compares the numbers of `policy check` with the people there are, for each class that has an account. It counts each part by itself and
 * everybody together, so it never finds too few where there are enough.
 */
function classFindings(
  active: readonly PersonFacts[],
  records: readonly RecordFacts[],
  staffing: readonly Staffing[],
): readonly HealthFinding[] {
  const holding = (isMeant: (part: string) => boolean) => active.filter(({ parts }) => parts.some(isMeant)).length;
  const related = records.some((one) => one.of === 'account' && (one.manager !== null || one.custodians.length > 0));
  const has = {
    agent: holding((part) => part === 'agent'),
    // Managers and custodians who vouch need no part.
    verifiers: related ? Number.POSITIVE_INFINITY : holding((part) => part === 'verifier'),
    approvers: holding((part) => part.startsWith('approver:')),
    reviewer: holding((part) => part === 'reviewer'),
  };
  const helping = holding((part) => ['agent', 'verifier', 'reviewer'].includes(part) || part.startsWith('approver:'));
  const registered = new Set(records.flatMap((one) => (one.of === 'account' ? [`${one.tier} ${one.kind}`] : [])));
  return staffing
    .filter(({ tier, kind }) => registered.has(`${tier} ${kind}`))
    .flatMap((one) => {
      const lacks = (bound: keyof Range) =>
        (['agent', 'verifiers', 'approvers', 'reviewer'] as const).some(
          (part) => has[part] < finite(one[part][bound]),
        ) ||
        // The requester, who is one of all, needs no part.
        (!related && helping < finite(one.all[bound]) - 1);
      const name = `${one.tier} ${one.kind}`;
      if (lacks('least')) return [found('class-understaffed', name)];
      return lacks('most') ? [found('class-thin', name)] : [];
    });
}

/** More people than can be counted is a question to the policy, not to the registry. */
const finite = (count: number): number => (Number.isFinite(count) ? count : 0);
