import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { Problem } from '../../../lambdas/app/problem.ts';
import * as fields from '../../../lambdas/app/untrusted/fields.ts';
import { parseAs, type Shape } from '../../../lambdas/app/untrusted/schema.ts';

function problemWith(shape: Shape, value: unknown): Pick<Problem, 'code' | 'facts'> {
  try {
    parseAs(shape, value);
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, facts: error.facts };
    throw error;
  }
  throw new Error('was accepted');
}

const SCHEMA = () => z.strictObject({ account: fields.accountId(), list: z.array(z.strictObject({ n: z.int() })) });

describe('schema', () => {
  it('points at every mistake, and shows no value', () => {
    expect(problemWith(SCHEMA, { account: 'cognito:jane', list: [{ n: 1 }, { n: 'canary' }, {}] })).toEqual({
      code: 'fields-invalid',
      facts: {
        errors: [
          { pointer: '/list/1/n', mistake: 'invalid-type' },
          { pointer: '/list/2/n', mistake: 'invalid-type' },
        ],
      },
    });
  });

  it('points at fields that are not known', () => {
    expect(problemWith(SCHEMA, { account: 'cognito:jane', list: [{ n: 1, 'a/b': 2 }], toString: 1 })).toEqual({
      code: 'fields-unknown',
      facts: {
        errors: [
          { pointer: '/list/0/a~1b', mistake: 'unrecognized-keys' },
          { pointer: '/toString', mistake: 'unrecognized-keys' },
        ],
      },
    });
  });

  it('shows the first mistakes of many', () => {
    const list = Array.from({ length: 50 }, () => ({}));
    expect(problemWith(SCHEMA, { account: 'cognito:jane', list }).facts['errors']).toHaveLength(8);
  });

  it.each([null, [], 'text', 7])('refuses what is no object: %j', (value) => {
    expect(problemWith(SCHEMA, value)).toMatchObject({ code: 'fields-invalid', facts: { errors: [{ pointer: '' }] } });
  });
});

describe('shape', () => {
  it('is made once, when it is first read by, however often it is', () => {
    let times = 0;
    const counted = () => {
      times += 1;
      return z.string();
    };
    expect([times, parseAs(counted, 'a'), parseAs(counted, 'b'), times]).toEqual([0, 'a', 'b', 1]);
  });
});

describe('fields', () => {
  it.each([
    'jane',
    'cognito:',
    'cognito:größe',
    'cognito:ja ne',
    'Cognito:jane',
    'person:jane',
    'source:jira',
    'cognito:jane\n',
    `cognito:${'x'.repeat(129)}`,
  ])('says that %j is no account id', (value) => {
    expect(problemWith(fields.accountId, value)).toEqual({
      code: 'account-malformed',
      facts: { errors: [{ pointer: '', mistake: 'malformed' }] },
    });
  });

  it.each([
    [fields.freeText, 'two\nlines\tand größer 東京 😀'],
    [fields.freeText, 'x'.repeat(2000)],
    [fields.requestedSeconds, 1],
    [fields.limit, '100'],
    [fields.from, '999999999999999'],
    [fields.word, 'phone'],
    [fields.ticketRef, { source: 'jira', id: 'HELP-1' }],
  ])('accepts %# %j', (shape: Shape, value) => {
    expect(() => parseAs(shape, value)).not.toThrow();
  });

  it.each([
    [fields.freeText, ''],
    [fields.freeText, ' \n '],
    [fields.freeText, 'x'.repeat(2001)],
    [fields.freeText, 'a\u0000b'],
    [fields.freeText, 'a\u001b[31mb'],
    [fields.freeText, 'a\u202Eb'],
    [fields.requestedSeconds, 0],
    [fields.requestedSeconds, 1.5],
    [fields.requestedSeconds, 2 ** 53],
    [fields.requestedSeconds, 366 * 86_400 + 1],
    [fields.limit, '0'],
    [fields.limit, '101'],
    [fields.limit, '1e1'],
    [fields.from, '-1'],
    [fields.from, ''],
    [fields.after, 'a b'],
    [fields.word, 'Phone'],
    [fields.digest, 'A'.repeat(64)],
    [fields.ticketRef, { source: 'jira', id: 'HELP 1' }],
  ])('refuses %# %j', (shape, value) => {
    expect(problemWith(shape, value).code).toBe('fields-invalid');
  });
});
