import { parseStored as parseVerified } from '../../../lambdas/core/audit/verify.ts';
import type { FirstPasskey } from '../../../lambdas/core/registry/person.ts';
import type { Instant } from '../../../lambdas/core/values/instant.ts';
import { absolute } from '../text/times.ts';
import type { Judgement } from './judge.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

/** How somebody got their first passkey, by a verified commit. */
export interface Ceremony extends FirstPasskey {
  readonly seq: number;
  readonly at: Instant;
}

/** The first passkeys that the intact commits of a stream record; forged and voided commits say nothing. */
export function ceremoniesIn(
  { rows }: StreamRows,
  { finding, voided }: Pick<Judgement, 'finding' | 'voided'>,
): readonly Ceremony[] {
  const last = finding === null ? rows.length : finding.seq - 1;
  const skipped = new Set(voided.map(({ seq }) => seq));
  const commits = rows.slice(0, last).flatMap((row) => parseStored(row) ?? []);
  return commits
    .filter(({ seq, bytes }) => !skipped.has(seq) && bytes.includes('"FirstPasskeyRecorded"'))
    .map((row) => parseVerified(row).commit)
    .flatMap(({ seq, at, events }) =>
      events.flatMap((event) => {
        if (event.type !== 'FirstPasskeyRecorded') return [];
        const { person, passkeys, by, witness } = event;
        return [{ seq, at, person, passkeys, by, witness }];
      }),
    );
}

export const ceremonyInWords = ({ seq, at, person, by, witness }: Ceremony): string =>
  `  commit ${seq} of \`${person}\`: first passkey of ${person} at ${absolute(at)}, brought by ${by ?? 'the operator of the bootstrap'}, with ${witness}\n`;
