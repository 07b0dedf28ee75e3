import { describe, expect, it } from '@jest/globals';
import { columns } from '../../../local/start/text.ts';

describe('columns', () => {
  it('are as wide as their widest cell, and letters with accents count as one', () => {
    const text = columns([
      ['ida', 'Ida Bergstro\u0308m', 'identity'],
      ['victor', 'Victor', ''],
      ['ada', 'Ada Lindqvist', 'admin'],
    ]);
    expect(text.split('\n').map((line) => line.normalize())).toEqual([
      '  ida     Ida Bergström  identity',
      '  victor  Victor',
      '  ada     Ada Lindqvist  admin',
      '',
    ]);
  });
});
