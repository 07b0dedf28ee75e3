import { policyIn as policyOfCase } from '../../../lambdas/adapters/policy/case.ts';
import { escalationsIn } from '../../../lambdas/core/approvals/escalation.ts';
import { evaluate } from '../../../lambdas/core/policy/evaluate.ts';
import { VERDICTS, type Verdict, verdictOf } from '../../../lambdas/core/policy/explain.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { EXIT, Told } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { printable, type Style, table } from '../text/print.ts';
import { casesIn, type NamedCase } from './cases.ts';
import { policyIn } from './files.ts';

export interface TestOptions {
  readonly policy: string;
}

interface Tested {
  readonly case: string;
  readonly expected: Verdict;
  readonly verdict: Verdict;
  /** Differences from the case; empty when it is as expected. */
  readonly differences: readonly string[];
}

/** `policy test`: whether a policy answers every described recovery as its folder, its rules, its escalation and its words expect. */
export function testPolicy(session: Session, dir: string, options: TestOptions): void {
  const { policy } = policyIn(session, options.policy);
  const tested = casesIn(session, dir).map((one) => tryCase(policy, one));
  const failed = tested.filter(({ differences }) => differences.length > 0).length;
  const { document, json, style, terminal } = session;
  const result = { policy: policy.name, passed: tested.length - failed, failed, cases: tested };
  terminal.out(json ? document(result) : inWords(printable(tested), style));
  if (failed > 0) throw new Told(EXIT.refused);
}

function tryCase(written: Policy, { name, expected, described }: NamedCase): Tested {
  const policy = policyOfCase(described, written);
  const answer = evaluate(policy, described.questionFor(policy));
  const verdict = verdictOf(answer, policy.groups);
  const spoke = answer.rules.map(({ rule }) => rule).join(', ');
  const rules = described.rules?.join(', ') ?? spoke;
  const escalates = answer.verdict === 'deny' ? '' : escalationsIn(answer.demands.approvals).toSorted().join(', ');
  const escalatesTo = described.escalatesTo?.join(', ') ?? escalates;
  const said = answer.verdict === 'deny' ? answer.reasons.join('; ') : '';
  const says = described.says ?? said;
  return {
    case: name,
    expected,
    verdict,
    differences: [
      ...(verdict === expected ? [] : [`the verdict is ${verdict}, not ${expected}`]),
      ...(spoke === rules ? [] : [`the rules that apply are [${spoke}], not [${rules}]`]),
      ...(escalates === escalatesTo ? [] : [`it escalates to [${escalates}], not to [${escalatesTo}]`]),
      ...(said === says ? [] : [`it says \`${said}\`, not \`${says}\``]),
    ],
  };
}

function inWords(tested: readonly Tested[], style: Style): string {
  const failed = tested.filter(({ differences }) => differences.length > 0);
  const rows = VERDICTS.map((expected) => {
    const mine = tested.filter((one) => one.expected === expected);
    const wrong = mine.filter(({ differences }) => differences.length > 0);
    return [expected, String(mine.length), String(mine.length - wrong.length), String(wrong.length)];
  });
  const summary = `${tested.length - failed.length} of ${tested.length} described recoveries are as expected`;
  return [
    ...failed.flatMap((one) => [
      `${style.bad('not as expected:')} ${one.case}\n`,
      ...one.differences.map((text) => `  ${text}\n`),
    ]),
    failed.length > 0 ? '\n' : '',
    table(['VERDICT', 'CASES', 'AS EXPECTED', 'NOT'], rows, style),
    `\n${failed.length === 0 ? style.good(summary) : style.bad(summary)}\n`,
  ].join('');
}
