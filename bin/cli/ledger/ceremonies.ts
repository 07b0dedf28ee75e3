import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { FirstPasskey } from '../../../lambdas/core/registry/person.ts';
import type { Instant } from '../../../lambdas/core/values/instant.ts';
import { absolute } from '../text/times.ts';

/** How somebody got their first passkey, by a verified commit. */
export interface Ceremony extends FirstPasskey {
  readonly seq: number;
  readonly at: Instant;
}

/** The first passkeys that the commits of a stream record. */
export const ceremoniesIn = (counting: readonly Commit[]): readonly Ceremony[] =>
  counting.flatMap(({ seq, at, events }) =>
    events.flatMap((event) => {
      if (event.type !== 'FirstPasskeyRecorded') return [];
      const { person, passkeys, by, witness } = event;
      return [{ seq, at, person, passkeys, by, witness }];
    }),
  );

/** Nothing of these is a fault. */
export const ceremoniesInWords = (ceremonies: readonly Ceremony[]): string =>
  ceremonies.length === 0
    ? ''
    : `To compare with what was written down when people got their first passkeys:\n${ceremonies.map(inWords).join('')}`;

const inWords = ({ seq, at, person, by, witness }: Ceremony): string =>
  `  commit ${seq} of \`${person}\`: first passkey of ${person} at ${absolute(at)}, brought by ${by ?? 'the operator of the bootstrap'}, with ${witness}\n`;
