import { mapsOf } from '../../../lambdas/core/policy/check-settings.ts';
import { untilInWords } from '../../../lambdas/core/policy/in-words.ts';
import { ADMINISTRATORS, type Range, type Staffing, staffingOf } from '../../../lambdas/core/policy/staffing.ts';
import { EXIT, Told } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { printable, table } from '../text/print.ts';
import { relative } from '../text/times.ts';
import { type Compiled, compileFile, faultInWords } from './files.ts';

interface Checked {
  readonly file: string;
  readonly result: Compiled;
}

/** `policy check`: every file, with all of its problems. */
export function checkPolicies(session: Session, files: readonly string[]): void {
  const checked = files.map((file) => ({ file, result: compileFile(file, session.terminal.now()) }));
  const isFine = checked.every(({ result }) => result.ok);
  session.terminal.out(
    session.json
      ? session.document({ ok: isFine, policies: checked.map(asJson) })
      : checked.map((one) => inWords(session, one)).join(''),
  );
  if (!isFine) throw new Told(EXIT.refused);
}

function asJson({ file, result }: Checked) {
  if (!result.ok) return { file, ok: false, faults: result.faults };
  const { policy, digest } = result.compiled;
  const { name, rules, controls, exceptions = [] } = policy;
  return {
    file,
    ok: true,
    name,
    digest,
    rules: rules.length,
    controls: controls.length,
    exceptions,
    maps: mapsOf(policy),
    faults: [],
  };
}

function inWords({ style, view }: Session, { file, result }: Checked): string {
  if (!result.ok) return result.faults.map((fault) => `${style.bad(faultInWords(fault))}\n`).join('');
  const { policy, digest } = printable(result.compiled);
  const { rules, controls, exceptions = [] } = policy;
  const counts = `${rules.length} rules of ${controls.length} controls, ${exceptions.length || 'no'} exception${exceptions.length === 1 ? '' : 's'}`;
  const { listed, unchecked } = mapsOf(policy);
  return [
    `${style.good('fine:')} ${file}, ${counts}, digest ${digest}\n`,
    `  maps to ${listed.length} ids that their standards have${unchecked.length === 0 ? '' : `; only the spelling was checked of ${unchecked.join(', ')}`}\n`,
    ...exceptions.map(
      ({ id, owner, until }) =>
        `  exception ${id} ends ${relative(until, view.now)}, with ${untilInWords(until)} (${owner} answers for it)\n`,
    ),
    ...staffingInWords(staffingOf(policy), style).map((line) => `  ${line}\n`),
  ].join('');
}

/** The number of different people for each class of account, from the calmest request to the strictest. */
function staffingInWords(staffing: readonly Staffing[], style: Session['style']): readonly string[] {
  const rows = staffing.map(({ kind, tier, agent, verifiers, approvers, reviewer, all }) => [
    ...[`${tier} ${kind}`, '1', ...[agent, verifiers, approvers, reviewer, all].map(rangeInWords)],
  ]);
  const head = ['DIFFERENT PEOPLE', 'REQUESTER', 'AGENT', 'VERIFIERS', 'APPROVERS', 'REVIEWER', 'IN ALL'];
  const admins = `and ${ADMINISTRATORS} administrators, who take no part in a recovery`;
  return [
    ...table(head, rows, { ...style, width: style.width - 2 })
      .trimEnd()
      .split('\n'),
    admins,
  ];
}

const rangeInWords = ({ least, most }: Range): string => {
  const words = (count: number) => (Number.isFinite(count) ? String(count) : 'many');
  return least === most ? words(least) : `${words(least)} to ${words(most)}`;
};
