import * as z from 'zod/mini';
import { pointerTo } from '../../core/intake/field.ts';
import { isProblemCode, type Problem, problem } from '../problem.ts';

/** Most errors that are reported for one request. */
const MOST_SHOWN = 8;

/**
 * A function that makes a schema. Making one costs more than reading a request with it, so an instance makes only the schemas that it uses,
 * on first use, and a bundle contains no others.
 */
export type Shape<Schema extends z.ZodMiniType = z.ZodMiniType> = () => Schema;

const made = new WeakMap<Shape, z.ZodMiniType>();

/** The schema of a shape, made on first use. */
function schemaOf<Schema extends z.ZodMiniType>(shape: Shape<Schema>): Schema {
  const schema = (made.get(shape) as Schema | undefined) ?? shape();
  made.set(shape, schema);
  return schema;
}

/**
 * The value as its schema reads it. Throws `fields-unknown`, `fields-invalid`, or the problem whose code is the schema's message, with a
 * JSON pointer to each error. Values are never quoted: they may be secret.
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
