import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyCase } from '../../../lambdas/adapters/policy/case.ts';
import { VERDICTS, type Verdict } from '../../../lambdas/core/policy/explain.ts';
import { usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { readCase, tellFaults } from './files.ts';

/** A case, with the verdict in its folder's name. */
export interface NamedCase {
  /** `deny/contact-change-at-the-desk` */
  readonly name: string;
  readonly expected: Verdict;
  readonly described: PolicyCase;
}

const LAYOUT = 'cases are files `NAME.yaml` in folders `allow`, `escalate` and `deny`, and nothing else is there';

/**
 * Every case of a folder, by verdict and name. Throws a usage `Failure` for an empty folder, and for any other file in it: a case that was
 * not read has not passed. Problems of the cases are all printed, and end the command.
 */
export function casesIn(session: Session, dir: string): readonly NamedCase[] {
  const files = filesIn(dir);
  const read = files.map((file) => ({ ...file, result: readCase(join(dir, `${file.name}.yaml`)) }));
  const faults = read.flatMap(({ result }) => (result.ok ? [] : result.faults));
  if (faults.length > 0) return tellFaults(session, faults);
  return read.flatMap(({ name, expected, result }) =>
    result.ok ? [{ name, expected, described: result.described }] : [],
  );
}

type CaseFile = Pick<NamedCase, 'name' | 'expected'>;

function filesIn(dir: string): readonly CaseFile[] {
  const top = entriesOf(dir);
  const folders = VERDICTS.filter((verdict) => top.some((entry) => entry.isDirectory() && entry.name === verdict));
  const inside = folders.flatMap((expected) => entriesOf(join(dir, expected)).map((entry) => ({ expected, entry })));
  const strange = [
    ...top.filter(({ name }) => !folders.some((folder) => folder === name)).map(({ name }) => join(dir, name)),
    ...inside.filter(({ entry }) => !isCase(entry)).map(({ expected, entry }) => join(dir, expected, entry.name)),
  ];
  if (strange.length > 0) throw usageFailure(`${strange.map(quoted).join(', ')} cannot be read as cases`, LAYOUT);
  if (inside.length === 0) throw usageFailure(`there are no cases in \`${dir}\``, LAYOUT);
  return inside.map(({ expected, entry }) => ({ expected, name: `${expected}/${entry.name.replace(/\.yaml$/, '')}` }));
}

const isCase = (entry: Dirent): boolean => !entry.isDirectory() && /.\.yaml$/.test(entry.name);

const quoted = (path: string): string => `\`${path}\``;

/** The entries of a folder, by name. */
function entriesOf(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw usageFailure(`cannot read the folder \`${dir}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
