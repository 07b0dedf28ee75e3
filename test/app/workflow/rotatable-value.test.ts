import { describe, expect, it } from '@jest/globals';
import { assertSuccessor, withPassword } from '../../../lambdas/app/workflow/rotatable-value.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const json = (over: object): Secret =>
  new Secret(JSON.stringify({ note: 'for the nightly run', level: 3, user: 'app', password: 'canary-old', ...over }));

const NEW = new Secret('canary-new');
const RULES = { isSourceOfTruth: false };
const TRUTH = { isSourceOfTruth: true };

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing thrown';
  } catch (error) {
    expect(String(error)).not.toContain('canary');
    return (error as { code: string }).code;
  }
};

describe('the next value of a secret', () => {
  it('is the password alone where the value is one opaque password', () => {
    expect(withPassword(new Secret('canary-old'), NEW, RULES).reveal()).toBe('canary-new');
  });

  it('changes no character but those of the password', () => {
    const [before, after] = ['{ "id": 12345678901234567890.10,\n\t"password" : ', ' , "tags": [1e400, "\\ud83d"] }'];
    const next = withPassword(new Secret(`${before}"canary-old"${after}`), NEW, RULES).reveal();
    expect(next).toBe(`${before}"canary-new"${after}`);
  });

  it.each([
    ['alternates between users', json({ masterarn: 'arn' }), 'users-alternate'],
    ['is JSON without a password', new Secret('{"token":"canary"}'), 'password-missing'],
    ['has its password only further down', new Secret('{"login":{"password":"canary"}}'), 'password-missing'],
    ['has a password that is no text', json({ password: 7 }), 'password-missing'],
    ['has an empty password', json({ password: '' }), 'password-missing'],
    ['begins like JSON and is none', new Secret('{"password":"canary"'), 'value-malformed'],
    ['is empty', new Secret(''), 'value-malformed'],
    ['has its password a second time', json({ confirm: 'canary-old' }), 'password-elsewhere'],
    ['has its password in another text', json({ header: 'Basic app/canary-old' }), 'password-elsewhere'],
    ['has a key under the name of a password', json({ password: '-----BEGIN canary' }), 'value-not-password'],
  ])('is refused for a value that %s', (_, value, code) => {
    for (const rules of [RULES, TRUTH]) expect(codeOf(() => withPassword(value, NEW, rules))).toBe(code);
  });

  it.each([
    ['engine-not-supported', { engine: 'canary' }],
    ['place-named', { host: 'canary' }],
    ['place-named', { jdbcUrl: 'canary' }],
    ['place-named', { DB_PORT: 5432 }],
    ['place-named', { more: { bootstrapServers: ['canary'] } }],
    ['place-named', { see: 'https://canary' }],
  ])(
    'is refused as %s where another system has the password too, unless the owner says by a tag that none has',
    (code, over) => {
      expect(codeOf(() => withPassword(json(over), NEW, RULES))).toBe(code);
      expect(codeOf(() => withPassword(json(over), NEW, TRUTH))).toBe('nothing thrown');
    },
  );
});

describe('a pending value', () => {
  it('follows the current one with another password', () => {
    expect(() => assertSuccessor(new Secret('canary-old'), NEW, RULES)).not.toThrow();
    expect(() => assertSuccessor(json({}), json({ password: 'canary-new' }), RULES)).not.toThrow();
  });

  it.each([
    ['note', json({ note: 'elsewhere', password: 'canary-new' })],
    ['user', json({ user: 'root', password: 'canary-new' })],
    ['type of a field', json({ level: '3', password: 'canary-new' })],
    ['set of fields', json({ extra: true, password: 'canary-new' })],
    ['spelling', new Secret('{"password":"canary-new","user":"app","level":3,"note":"for the nightly run"}')],
    ['kind', new Secret('canary-new')],
  ])('is refused with another %s: whoever edits the secret must not aim the rotation', (_, pending) => {
    expect(codeOf(() => assertSuccessor(json({}), pending, RULES))).toBe('fields-changed');
  });

  it('is refused with the password of the current one', () => {
    expect(codeOf(() => assertSuccessor(json({}), json({}), RULES))).toBe('password-unchanged');
    const same = new Secret('canary');
    expect(codeOf(() => assertSuccessor(same, same, RULES))).toBe('password-unchanged');
  });
});
