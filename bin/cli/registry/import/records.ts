import { readFileSync, statSync } from 'node:fs';
import { recordOfCells, wrongColumns } from '../../../../lambdas/adapters/csv/columns.ts';
import { readCsv } from '../../../../lambdas/adapters/csv/table.ts';
import type { ProposedProfile } from '../../../../lambdas/app/people/registry.ts';
import { Problem } from '../../../../lambdas/app/problem.ts';
import { parseAs } from '../../../../lambdas/app/untrusted/schema.ts';
import { MOST_ROWS } from '../../../../lambdas/core/registry/batch.ts';
import type { Person } from '../../../../lambdas/core/registry/person.ts';
import { proposeChange } from '../../../../lambdas/http/api/registry.ts';
import { usageFailure } from '../../failure.ts';
import { personOf, readLdif } from './ldif.ts';

/** One record of a file, as the service reads it. */
export interface Imported {
  readonly file: string;
  readonly line: number;
  /** The person or the account. */
  readonly stream: string;
  readonly body: { readonly person: Person } | { readonly profile: ProposedProfile };
  readonly record: Person | ProposedProfile;
}

export interface Flaw {
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

/** Bytes of a file: several times those of the largest batch. */
const LARGEST_FILE = 16_000_000;

/** What a directory's export does not say of its people. */
export interface Reading {
  /** The issuer at which they sign in. */
  readonly issuer?: string;
  /** The attribute that their tokens have as `sub`. */
  readonly subject?: string;
}

interface Read {
  readonly records: readonly Imported[];
  readonly flaws: readonly Flaw[];
}

/** Every record of the files, and what is wrong with single lines. Throws a usage `Failure` for a file that cannot be read. */
export function recordsIn(files: readonly string[], reading: Reading = {}): Read {
  const read = files.map((file) => readRecords(file, textOf(file), reading));
  const records = read.flatMap((one) => one.records);
  if (records.length > MOST_ROWS)
    throw usageFailure(
      `there are ${records.length} records, and an import has ${MOST_ROWS} at most`,
      'import one file after the other',
    );
  return { records, flaws: read.flatMap((one) => one.flaws) };
}

function textOf(file: string): string {
  const fail = (why: string, hint?: string) => usageFailure(`\`${file}\` ${why}`, hint);
  let bytes: Buffer;
  try {
    if (statSync(file).size > LARGEST_FILE)
      throw fail(`has more than ${LARGEST_FILE / 1_000_000} MB`, 'divide it into several');
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === undefined ? error : fail(`cannot be read (${code})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fail('is not in UTF-8', 'save it as UTF-8');
  }
}

type Parsed = { readonly line: number; readonly value: unknown } | { readonly line: number; readonly says: string };

function readRecords(file: string, text: string, reading: Reading): Read {
  // The last line of a file that was cut may still be a record: of another person, or with another part.
  if (text !== '' && !text.endsWith('\n'))
    return {
      records: [],
      flaws: [{ file, line: text.split('\n').length, says: 'the file does not end with a line break: half a file?' }],
    };
  const parsed = parsedAs(file, text, reading).map((one) => recordOf(file, one));
  return {
    records: parsed.flatMap((one) => ('says' in one ? [] : [one])),
    flaws: parsed.flatMap((one) => ('says' in one ? [one] : [])),
  };
}

function parsedAs(file: string, text: string, reading: Reading): readonly Parsed[] {
  if (file.endsWith('.csv')) return parsedCsv(text);
  return file.endsWith('.ldif') ? parsedLdif(file, text, reading) : parsedLines(text);
}

/** The people of a directory's export; entries of anything else are passed over. */
function parsedLdif(file: string, text: string, { issuer, subject = 'uid' }: Reading): readonly Parsed[] {
  if (issuer === undefined)
    throw usageFailure(
      `\`${file}\` does not say where its people sign in`,
      'give `--issuer`, and `--subject` if their tokens have another attribute than `uid` as `sub`',
    );
  const { entries, mistakes } = readLdif(text);
  const people = entries.flatMap((entry): readonly Parsed[] => {
    const made = personOf(entry, { issuer, subject });
    if (made === undefined) return [];
    return [typeof made === 'string' ? { line: entry.line, says: made } : { line: entry.line, value: made }];
  });
  return [...mistakes, ...people];
}

const parsedLines = (text: string): readonly Parsed[] =>
  text.split('\n').flatMap((one, index): readonly Parsed[] => {
    if (one.trim() === '') return [];
    try {
      return [{ line: index + 1, value: JSON.parse(one) }];
    } catch {
      return [{ line: index + 1, says: 'this is no JSON' }];
    }
  });

function parsedCsv(text: string): readonly Parsed[] {
  const { columns, rows, mistakes } = readCsv(text);
  const wrong = wrongColumns(columns);
  if (wrong !== undefined) {
    const { unknown, missing } = wrong;
    const says = [
      ...(unknown.length > 0 ? [`unknown: ${unknown.join(', ')}`] : []),
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ];
    return [{ line: 1, says: `wrong columns; ${says.join('; ')}; see \`npx countersign registry template\`` }];
  }
  return [...mistakes, ...rows.map(({ line, cells }) => ({ line, value: recordOfCells(cells) }))];
}

function recordOf(file: string, parsed: Parsed): Imported | Flaw {
  const { line } = parsed;
  if ('says' in parsed) return { file, ...parsed };
  const { value } = parsed;
  const isAccount = typeof value === 'object' && value !== null && 'account' in value;
  try {
    const { person, profile } = parseAs(proposeChange, isAccount ? { profile: value } : { person: value });
    if (profile !== undefined) return { file, line, stream: profile.account, body: { profile }, record: profile };
    if (person !== undefined) return { file, line, stream: person.person, body: { person }, record: person };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { file, line, says: mistakesIn(error) };
  }
  return { file, line, says: 'this is neither a person nor an account' };
}

function mistakesIn({ code, facts }: Problem): string {
  const errors = (facts['errors'] ?? []) as readonly { readonly pointer: string; readonly mistake: string }[];
  const places = errors.map(
    ({ pointer, mistake }) => `${pointer.replace(/^\/(person|profile)\/?/, '') || 'record'}: ${mistake}`,
  );
  return places.length === 0 ? code : places.join(', ');
}
