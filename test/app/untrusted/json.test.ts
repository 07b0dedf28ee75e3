import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../../lambdas/app/problem.ts';
import { parseJson } from '../../../lambdas/app/untrusted/json.ts';

const parse = (text: string | Uint8Array): unknown => parseJson(typeof text === 'string' ? Buffer.from(text) : text);

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

describe('strict JSON', () => {
  it.each([
    ['json-malformed', '{"a":1'],
    ['json-malformed', '{a:1}'],
    ['json-malformed', "{'a':1}"],
    ['json-malformed', '{"a":1,}'],
    ['json-malformed', '{"a":01}'],
    ['json-malformed', '{"a":NaN}'],
    ['json-malformed', '{"a":"\n"}'],
    ['json-malformed', '{"a":1} {"a":2}'],
    ['json-malformed', '\uFEFF{"a":1}'],
    ['json-malformed', ' '],
    ['json-duplicate-key', '{"account":"a","account":"b"}'],
    ['json-duplicate-key', '{"a":{"b":1,"b":1}}'],
    ['json-duplicate-key', '[{"a":1},{"a":1,"\\u0061":2}]'],
    ['json-duplicate-key', '{"a":[{"x":1}],"b":2,"a":3}'],
    ['json-duplicate-key', '{"a":1 ,"a" \n : 2}'],
    ['json-forbidden-key', '{"__proto__":{"admin":true}}'],
    ['json-forbidden-key', '{"a":{"\\u005f_proto__":1}}'],
    ['json-forbidden-key', '{"constructor":{"prototype":{}}}'],
    ['json-too-deep', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['json-too-deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
    ['json-too-deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['json-unsafe-number', '{"a":9007199254740993}'],
    ['json-unsafe-number', '[-9007199254740992]'],
    ['json-unsafe-number', '[1e400]'],
    ['json-unsafe-number', '[1e30]'],
    ['body-malformed', '{"a":"\\ud83d"}'],
    ['body-malformed', '{"\\udc00":1}'],
  ])('refuses with %s: %j', (code, text) => {
    expect(codeOf(() => parse(text))).toBe(code);
  });

  it.each([
    [[0xff, 0xfe], 'not UTF-8'],
    [[0x22, 0xc3, 0x22], 'half a character'],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 'half a pair'],
    [[0x22, 0xc0, 0xaf, 0x22], 'a long spelling of `/`'],
  ])('refuses bytes that are no text: %j, %s', (bytes) => {
    expect(codeOf(() => parse(Uint8Array.from(bytes)))).toBe('body-malformed');
  });

  it.each([
    '{"a":{"b":1},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a\\":1,\\"a","b":"}{]["}',
    '{"key":"__proto__","list":["constructor"]}',
    '{"a":0.1,"b":-1.5e3,"c":9007199254740991,"d":1.0}',
    '{"größe":"東京 \\ud83d\\ude00 😀"}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
    'null',
    '"text"',
  ])('accepts %j', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('reads whatever it accepts as every other parser does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        if (codeOf(() => parse(text)) === 'accepted') expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps nothing of the body in what it throws', () => {
    try {
      parse('{"a": canary-secret}');
      throw new Error('was accepted');
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary');
      expect((error as Error).cause).toBeUndefined();
    }
  });
});
