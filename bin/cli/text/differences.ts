import { NOW } from '../../../lambdas/core/policy/attributes.ts';
import type { AgeChange, Change, Dimension, Judged } from '../../../lambdas/core/policy/difference.ts';
import type { Difference, PolicyDifference } from '../../../lambdas/core/policy/differences.ts';
import type { PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { ANOTHER } from '../../../lambdas/core/policy/questions.ts';
import { NO_DESK } from '../../../lambdas/core/policy/vocabulary.ts';
import { approvalsInWords, demandsInWords, notifiedInWords, proofsInWords } from './plan.ts';
import type { Style } from './print.ts';
import { facts } from './print.ts';
import { duration } from './times.ts';

const HEADS: Readonly<Record<Change['direction'], string>> = {
  weaker: 'WEAKER than the policy before',
  stricter: 'STRICTER than the policy before',
  different: 'DIFFERENT, neither weaker nor stricter',
};

const NAMES: Readonly<Record<Dimension, string>> = {
  ...{ verdict: 'verdict', reasons: 'reasons', proofs: 'proofs', approvals: 'approvals', coolingOff: 'cooling-off' },
  ...{
    proofWindow: 'proof window',
    approvalWindow: 'approval window',
    workWindow: 'work window',
    grant: 'grant',
    reviewWithin: 'review within',
  },
  ...{ alert: 'alert', notify: 'notify', exceptions: 'exceptions', sightingsReviewed: 'sightings reviewed, of 100' },
  ...{ statements: 'signed statements' },
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
  const all = [...differences, ...ages].map(({ direction }) => direction);
  const count = (direction: Change['direction']) => all.filter((one) => one === direction).length;
  const counts = `${count('weaker')} weaker, ${count('stricter')} stricter, ${count('different')} different`;
  return [...sections, `${changed} of ${requests} requests that the policies can tell apart change: ${counts}`].join(
    '\n',
  );
}

const ageInWords = (change: AgeChange): string =>
  change.of === 'directory'
    ? `the directory of record may change alone: ${change.before} -> ${change.after}`
    : change.of === 'contain'
      ? `done about a change without a recovery: ${change.before} -> ${change.after}`
      : `every request that relies on a new ${change.of}: it counts after ${duration(change.before)} -> ${duration(change.after)}`;

/** The reader looks for what becomes weaker: it stands first in each group too. */
const ORDER: readonly Change['direction'][] = ['weaker', 'different', 'stricter'];

function differenceInWords({ changes, requests, example, where }: Difference, style: Style): string {
  const { before, after } = example;
  const sorted = [...changes].sort((one, other) => ORDER.indexOf(one.direction) - ORDER.indexOf(other.direction));
  const rows = sorted.map(({ dimension, direction }): readonly [string, string] => {
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

/** The requests of a group, as one would say it; whatever is not named is any. */
function whereInWords(where: Difference['where']): string {
  if (Object.keys(where).length === 0) return 'every request';
  const { action, tier, kind, ...others } = where;
  const account = [tier, kind].flatMap((values) => (values === undefined ? [] : [oneOf(values)])).join(' ');
  const parts = Object.entries(others).map(
    ([name, values]) => `${PREFIXES[name] ?? ''}${oneOf(values.map((value) => said(name, value)))}`,
  );
  const subject = `${action === undefined ? 'any action' : oneOf(action)} of ${account === '' ? 'any' : account} accounts`;
  return [subject, ...parts].join(', ');
}

const oneOf = (values: readonly string[]): string => values.join(' or ');

const PREFIXES: Readonly<Record<string, string>> = {
  ...{ environment: 'in ', channel: 'over ', requester: 'asked for by ', risk: 'risk ' },
};

/** A value of an attribute; the names are those that policies use. */
function said(name: string, value: string): string {
  switch (name) {
    case 'label':
      return value === 'none' ? 'without a label' : `labelled ${value}`;
    case 'requester':
      return REQUESTERS[value] ?? value;
    case 'desk':
      return value === NO_DESK ? 'without a desk' : value === ANOTHER ? 'at any other desk' : `at desk ${value}`;
    case 'hours':
      return value === 'in' ? 'in working hours' : 'out of working hours';
    case 'account':
      return value === 'any other' ? 'of an account that no exception names' : `of ${value}`;
    case 'now':
      return value === NOW ? 'now' : `from ${value} on`;
    default:
      return value;
  }
}

const REQUESTERS: Readonly<Record<string, string>> = {
  ...{ owner: 'the owner', custodian: 'a custodian', 'on-behalf': 'an agent on behalf' },
};

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
      return notifiedInWords(demands.notify) || 'nobody else';
    case 'exceptions':
      return demands.exceptions.map(({ exception }) => exception).join(', ') || 'none';
    case 'alert':
      return demands.alert;
    case 'statements':
      return demands.statements ? 'of every approver' : 'of nobody';
    case 'sightingsReviewed':
      return String(demands.sightingsReviewed);
    default: {
      const seconds = demands[dimension];
      return seconds === null || seconds === undefined ? 'none' : duration(seconds);
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
  return `${action} of ${profile.tier} ${profile.kind}${whose}${labelled} in ${place}, asked for ${where} by ${REQUESTERS[requester] ?? requester}, ${hours === 'in' ? 'in' : 'out of'} working hours, risk ${risk}`;
}
