import { unquoted } from '../../core/values/json-text.ts';
import { Secret } from '../../ports/secret.ts';
import { isOpaque, otherKind } from './password-shape.ts';
import { RotationError } from './rotation-error.ts';
import { type ValuePart, valueParts } from './value-texts.ts';

/**
 * The value of a secret that is itself the source of truth: consumers read it there, and no other system must be told. Either one opaque
 * password, or a JSON object with the password in `password` and other fields.
 */
interface RotatableValue {
  readonly password: string;
  /** The text before and after the password, exactly as written; empty for an opaque password. */
  readonly around: readonly [before: string, after: string];
}

/** The owner's tag on the secret. */
export interface ValueRules {
  /** Only this secret holds the password, although the value names a place where a password is usually set. */
  readonly isSourceOfTruth: boolean;
}

/**
 * The same value with another password and no other change. Throws `RotationError` for a value of an unknown kind: a text that may not be a
 * password is left alone.
 */
export function withPassword(current: Secret, password: Secret, rules: ValueRules): Secret {
  const { around } = rotatable(current, rules);
  const [before, after] = around;
  if (before === '') return password;
  return new Secret(`${before}${JSON.stringify(password.reveal())}${after}`);
}

/**
 * Throws `RotationError` unless the pending value is the current one with another password. Any other difference, above all in host or
 * user, could turn the rotation against a system that its author may not reach.
 */
export function assertSuccessor(current: Secret, pending: Secret, rules: ValueRules): void {
  const [before, after] = [rotatable(current, rules), rotatable(pending, rules)];
  if (before.around.join('\0') !== after.around.join('\0'))
    throw new RotationError('fields-changed', 'the pending value differs in more than its password');
  if (before.password === after.password)
    throw new RotationError('password-unchanged', 'the pending value has the current password');
}

function rotatable(value: Secret, rules: ValueRules): RotatableValue {
  const text = value.reveal();
  if (text === '') throw new RotationError('value-malformed', 'the value is empty');
  if (text.trimStart().startsWith('{')) return inObject(text, rules);
  const kind = otherKind(text);
  if (kind !== undefined) throw new RotationError('value-not-password', `the value looks like ${kind}`);
  if (!isOpaque(text))
    throw new RotationError('value-not-password', 'the value is not one word of letters, digits and `._~!#$%^*+/-`');
  return { password: text, around: ['', ''] };
}

function inObject(text: string, rules: ValueRules): RotatableValue {
  const parts = valueParts(text);
  const names = parts.flatMap(({ kind, raw }) => (kind === 'name' ? [unquoted(raw)] : []));
  const strings = parts.filter(({ kind }) => kind === 'string');
  refusePlaces(names, strings, rules);
  const { raw, at } = strings.find(({ name }) => name === 'password') ?? { raw: '""', at: 0 };
  const password = unquoted(raw);
  if (password === '') throw new RotationError('password-missing', 'the value is JSON without a text in `password`');
  const kind = otherKind(password);
  if (kind !== undefined) throw new RotationError('value-not-password', `\`password\` looks like ${kind}`);
  if (strings.some((one) => one.at !== at && repeats(unquoted(one.raw), password)))
    throw new RotationError('password-elsewhere', 'another field has the password too');
  return { password, around: [text.slice(0, at), text.slice(at + raw.length)] };
}

/** Such a secret belongs to an account in another system: a new value without a change there would lock its consumers out. */
function refusePlaces(names: readonly string[], strings: readonly ValuePart[], { isSourceOfTruth }: ValueRules): void {
  if (names.includes('masterarn')) throw new RotationError('users-alternate', 'alternating users are not supported');
  if (isSourceOfTruth) return;
  if (names.includes('engine')) throw new RotationError('engine-not-supported', 'the secret names a database `engine`');
  if (names.some(namesPlace)) throw new RotationError('place-named', 'a field names a place, such as a host');
  if (strings.some(({ name, raw }) => name !== 'password' && /:\/\/|^jdbc:/i.test(unquoted(raw))))
    throw new RotationError('place-named', 'a field holds an address');
}

/** Words in field names for the place of a password: hosts, databases, brokers, addresses. */
const PLACE_WORDS: ReadonlySet<string> = new Set([
  ...['host', 'hosts', 'hostname', 'server', 'servers', 'addr', 'address', 'ip', 'endpoint', 'endpoints', 'domain'],
  ...['port', 'socket', 'url', 'uri', 'dsn', 'jdbc', 'odbc', 'connection', 'conn', 'connectionstring', 'datasource'],
  ...['db', 'dbname', 'database', 'schema', 'sid', 'servicename', 'instance', 'dbinstanceidentifier', 'cluster'],
  ...['dbclusteridentifier', 'engine', 'broker', 'brokers', 'bootstrap', 'warehouse', 'tenant', 'site'],
]);

/** Whether a field's name is for the place of a password: `DB_HOST`, `jdbcUrl`, `brokers`. */
const namesPlace = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return [...words, words.join('')].some((word) => PLACE_WORDS.has(word) || /(?:host|url|uri|port)$/.test(word));
};

/** A password of 8 or more characters is also searched inside other texts; a shorter one can be part of a word by chance. */
const repeats = (text: string, password: string): boolean =>
  text === password || (password.length >= 8 && text.includes(password));
