import { policyIn as policyOfCase } from '../../../lambdas/adapters/policy/case.ts';
import { evaluate, type PolicyAnswer, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { explainRules, type RuleOutcome, type Verdict, verdictOf } from '../../../lambdas/core/policy/explain.ts';
import { isInHours } from '../../../lambdas/core/policy/hours.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { questionInWords } from '../text/differences.ts';
import { demandsInWords } from '../text/plan.ts';
import { printable, type Style, table } from '../text/print.ts';
import { duration } from '../text/times.ts';
import { caseIn, policyIn } from './files.ts';

/** A recovery, described by options. */
interface Described {
  readonly account?: string;
  readonly kind?: PolicyQuestion['profile']['kind'];
  readonly tier?: PolicyQuestion['profile']['tier'];
  readonly environment?: string;
  readonly label?: readonly string[];
  readonly action?: PolicyQuestion['action'];
  readonly channel?: string;
  readonly desk?: string;
  readonly requester?: PolicyQuestion['requester'];
  readonly hours?: 'in' | 'out';
  readonly risk?: number;
  readonly at?: string;
}

export interface ExplainOptions extends Described {
  readonly case?: string;
}

interface Explanation {
  readonly policy: { readonly name: string; readonly digest: string };
  readonly about: string;
  readonly question: PolicyQuestion;
  /** What was not said, and taken from the clock; null for nothing. */
  readonly assumed: string | null;
  readonly verdict: Verdict;
  readonly rules: readonly RuleOutcome[];
  readonly answer: PolicyAnswer;
}

/** `policy explain`: the outcome of every rule for one recovery, and the resulting plan. */
export function explainPolicy(session: Session, file: string, options: ExplainOptions): void {
  const { policy: written, digest } = policyIn(session, file);
  const { policy, question, about } = asked(session, written, options);
  const isTimeGiven = [options.case, options.hours, options.at].some((given) => given !== undefined);
  const answer = evaluate(policy, question);
  const explanation: Explanation = {
    policy: { name: policy.name, digest },
    about,
    question,
    assumed: isTimeGiven ? null : assumedIn(question),
    answer,
    verdict: verdictOf(answer, policy.groups),
    rules: explainRules(policy, question),
  };
  const { document, json, style, terminal } = session;
  terminal.out(json ? document(explanation) : inWords(printable(explanation), style));
}

function asked(session: Session, written: Policy, { case: file, ...described }: ExplainOptions) {
  if (file === undefined) return { policy: written, about: '', question: questionOf(session, written, described) };
  const others = Object.keys(described).filter((name) => name in OPTIONS);
  if (others.length > 0) throw usageFailure(`\`--case\` cannot be combined with \`--${others[0]}\``);
  const one = caseIn(session, file);
  const policy = policyOfCase(one, written);
  return { policy, about: one.about, question: one.questionFor(policy) };
}

const OPTIONS: Readonly<Record<keyof Described, true>> = {
  account: true,
  kind: true,
  tier: true,
  environment: true,
  label: true,
  action: true,
  channel: true,
  desk: true,
  requester: true,
  hours: true,
  risk: true,
  at: true,
};

function questionOf({ terminal }: Session, policy: Policy, described: Described): PolicyQuestion {
  const { kind, tier = 'standard', environment = 'production', account, action, channel = 'portal' } = described;
  const { desk = 'none', requester = 'owner', risk = 0, at = terminal.now(), label: labels } = described;
  if (kind === undefined || action === undefined)
    throw usageFailure('the recovery is not described', 'give `--kind` and `--action`, or `--case FILE`');
  if (Number.isNaN(Date.parse(at))) throw usageFailure('`--at` is not a moment', 'such as 2026-12-31T17:00:00Z');
  const now = new Date(at).toISOString();
  const { hours = isInHours(policy.hours, now) ? 'in' : 'out' } = described;
  const profile = {
    ...{ kind, tier, environment },
    ...(account === undefined ? {} : { account }),
    ...(labels === undefined ? {} : { labels }),
  };
  return { profile, action, channel, desk, requester, hours, risk, now };
}

const assumedIn = ({ hours, now }: PolicyQuestion): string =>
  `it is now, ${now}, ${hours === 'in' ? 'in' : 'out of'} working hours; \`--hours\` or \`--at\` asks for another time`;

function inWords({ policy, about, question, assumed, verdict, rules, answer }: Explanation, style: Style): string {
  const rows = (some: readonly RuleOutcome[]) =>
    some.map(({ rule, outcome, owner, because }) => [rule, outcome, because, owner]);
  const speaking = rules.filter(({ outcome }) => outcome !== 'does not apply');
  const silent = rules.filter(({ outcome }) => outcome === 'does not apply');
  const paint = { allow: style.good, escalate: style.strong, deny: style.bad }[verdict];
  return [
    about === '' ? '' : `${about}\n`,
    `${questionInWords(question)}${question.now === undefined ? '' : `, ${question.now}`}\n`,
    assumed === null ? '' : `Assumed: ${assumed}\n`,
    `Policy ${policy.name}, digest ${policy.digest}\n\n`,
    table(['RULE', 'OUTCOME', 'BECAUSE', 'OWNER'], rows([...speaking, ...silent]), style),
    `\n${paint(verdict)}\n`,
    ...answerInWords(answer).map((sentence) => `  ${sentence}\n`),
  ].join('');
}

function answerInWords(answer: PolicyAnswer): readonly string[] {
  const owners = [...new Set(answer.rules.map(({ owner }) => owner))].sort().join(', ');
  const answering =
    owners === '' ? 'No rule applies, and what no rule covers is denied.' : `Answering for it: ${owners}.`;
  if (answer.verdict === 'deny') return [...answer.reasons.map((reason) => `Denied: ${reason}.`), answering];
  return [...demandsInWords(answer.demands), `The grant ends after ${duration(answer.demands.grant)}.`, answering];
}
