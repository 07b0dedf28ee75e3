import {
  type Adopting,
  comparedFor,
  differenceOf,
  type WholeDifference,
} from '../../../lambdas/core/policy/adopting.ts';
import { MOST_COMPARED } from '../../../lambdas/core/policy/differences.ts';
import { EXIT, Told, usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { differencesInWords } from '../text/differences.ts';
import { printable } from '../text/print.ts';
import { policyIn } from './files.ts';

export interface DiffOptions {
  /** `weaker`: only stricter changes do not fail. */
  readonly exitCode?: true | 'weaker' | 'any';
}

/** `policy diff`: the effect of another version on every request that either version can tell apart; weaker changes come first. */
export function diffPolicies(
  session: Session,
  files: { readonly before: string; readonly after: string },
  { exitCode }: DiffOptions,
): void {
  if (exitCode !== undefined && ![true, 'weaker', 'any'].includes(exitCode))
    throw usageFailure('`--exit-code` is `weaker` or `any`');
  const [before, after] = [policyIn(session, files.before), policyIn(session, files.after)];
  const versioned = ({ policy, digest }: typeof before) => ({ ...policy, digest });
  const now = session.terminal.now();
  const {
    from: _from,
    to: _to,
    ...found
  } = compareAt(session, {
    ...{ before: versioned(before), after: versioned(after), now },
  });
  const { document, json, style, terminal } = session;
  const shown = printable(found);
  terminal.out(
    json ? document({ before: before.digest, after: after.digest, ...found }) : `${differencesInWords(shown, style)}\n`,
  );
  const counted = [...found.differences, ...found.ages].filter(
    ({ direction }) => exitCode !== 'weaker' || direction !== 'stricter',
  );
  if (exitCode !== undefined && counted.length > 0) throw new Told(EXIT.refused);
}

/** Compares two policies, with progress on a terminal. Throws a usage `Failure` when there is too much to compare. */
export function compareAt({ terminal }: Session, adopting: Adopting): WholeDifference {
  const total = comparedFor(adopting);
  if (total > MOST_COMPARED)
    throw usageFailure(`the policies tell ${total} requests apart; at most ${MOST_COMPARED} can be compared`);
  const show = (text: string): void => {
    if (terminal.stderrIsTty) terminal.err(`\r\u001b[K${text}`);
  };
  const onProgress = (asked: number) =>
    show(`compared ${Math.min(99, Math.floor((100 * asked) / total))} % of ${total} requests`);
  const found = differenceOf(adopting, onProgress);
  show('');
  return found;
}
