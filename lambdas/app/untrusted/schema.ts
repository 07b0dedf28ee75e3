import * as z from 'zod/mini';
import { pointerTo } from '../../core/intake/field.ts';
import { isProblemCode, type Problem, problem } from '../problem.ts';

/** More mistakes of one request than anybody wants to read at once. */
const MOST_SHOWN = 8;

/**
 * How a schema is made. Making one costs more than reading a request by it, so an instance makes those that it is asked for, when it is, and
 * a bundle carries no other.
 */
export type Shape<Schema extends z.ZodMiniType = z.ZodMiniType> = () => Schema;

const made = new WeakMap<Shape, z.ZodMiniType>();

/** The one schema of a shape, made at its first use. */
function schemaOf<Schema extends z.ZodMiniType>(shape: Shape<Schema>): Schema {
  const schema = (made.get(shape) as Schema | undefined) ?? shape();
  made.set(shape, schema);
  return schema;
}

/**
 * The value as its schema has it. Throws `fields-unknown`, `fields-invalid`, or the problem whose code the schema gives as its message,
 * with a JSON pointer to each mistake. Values are never shown: they may be what should not be.
 */
export function parseAs<Schema extends z.ZodMiniType>(shape: Shape<Schema>, value: unknown): z.output<Schema> {
  const parsed = z.safeParse(schemaOf(shape), value);
  if (parsed.success) return parsed.data;
  throw mistakes(parsed.error.issues);
}

function mistakes(issues: readonly z.core.$ZodIssue[]): Problem {
  const named = issues.map(({ message }) => message).find(isProblemCode);
  const unknown = issues.some(({ code }) => code === 'unrecognized_keys');
  const places = issues.flatMap(placesOf).slice(0, MOST_SHOWN);
  return problem(named ?? (unknown ? 'fields-unknown' : 'fields-invalid'), { facts: { errors: places } });
}

function placesOf(issue: z.core.$ZodIssue): readonly { readonly pointer: string; readonly mistake: string }[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  const mistake = issue.code === 'custom' ? 'malformed' : issue.code.replaceAll('_', '-');
  return paths.map((path) => ({ pointer: pointerTo(path).slice(0, 200), mistake }));
}
