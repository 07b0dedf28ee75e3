import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { asYaml } from '../../../../bin/cli/text/yaml.ts';
import { cli } from '../../../support/cli.ts';

describe('a value as YAML', () => {
  it('is in blocks, with every text in quotation marks', () => {
    const value = {
      id: 'r1',
      open: true,
      yes: 'no',
      plan: { groups: ['a', 'b'], none: [], nobody: {} },
      items: [{ a: 1, b: null }],
    };
    expect(asYaml(value)).toBe(
      [
        'id: "r1"',
        'open: true',
        '"yes": "no"',
        'plan:',
        '  groups:',
        '    - "a"',
        '    - "b"',
        '  none: []',
        '  nobody: {}',
        'items:',
        '  - a: 1',
        '    b: null',
        '',
      ].join('\n'),
    );
  });

  it('is read as the same value by every version of YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        const said = JSON.parse(JSON.stringify(value));
        for (const version of ['1.1', '1.2'] as const) expect(parse(asYaml(value), { version })).toEqual(said);
      }),
      { numRuns: 500 },
    );
  });

  it('has no character that a terminal acts on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(asYaml({ [text]: [text] })).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
      }),
      { examples: [['\u009b31m'], ['\u202e'], ['\u{e0041}'], ['\u001b[2J']] },
    );
  });
});

describe('--format', () => {
  const CHECK = ['policy', 'check', 'policies/default.yaml'];

  it('prints for people, or the same for programs as JSON or YAML', async () => {
    const json = JSON.parse((await cli([...CHECK, '--json'])).out);
    expect(JSON.parse((await cli([...CHECK, '--format', 'json'])).out)).toEqual(json);
    expect(parse((await cli([...CHECK, '-o', 'yaml'])).out)).toEqual(json);
    expect((await cli([...CHECK, '-o', 'table'])).out).toBe((await cli(CHECK)).out);
  }, 60_000);

  it.each(['json', 'yaml'])('of %s prints problems as JSON, which is YAML too', async (format) => {
    const { code, err } = await cli(['registry', 'digest', 'none.csv', '-o', format]);
    expect([code, JSON.parse(err)]).toEqual([2, expect.objectContaining({ code: 'usage' })]);
  });

  it('is refused when it is unknown, or says something else than --json', async () => {
    expect((await cli([...CHECK, '-o', 'xml'])).code).toBe(2);
    expect((await cli([...CHECK, '-o', 'yaml', '--json'])).code).toBe(2);
  });
});
