import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../../lambdas/core/audit/keys.ts';
import { type Administrators, BOOTSTRAP_STREAM } from '../../../lambdas/core/registry/bootstrap.ts';
import { isSame } from '../../../lambdas/core/values/hash.ts';
import type { ReadStream } from './batches.ts';
import { countingIn } from './counting.ts';
import { judge } from './judge.ts';

/**
 * What begins a registry and does not come from its bootstrap. `not-of-bootstrap`: an administrator was admitted whom the first bootstrap does
 * not name with this record, or whose stream had a record before. `second-bootstrap`: the door was shut. `bootstrap-missing`: nobody can tell.
 */
export interface Unfounded {
  readonly seq: number;
  readonly flaw: 'not-of-bootstrap' | 'second-bootstrap' | 'bootstrap-missing';
}

/** The two whom the first bootstrap names; undefined where its stream is not there. */
export type FirstTwo = () => Promise<Administrators | undefined>;

/** Reads and verifies the bootstrap once. */
export function firstTwoBy(read: ReadStream, keys: Keys): FirstTwo {
  let known: Promise<Administrators | undefined> | undefined;
  const reading = async () => {
    const rows = await read(BOOTSTRAP_STREAM);
    const stream = { account: BOOTSTRAP_STREAM, rows, reported: undefined };
    return bootstrapsIn(countingIn(stream, judge(stream, keys)))[0]?.administrators;
  };
  return () => {
    known ??= reading();
    return known;
  };
}

const bootstrapsIn = (counting: readonly Commit[]) =>
  counting.flatMap(({ seq, events }) =>
    events.flatMap((event) =>
      event.type === 'RegistryBootstrapped' ? [{ seq, administrators: event.administrators }] : [],
    ),
  );

/** What the commits of a stream found that the first bootstrap does not: an execution believes the bootstrap alone (ADR 63). */
export async function unfoundedIn(
  account: string,
  counting: readonly Commit[],
  firstTwo: FirstTwo,
): Promise<readonly Unfounded[]> {
  const [, ...later] = bootstrapsIn(counting);
  const more = account === BOOTSTRAP_STREAM ? later : bootstrapsIn(counting);
  const found: Unfounded[] = more.map(({ seq }) => ({ seq, flaw: 'second-bootstrap' }));
  let isFirst = true;
  for (const { seq, events } of counting)
    for (const event of events) {
      if (event.type === 'AdministratorAdmitted') {
        const named = await firstTwo();
        const isNamed = named?.some((one) => one.person === account && isSame(one, event.person)) ?? false;
        if (named === undefined) found.push({ seq, flaw: 'bootstrap-missing' });
        else if (!isFirst || !isNamed) found.push({ seq, flaw: 'not-of-bootstrap' });
      }
      if (event.type === 'AdministratorAdmitted' || event.type === 'PersonConfirmed') isFirst = false;
    }
  return found;
}

const WORDS: Readonly<Record<Unfounded['flaw'], string>> = {
  'not-of-bootstrap':
    'the first bootstrap does not name this administrator with this record (not-of-bootstrap). Suspect the functions of the registry’s family.',
  'second-bootstrap':
    'the registry had its bootstrap already (second-bootstrap). Suspect the functions of the registry’s family.',
  'bootstrap-missing':
    'nobody can tell whether the bootstrap names this administrator: its stream is not here (bootstrap-missing).',
};

export const unfoundedInWords = (account: string, { seq, flaw }: Unfounded): string =>
  `  commit ${seq} of \`${account}\`: ${WORDS[flaw]}\n`;
