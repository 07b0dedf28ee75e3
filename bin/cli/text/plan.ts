import type { CombinedDemands } from '../../../lambdas/core/policy/evaluate.ts';
import { untilInWords } from '../../../lambdas/core/policy/in-words.ts';
import type { ExceptionUse } from '../../../lambdas/core/policy/policy.ts';
import type { Plan } from '../../../lambdas/core/recovery/state/plan.ts';
import type { Names } from '../../../lambdas/core/registry/scope.ts';
import type { Risk } from '../../../lambdas/core/risk/assess-risk.ts';
import { quoted } from './print.ts';
import { APPROVALS, demanded, inOneLine, PROOFS } from './requirement.ts';
import { absolute, duration } from './times.ts';

/** The plan, as sentences that can be read aloud on the telephone. */
export function planInWords(plan: Plan): readonly string[] {
  return [
    `${plan.action} of \`${plan.account}\` (${plan.tier}, ${plan.kind}, ${plan.environment}).`,
    `It acts on \`${plan.target}\` through ${plan.connector}, and ${endsAs(plan)} ${duration(plan.grant)} after it was executed.`,
    ...demandsInWords(plan),
    ...scopeInWords(plan),
    riskInWords(plan.risk),
    ...answeredFor(plan.rules),
  ];
}

/** What happens at the end of the grant. */
const endsAs = ({ action }: Plan): string =>
  action === 'release-disk-key' ? 'orders the device to replace the key' : 'ends';

/** What opens to whoever has the account, before anybody decides. */
function scopeInWords({ scope, kind }: Plan): readonly string[] {
  if (scope === undefined) return ['What the account opens is not known: its directory does not say it.'];
  const { groups, roles, limits, consumers, lastUsedAt } = scope;
  const isDevice = kind === 'device';
  const unknown = [
    ...(groups === null ? ['its groups'] : []),
    ...(roles === null ? ['its roles and rights'] : []),
    ...(limits === null && !isDevice ? ['what limits it'] : []),
    ...(consumers === null && !isDevice ? ['what uses it'] : []),
    ...(lastUsedAt === null ? ['when it was last used'] : []),
  ];
  return [
    ...(groups === null ? [] : [groups.total === 0 ? 'It is in no group.' : `It is in the groups ${listed(groups)}.`]),
    ...(roles === null
      ? []
      : [
          isDevice
            ? `Its directory says of it ${listed(roles)}.`
            : roles.total === 0
              ? 'It holds no role or right.'
              : `It holds ${listed(roles)}.`,
        ]),
    ...(limits === null ? [] : [limits.total === 0 ? 'Nothing limits it.' : `It is limited by ${listed(limits)}.`]),
    ...(consumers === null
      ? []
      : [consumers.total === 0 ? 'Nothing is named that uses it.' : `It is used by ${listed(consumers)}.`]),
    ...(lastUsedAt === null
      ? []
      : [lastUsedAt === 'never' ? 'It was never used.' : `It was last used at ${absolute(lastUsedAt)}.`]),
    ...(unknown.length === 0 ? [] : [`Its directory does not say ${unknown.join(', ')}: that is not known.`]),
  ];
}

const listed = ({ shown, total }: Names): string => {
  const names = shown.map((name) => `\`${name}\``).join(', ');
  return total > shown.length ? `${names} and ${total - shown.length} more` : names;
};

/** The people accountable for the demands: one sentence for each owner of rules. */
function answeredFor(rules: Plan['rules']): readonly string[] {
  const owners = [...new Set(rules.map(({ owner }) => owner))];
  return owners.map((owner) => {
    const theirs = rules.filter((rule) => rule.owner === owner).map(({ rule }) => rule);
    return `The ${owner} answers for ${theirs.length === 1 ? 'rule' : 'rules'} ${theirs.join(', ')}.`;
  });
}

/** The signals, heaviest first, with their weights. */
export function riskInWords({ score, signals }: Risk): string {
  if (signals.length === 0) return 'There is no risk signal (risk 0).';
  return `Risk ${score}: ${signals.map(({ sentence, weight }) => `${sentence} (${weight})`).join('; ')}.`;
}

const TWO_VERIFIERS = 'What a verifier confirms counts only when a second verifier confirms it too.';

/** The demands by dimension, and the exceptions behind them. */
export function demandsInWords(demands: CombinedDemands): readonly string[] {
  const {
    proofs,
    barred,
    sightings,
    sightingsReviewed,
    statements,
    approvals,
    proofWindow,
    approvalWindow,
    workWindow,
    coolingOff,
    reviewWithin,
    alert,
    notify,
    exceptions,
  } = demands;
  return [
    ...demanded(`Proof, within ${duration(proofWindow)}`, proofs, PROOFS),
    ...(sightings === 2 ? [TWO_VERIFIERS] : []),
    ...(barred.length === 0 ? [] : [`No proof counts by ${barred.join(', ')}.`]),
    ...demanded(`Approval, within ${duration(approvalWindow)}`, approvals, APPROVALS),
    ...(statements ? ['An approver signs what they countersign with a passkey.'] : []),
    coolingOff > 0 ? `Then it waits ${duration(coolingOff)}.` : 'Then it is executed at once.',
    ...(workWindow === undefined ? [] : [`What has no API people do by hand within ${duration(workWindow)}.`]),
    reviewWithin === null
      ? reviewDrawn(sightingsReviewed)
      : `Afterwards somebody reviews it within ${duration(reviewWithin)}.`,
    ...(alert === 'info' ? [] : [`People on duty are alerted (${alert}).`]),
    ...(notify.length === 0 ? [] : [`It is told to ${notifiedInWords(notify)} too.`]),
    ...exceptions.map(exceptionInWords),
  ];
}

/** `share`: of a hundred that a verifier proved, those that somebody reviews. */
const reviewDrawn = (share: number): string =>
  share === 100
    ? 'Afterwards somebody reviews it if a verifier has proved it, and nobody has to otherwise.'
    : `Nobody has to review it, unless a verifier proves it and it is one of the ${share} in 100 that are drawn.`;

export const proofsInWords = (proofs: CombinedDemands['proofs']): string => inOneLine(proofs, PROOFS);
export const approvalsInWords = (approvals: CombinedDemands['approvals']): string => inOneLine(approvals, APPROVALS);

export const notifiedInWords = (notify: CombinedDemands['notify']): string =>
  notify.map((relation) => (relation === 'custodian' ? 'every custodian' : `the ${relation}`)).join(' and ');

export const exceptionInWords = ({ exception, waived, until, reason, owner }: ExceptionUse): string =>
  `By exception ${exception} without rule ${waived.join(', ')}, until ${untilInWords(until)}: ${quoted(reason)} (${owner} answers for it).`;
