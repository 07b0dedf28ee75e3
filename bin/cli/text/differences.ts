import type { AgeChange, Change, Dimension, Judged } from '../../../lambdas/core/policy/difference.ts';
import type { Difference, PolicyDifference } from '../../../lambdas/core/policy/differences.ts';
import type { PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { ANOTHER } from '../../../lambdas/core/policy/questions.ts';
import { approvalsInWords, demandsInWords, notifiedInWords, proofsInWords } from './plan.ts';
import type { Style } from './print.ts';
import { facts } from './print.ts';
import { duration } from './times.ts';

const HEADS: Readonly<Record<Change['direction'], string>> = {
  weaker: 'WEAKER',
  stricter: 'STRICTER',
  different: 'DIFFERENT, neither weaker nor stricter',
};

const NAMES: Readonly<Record<Dimension, string>> = {
  ...{ verdict: 'verdict', reasons: 'reasons', proofs: 'proofs', approvals: 'approvals', coolingOff: 'cooling-off' },
  ...{ proofWindow: 'proof window', approvalWindow: 'approval window', grant: 'grant', reviewWithin: 'review within' },
  ...{ alert: 'alert', notify: 'notify', exceptions: 'exceptions', sightingsReviewed: 'sightings reviewed, of 100' },
};

/** The weaker changes first, then the stricter, then the incomparable; each with one example. */
export function differencesInWords({ requests, differences, ages }: PolicyDifference, style: Style): string {
  const sections = (['weaker', 'stricter', 'different'] as const).flatMap((direction) => {
    const some = differences.filter((one) => one.direction === direction);
    const paint = { weaker: style.bad, stricter: style.good, different: style.strong }[direction];
    const old = ages.filter((one) => one.direction === direction).map(ageInWords);
    const shown = [...old, ...some.map((one) => differenceInWords(one, style))];
    return shown.length === 0 ? [] : [paint(HEADS[direction]), ...shown];
  });
  const changed = differences.reduce((sum, one) => sum + one.requests, 0);
  return [...sections, `${changed} of ${requests} requests that the policies can tell apart change`].join('\n');
}

const ageInWords = ({ of, before, after }: AgeChange): string =>
  `every request that relies on a new ${of}: it counts after ${duration(before)} -> ${duration(after)}`;

function differenceInWords({ changes, requests, example, where }: Difference, style: Style): string {
  const { before, after } = example;
  const rows = changes.map(({ dimension, direction }): readonly [string, string] => {
    const [was, becomes] = [inWords(before, dimension), inWords(after, dimension)];
    const mark = changes.length === 1 ? '' : `${direction}: `;
    return [NAMES[dimension], `${mark}${was} -> ${becomes}`];
  });
  return [
    style.strong(`${whereInWords(where)} (${requests} request${requests === 1 ? '' : 's'})`),
    facts([...rows, ...answered(before, after), ['for example', questionInWords(example.question)]]),
  ].join('\n');
}

/** Both answers, when only one of them denies. */
function answered(before: Judged, after: Judged): readonly (readonly [string, string])[] {
  const denies = [before, after].map(({ answer }) => answer.verdict === 'deny');
  if (denies[0] === denies[1]) return [];
  const said = ({ answer }: Judged) =>
    answer.verdict === 'deny' ? answer.reasons.join('; ') : demandsInWords(answer.demands).join(' ');
  return [
    ['before', said(before)],
    ['after', said(after)],
  ];
}

function whereInWords(where: Difference['where']): string {
  const parts = Object.entries(where).map(([name, values]) =>
    name === 'now' ? `at ${values.join(' or ')}` : `${name} ${values.join(' or ')}`,
  );
  return parts.length === 0 ? 'every request' : parts.join(', ');
}

function inWords({ verdict, answer }: Judged, dimension: Dimension): string {
  if (dimension === 'verdict') return verdict;
  if (answer.verdict === 'deny') return dimension === 'reasons' ? answer.reasons.join('; ') : 'denied';
  const { demands } = answer;
  switch (dimension) {
    case 'reasons':
      return 'none';
    case 'proofs':
      return (
        proofsInWords(demands.proofs) + (demands.barred.length === 0 ? '' : `, none by ${demands.barred.join(', ')}`)
      );
    case 'approvals':
      return approvalsInWords(demands.approvals);
    case 'notify':
      return notifiedInWords(demands.notify) || 'nobody besides';
    case 'exceptions':
      return demands.exceptions.map(({ exception }) => exception).join(', ') || 'none';
    case 'alert':
      return demands.alert;
    default: {
      const seconds = demands[dimension];
      return seconds === null ? 'none' : duration(seconds);
    }
  }
}

/** One request in a sentence. */
export function questionInWords(question: PolicyQuestion): string {
  const { profile, action, channel, desk, requester, hours, risk } = question;
  const whose = profile.account === undefined ? '' : ` \`${profile.account}\``;
  const labelled = profile.labels === undefined ? '' : ` (${profile.labels.join(', ')})`;
  const place = profile.environment === ANOTHER ? 'any environment' : profile.environment;
  const at = desk === ANOTHER ? ' at any desk' : ` at desk ${desk}`;
  const where = desk === 'none' ? `over ${channel}` : `over ${channel}${at}`;
  return `${action} of ${profile.tier} ${profile.kind}${whose}${labelled} in ${place}, asked for ${where} by ${requester}, ${hours} hours, risk ${risk}`;
}
