import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import { parseStored as parseVerified } from '../../../lambdas/core/audit/verify.ts';
import type { Judgement } from './judge.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

/** The commits of a judged stream that count: without those that count for nothing, and those from a finding on. */
export function countingIn(
  { rows }: Pick<StreamRows, 'rows'>,
  { finding, voided }: Pick<Judgement, 'finding' | 'voided'>,
): readonly Commit[] {
  const last = finding === null ? rows.length : finding.seq - 1;
  const skipped = new Set(voided.map(({ seq }) => seq));
  const stored = rows.slice(0, last).flatMap((row) => parseStored(row) ?? []);
  return stored.filter(({ seq }) => !skipped.has(seq)).map((row) => parseVerified(row).commit);
}
