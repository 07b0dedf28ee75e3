import { describe, expect, it } from '@jest/globals';
import { readCsv } from '../../../lambdas/adapters/csv/table.ts';

describe('a table of comma-separated values', () => {
  it('may have commas, line breaks and quotation marks in quotes, and knows its lines', () => {
    expect(readCsv('a,b\n"1,\n2","x""y"\r\n3,\n')).toEqual({
      columns: ['a', 'b'],
      rows: [
        { line: 2, cells: { a: '1,\n2', b: 'x"y' } },
        { line: 4, cells: { a: '3', b: '' } },
      ],
      mistakes: [],
    });
  });

  it.each(['a\nx"y\n', 'a\n"x"y\n'])('refuses %j', (text) => {
    expect(readCsv(text).mistakes).toEqual([{ line: 2, says: 'a quotation mark stands where none may be' }]);
  });

  it('is read in one go where a quotation mark is never closed, however much follows', () => {
    expect(readCsv(`a,b\n1,"${'x,'.repeat(4_000_000)}`).mistakes).toEqual([
      { line: 2, says: 'a quotation mark is never closed: half a file?' },
    ]);
  });
});
