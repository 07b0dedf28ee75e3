import { describe, expect, it } from '@jest/globals';
import { facts, printable, quoted, table } from '../../../../bin/cli/text/print.ts';

describe('a table', () => {
  it('aligns its columns, also under wide and combining characters', () => {
    const rows = [
      ['日本', 'x'],
      ['e\u0301', 'y'],
      ['plain', ''],
    ];
    expect(table(['A', 'B'], rows, { strong: (line) => `<${line}>`, width: Number.POSITIVE_INFINITY })).toBe(
      '<A      B>\n日本   x\ne\u0301      y\nplain\n',
    );
  });

  it('leaves out facts that have no value', () => {
    expect(
      facts([
        ['a', '1'],
        ['long name', '2'],
        ['none', null],
        ['missing', undefined],
      ]),
    ).toBe('  a          1\n  long name  2\n');
  });
});

describe('what others wrote', () => {
  it('is spelled out where a terminal would obey or hide it, at any depth', () => {
    const value = { 'na\u0007me': ['\u001b]0;title\u0007', { deep: '\u2066x\u200b\u2028' }], number: 1, none: null };
    expect(printable(value)).toEqual({
      'na\\u{7}me': ['\\u{1b}]0;title\\u{7}', { deep: '\\u{2066}x\\u{200b}\\u{2028}' }],
      number: 1,
      none: null,
    });
  });

  it('keeps what can be read in any language', () => {
    expect(printable('Zoë – 日本語 – עברית – 👍')).toBe('Zoë – 日本語 – עברית – 👍');
  });

  it('stands in quotes that it cannot leave', () => {
    expect(quoted('lost", which completes the approval')).toBe('"lost\\", which completes the approval"');
  });
});
