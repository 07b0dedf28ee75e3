import * as z from 'zod/mini';
import type { PolicyException } from '../../core/policy/policy.ts';
import type { Requirement } from '../../core/values/requirement.ts';
import { APPROVAL_LEAVES, exceptionSchema, type Leaves, PROOF_LEAVES, policySchema, type Spelling } from './schema.ts';

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => undefined;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A time with its unit: `90s`, `30m`, `4h`, `7d`. A number without a unit is refused. */
export const duration = reader<number>((input, report) => {
  const [, count, unit] = typeof input === 'string' ? (/^(\d{1,6})([smhd])$/.exec(input) ?? []) : [];
  const seconds = UNITS[unit ?? ''];
  return count === undefined || seconds === undefined
    ? report([], 'is not a time such as `90s`, `30m`, `4h` or `7d`')
    : Number(count) * seconds;
});

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Names of weekdays: `[mon, tue, sat]`, compiled to 1 for Monday to 7 for Sunday. */
const days = reader<number[]>((input, report) => {
  if (!Array.isArray(input)) return report([], `is not a list of ${spelled(DAY_NAMES)}`);
  return input.flatMap((day: unknown, index) => {
    const number = DAY_NAMES.indexOf(String(day)) + 1;
    return number > 0 ? number : (report([index], `is none of ${spelled(DAY_NAMES)}`) ?? []);
  });
});

/** The end of an exception: a day in UTC, included; or a moment with its offset from UTC. */
export const until = reader<string>((input, report) => {
  const [, day] = typeof input === 'string' ? (/^(\d{4}-\d\d-\d\d)$/.exec(input) ?? []) : [];
  const isMoment = typeof input === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(input);
  const time = Date.parse(isMoment ? input : `${day}T24:00:00Z`);
  // Without this check, 30 February would become a day of March.
  const isThere = !Number.isNaN(time) && (day === undefined || new Date(time - 1).toISOString().startsWith(day));
  if (!isThere) return report([], 'is neither a day such as `2026-12-31` nor a moment such as `2026-12-31T17:00:00Z`');
  return new Date(time).toISOString();
});

/** `{all: […]}`, `{any: […], of: 2}` (`of` is 1 by default), or a leaf by itself, e.g. `{method: live-video}`. */
const requirement = <Leaf>(leaves: Leaves<Leaf>) =>
  reader<Requirement<Leaf>>((input, report) => readRequirement(input, { leaves, report }));

interface Reading<Leaf> {
  readonly leaves: Leaves<Leaf>;
  readonly report: Report;
}

function readRequirement<Leaf>(input: unknown, reading: Reading<Leaf>): Requirement<Leaf> | undefined {
  const { leaves, report } = reading;
  const members = isObject(input) ? input : {};
  if ('all' in members) {
    const all = readList('all', members, reading);
    return all && { all };
  }
  if ('any' in members) {
    const { of = 1 } = members;
    const any = readList('any', members, reading);
    if (typeof of !== 'number' || !Number.isSafeInteger(of)) return report(['of'], 'is not a whole number');
    return any && { any, of };
  }
  const leaf = Object.keys(leaves).find((name) => name in members);
  if (leaf === undefined) return report([], `asks for none of ${spelled(['all', 'any', ...Object.keys(leaves)])}`);
  const parsed = leaves[leaf]?.safeParse(input);
  if (parsed?.success) return { leaf: parsed.data };
  for (const issue of parsed?.error.issues ?? []) report(issue.path as Path, reasonOf(issue));
  return undefined;
}

function readList<Leaf>(
  list: 'all' | 'any',
  members: Readonly<Record<string, unknown>>,
  reading: Reading<Leaf>,
): Requirement<Leaf>[] | undefined {
  const { [list]: parts, ...others } = members;
  const strange = Object.keys(others).filter((name) => !(list === 'any' && name === 'of'));
  for (const name of strange) reading.report([name], `\`${name}\` cannot be combined with \`${list}\``);
  if (!Array.isArray(parts)) return reading.report([list], 'is not a list');
  const read = parts.map((part: unknown, index) =>
    readRequirement(part, {
      ...reading,
      report: (path, message) => reading.report([list, index, ...path], message),
    }),
  );
  return read.flatMap((part) => part ?? []);
}

/** A schema with a hand-written reader, which reports the place and reason of each problem. */
function reader<Value>(read: (input: unknown, report: Report) => Value | undefined): z.ZodMiniType<Value> {
  return z.pipe(
    z.unknown(),
    z.transform((input, context) => {
      const report: Report = (path, message) => {
        context.issues.push({ code: 'custom', message, path: [...path], input });
      };
      return read(input, report) ?? z.NEVER;
    }),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const spelled = (names: readonly unknown[]): string => names.map((name) => `\`${name}\``).join(', ');

const TYPES: Readonly<Record<string, string>> = {
  ...{ int: 'is not a whole number', number: 'is not a number', string: 'is not a text' },
  ...{ array: 'is not a list', object: 'is not a list of names, each with a value' },
};

/** The reason of a schema's refusal, in this project's words. */
export function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'unrecognized_keys':
      return `${spelled(issue.keys)} is not known here`;
    case 'invalid_value':
      return `is none of ${spelled(issue.values)}`;
    case 'invalid_type':
      return TYPES[issue.expected] ?? `is not of type ${issue.expected}`;
    case 'invalid_format':
      return 'is not spelled in lower-case words with dashes between them';
    case 'too_small':
      if (issue.origin === 'string') return 'is an empty text';
      return `is ${issue.inclusive ? 'less' : 'not more'} than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `is longer than ${issue.maximum} characters` : `is more than ${issue.maximum}`;
    default:
      return 'cannot be read';
  }
}

const SPELLING: Spelling = {
  ...{ seconds: duration, until, days },
  proofs: requirement(PROOF_LEAVES),
  approvals: requirement(APPROVAL_LEAVES),
};

/** The YAML spelling of a policy. */
export const spelledPolicy = policySchema(SPELLING);

/** The YAML spelling of one exception. */
export const spelledException: z.ZodMiniType<PolicyException> = exceptionSchema(SPELLING);
