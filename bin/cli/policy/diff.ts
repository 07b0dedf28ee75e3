import { policyIn as policyOfCase } from '../../../lambdas/adapters/policy/case.ts';
import { evaluate } from '../../../lambdas/core/policy/evaluate.ts';
import { verdictOf } from '../../../lambdas/core/policy/explain.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { EXIT, Told } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { facts, printable, type Style } from '../text/print.ts';
import { casesIn, type NamedCase } from './cases.ts';
import { type Change, changesBetween, type Judged } from './changes.ts';
import { policyIn } from './files.ts';

export interface DiffOptions {
  readonly cases: string;
  readonly exitCode?: true;
}

interface Changed {
  readonly case: string;
  readonly changes: readonly Change[];
}

/** `policy diff`: what another version would mean for every described recovery. */
export function diffPolicies(
  session: Session,
  files: { readonly before: string; readonly after: string },
  options: DiffOptions,
): void {
  const [before, after] = [policyIn(session, files.before), policyIn(session, files.after)];
  const cases = casesIn(session, options.cases);
  const changed = cases
    .map((one) => ({
      case: one.name,
      changes: changesBetween(judge(before.policy, one), judge(after.policy, one)),
    }))
    .filter(({ changes }) => changes.length > 0);
  const { json, style, terminal } = session;
  const result = { before: before.digest, after: after.digest, cases: cases.length, changed };
  terminal.out(json ? `${JSON.stringify(result)}\n` : inWords(printable(changed), cases.length, style));
  if (options.exitCode === true && changed.length > 0) throw new Told(EXIT.refused);
}

function judge(written: Policy, { described }: NamedCase): Judged {
  const policy = policyOfCase(described, written);
  const answer = evaluate(policy, described.questionFor(policy));
  return { answer, verdict: verdictOf(answer, policy.groups) };
}

function inWords(changed: readonly Changed[], cases: number, style: Style): string {
  const paint = { stricter: style.good, weaker: style.bad, different: style.strong };
  const shown = changed.map(({ case: name, changes }) => {
    const rows = changes.map(
      ({ dimension, before, after, direction }) =>
        [dimension, `${paint[direction](direction)}: ${before} -> ${after}`] as const,
    );
    return `${style.strong(name)}\n${facts(rows)}\n`;
  });
  return `${shown.join('')}${changed.length} of ${cases} described recoveries change\n`;
}
