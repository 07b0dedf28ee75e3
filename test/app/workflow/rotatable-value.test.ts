import { describe, expect, it } from '@jest/globals';
import { assertSuccessor, withPassword } from '../../../lambdas/app/workflow/rotatable-value.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const json = (over: object): Secret =>
  new Secret(JSON.stringify({ host: 'db', port: 5432, user: 'app', password: 'canary-old', ...over }));

const NEW = new Secret('canary-new');

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
  it('is the password alone where the value is one opaque text', () => {
    expect(withPassword(new Secret('canary-old'), NEW).reveal()).toBe('canary-new');
    expect(withPassword(new Secret('["no", "object"]'), NEW).reveal()).toBe('canary-new');
  });

  it('keeps the other fields of a JSON object', () => {
    expect(JSON.parse(withPassword(json({}), NEW).reveal())).toEqual({
      host: 'db',
      port: 5432,
      user: 'app',
      password: 'canary-new',
    });
  });

  it.each([
    [
      'names a database engine, where a change of the store alone would lock its consumers out',
      json({ engine: 'postgres' }),
      'engine-not-supported',
    ],
    ['alternates between users', json({ masterarn: 'arn' }), 'users-alternate'],
    ['is JSON without a password', new Secret('{"token":"canary"}'), 'password-missing'],
    ['has a password that is no text', json({ password: 7 }), 'password-missing'],
    ['has an empty password', json({ password: '' }), 'password-missing'],
    ['begins like JSON and is none', new Secret('{"password":"canary"'), 'value-malformed'],
    [
      'has a number that would be rounded',
      new Secret('{"id":12345678901234567890,"password":"canary"}'),
      'value-malformed',
    ],
    ['is empty', new Secret(''), 'value-malformed'],
  ])('is refused for a value that %s', (_, value, code) => {
    expect(codeOf(() => withPassword(value, NEW))).toBe(code);
  });
});

describe('a pending value', () => {
  it('follows the current one with another password, whatever the order of its fields', () => {
    assertSuccessor(new Secret('canary-old'), NEW);
    assertSuccessor(json({}), new Secret('{"password":"canary-new","user":"app","port":5432,"host":"db"}'));
  });

  it.each([
    ['host', json({ host: 'elsewhere', password: 'canary-new' })],
    ['user', json({ user: 'root', password: 'canary-new' })],
    ['type of a field', json({ port: '5432', password: 'canary-new' })],
    ['set of fields', json({ extra: true, password: 'canary-new' })],
    ['kind', new Secret('canary-new')],
  ])('is refused with another %s: whoever edits the secret must not aim the rotation', (_, pending) => {
    expect(codeOf(() => assertSuccessor(json({}), pending))).toBe('fields-changed');
  });

  it('is refused with the password of the current one', () => {
    expect(codeOf(() => assertSuccessor(json({}), json({})))).toBe('password-unchanged');
    expect(codeOf(() => assertSuccessor(new Secret('canary'), new Secret('canary')))).toBe('password-unchanged');
  });
});
