import { unquoted } from '../../core/values/json-text.ts';
import type { DatabaseLogin } from '../../ports/database.ts';
import { Secret } from '../../ports/secret.ts';
import { RotationError } from './rotation-error.ts';
import { jsonIn, valueParts, withTexts } from './value-texts.ts';

/** The secret of a database's role, in the form of AWS's own rotation functions. */
export interface DatabaseValue extends DatabaseLogin {
  /** Two roles take turns: the value names the secret of an administrator (`masterarn`), as AWS's functions for alternating users want it. */
  readonly alternates: boolean;
}

const DEFAULT_PORT = 5_432;
const DEFAULT_DATABASE = 'postgres';
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** Throws `RotationError`; no error has any part of the value. */
export function databaseValue(value: Secret): DatabaseValue {
  const fields = parsed(value.reveal());
  const { engine, host, port = DEFAULT_PORT, dbname = DEFAULT_DATABASE, username, password, masterarn } = fields;
  if (engine !== 'postgres') throw new RotationError('engine-not-supported', '`engine` is not `postgres`');
  const number = Number(port);
  if (!isText(host) || !HOST.test(host)) throw new RotationError('place-missing', 'no `host`');
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new RotationError('place-missing', 'no `port`');
  if (!isText(dbname)) throw new RotationError('place-missing', '`dbname` is no text');
  if (!isText(username)) throw new RotationError('role-missing', 'no `username`');
  if (!isText(password)) throw new RotationError('password-missing', 'the value is JSON without a text in `password`');
  return {
    place: { host, port: number, database: dbname },
    role: username,
    password: new Secret(password),
    alternates: masterarn !== undefined,
  };
}

/** The same text with another role and another password; no other character changes. */
export const withLogin = (value: Secret, { role, password }: Pick<DatabaseLogin, 'role' | 'password'>): Secret =>
  withTexts(value, { username: role, password: password.reveal() });

/** Everything but the login, to compare. */
export const aroundLogin = (value: Secret): string => withLogin(value, { role: '', password: new Secret('') }).reveal();

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value = jsonIn(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RotationError('value-malformed', 'the value is no JSON object');
  const password = 'password' in value ? value.password : undefined;
  for (const { kind, raw, name } of valueParts(text))
    if (kind === 'string' && unquoted(raw) === password && name !== 'password')
      throw new RotationError('password-elsewhere', 'another field has the password too');
  return value as Readonly<Record<string, unknown>>;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
