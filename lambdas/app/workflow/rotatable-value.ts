import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../../ports/secret.ts';
import { RotationError } from './rotation-error.ts';

/**
 * The value of a secret that is itself the source of truth: its consumers read it there, and no other system must be told. Either one
 * opaque text, or a JSON object with the text in `password` and other fields beside it.
 */
interface RotatableValue {
  readonly password: string;
  /** The fields beside the password; null for an opaque text. */
  readonly fields: Readonly<Record<string, unknown>> | null;
}

/** The same value with another password. Throws `RotationError` for a value of a kind that we do not rotate. */
export function withPassword(current: Secret, password: Secret): Secret {
  const { fields } = rotatable(current);
  if (fields === null) return password;
  return new Secret(JSON.stringify({ ...fields, password: password.reveal() }));
}

/**
 * Throws `RotationError` unless the pending value is the current one with another password. Any other difference, above all of host or
 * user, could turn the rotation against a system that its author may not reach.
 */
export function assertSuccessor(current: Secret, pending: Secret): void {
  const [before, after] = [rotatable(current), rotatable(pending)];
  if (!isDeepStrictEqual(before.fields, after.fields))
    throw new RotationError('fields-changed', 'the pending value differs in more than its password');
  if (before.password === after.password)
    throw new RotationError('password-unchanged', 'the pending value has the current password');
}

function rotatable(value: Secret): RotatableValue {
  const text = value.reveal();
  if (!text.trimStart().startsWith('{')) return opaque(text);
  const { password, ...fields } = parsed(text);
  // Such a secret stands for an account in another system, and a new value without a change there would lock its consumers out.
  if ('masterarn' in fields) throw new RotationError('users-alternate', 'alternating users are not supported');
  if ('engine' in fields) throw new RotationError('engine-not-supported', 'the secret names a database `engine`');
  if (typeof password !== 'string' || password === '')
    throw new RotationError('password-missing', 'the value is JSON without a text in `password`');
  return { password, fields };
}

function opaque(text: string): RotatableValue {
  if (text === '') throw new RotationError('value-malformed', 'the value is empty');
  return { password: text, fields: null };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text, refuseRounding) as Record<string, unknown>;
  } catch {
    // The message of a syntax error quotes what it could not read.
    throw new RotationError('value-malformed', 'the value begins like JSON and cannot be read and written as it is');
  }
}

/** A number that JavaScript would write back as another one. */
function refuseRounding(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new RangeError('too large');
  return value;
}
