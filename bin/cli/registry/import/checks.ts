import { type RowFlaw, rowFlaws } from '../../../../lambdas/core/registry/batch.ts';
import type { Flaw, Imported } from './records.ts';

/** What is wrong between the records of an import, by the later line of each pair. The service looks at the same. */
export function flawsOf(records: readonly Imported[]): readonly Flaw[] {
  return rowFlaws(records.map(({ record }) => record)).flatMap((flaw) => {
    const [one, other] = [records[flaw.index], records[flaw.with]];
    if (one === undefined || other === undefined) return [];
    return [{ file: one.file, line: one.line, says: `${inWords(flaw, one, other)} (${flaw.code})` }];
  });
}

function inWords({ code, of }: RowFlaw, one: Imported, { file, line }: Imported): string {
  if (code !== 'managers-in-a-cycle') return `\`${of}\` is in ${file}, line ${line}, already`;
  const manager = 'account' in one.record ? one.record.manager : null;
  return `\`${of}\` is above their own manager \`${manager}\`: a cycle of managers`;
}
