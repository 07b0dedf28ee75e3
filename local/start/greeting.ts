import { DEMO_PEOPLE } from '../directory/people.ts';
import type { Standing } from '../directory/register.ts';
import type { StartArgs } from './args.ts';
import { firstDayHints } from './first-day.ts';
import { hintsFor } from './hints.ts';
import type { LocalSystem } from './system.ts';
import { columns } from './text.ts';

/** The text that `npm start` prints when everything runs. */
export function greeting(system: LocalSystem, { quiet, empty }: Pick<StartArgs, 'quiet' | 'empty'>): string {
  const { url, folder, policy, resumed, standing } = system;
  if (quiet) return `${url}\n`;
  const facts = columns([
    ['API', `${url}  (open it in a browser)`],
    ['Console', `${url}/console`],
    ['Policy', policyInWords(policy, standing)],
    ['Data', `${folder.path}, ${folder.kept ? 'kept' : 'removed when it stops'}`],
    ['IAM', 'enforced: each function calls AWS under its own role, as the template grants it'],
    ['Log', `${folder.path}/log.jsonl`],
    ['Sign in', `npx countersign login --url ${url}`],
    ['Tokens', `${folder.path}/tokens/NAME, good for 12 hours`],
  ]);
  const people = columns([
    ['NAME', 'WHO', 'GROUPS IN THE TOKEN'],
    ...DEMO_PEOPLE.map(({ short, name, part, groups }) => [short, `${name}, ${part}`, groups.join(', ') || '-']),
  ]);
  const hints = (empty ? firstDayHints(folder.path) : hintsFor(url, folder.path)).map(
    ({ does, line }) => `  # ${does}\n  ${line}\n`,
  );
  const goesOn = resumed === 0 ? '' : `\n${resumed} ${resumed === 1 ? 'recovery goes' : 'recoveries go'} on.\n`;
  return `\nCountersign runs on this machine; nothing leaves it.\n\n${facts}${goesOn}\n${people}\nWhat to try\n\n${hints.join('')}\nCtrl-C stops it.\n`;
}

/** The deployed policy, and what the ledger says of it: a kept folder may have another one in force than the one that was asked for. */
export function policyInWords(deployed: Named, { isBegun, adopted }: Standing): string {
  const isInForce = adopted?.digest === deployed.digest;
  const force =
    adopted === null ? ', which nobody has adopted yet' : isInForce ? '' : `; in force is ${versionOf(adopted)}`;
  return `${versionOf(deployed)}${force}${isBegun ? '' : '; nobody is registered'}`;
}

type Named = NonNullable<Standing['adopted']>;

const versionOf = ({ name, digest }: Named): string => `${name}, version ${digest.slice(0, 12)}`;
