import { describe, expect, it } from '@jest/globals';
import { rowsOfFile } from '../../../lambdas/adapters/csv/feed.ts';
import { distinctRows } from '../../../lambdas/core/registry/feed.ts';

const HEADER =
  'account,kind,tier,environment,labels,owner,custodians,manager,contacts,assurance,language,connector,target,name,active,changedAt';
const CONTACTS = 'work|email|jane@example.com|2026-01-05T08:00:00.000Z;phone|sms|+41 79 123 45 67|';
const line = (who: string, rest: string): string =>
  `cognito:${who},human,standard,production,,person:${who},,person:mara,${rest}`;
const JANE = line('jane', `${CONTACTS},2,de,cognito,jane,Jane Doe,yes,2026-02-01T09:30:00+01:00`);
const MARA = 'cognito:mara,vendor,critical,production,finance;it,person:mara,,,,,,cognito,mara,,,';
const textOf = (...lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;
const rowsIn = (text: string, counted = false) => rowsOfFile(text, { connector: 'cognito', counted });
const codeOf = (text: string, counted = false): string => {
  try {
    rowsIn(text, counted);
    return 'read';
  } catch (error) {
    expect(String(error)).not.toMatch(/[Jj]ane|Doe|canary/);
    return (error as { readonly code: string }).code;
  }
};

describe('the rows of a file of people', () => {
  it('are people with the dates of their own contacts, else of the row, and the record for whoever registers them', () => {
    expect(rowsIn(textOf(JANE, MARA))).toEqual([
      {
        ...{ directoryId: 'cognito:jane', target: 'jane', aliases: [], name: 'Jane Doe', manager: 'cognito:mara' },
        contacts: [
          { kind: 'email', address: 'jane@example.com', changedAt: '2026-01-05T08:00:00.000Z' },
          { kind: 'sms', address: '+41791234567', changedAt: '2026-02-01T08:30:00.000Z' },
        ],
        ...{ isActive: true, tier: null },
        record: {
          ...{ account: 'cognito:jane', kind: 'human', environment: 'production', owner: 'person:jane' },
          ...{ custodians: [], assurance: 2, language: 'de' },
        },
      },
      {
        ...{ directoryId: 'cognito:mara', target: 'mara', aliases: [], name: 'mara', manager: null, contacts: [] },
        ...{ isActive: true, tier: 'critical' },
        record: {
          ...{ account: 'cognito:mara', kind: 'vendor', environment: 'production', owner: 'person:mara' },
          ...{ custodians: [], labels: ['finance', 'it'] },
        },
      },
    ]);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['a byte order mark, which decoding takes away', (text) => new TextDecoder().decode(Buffer.from(`\ufeff${text}`))],
    ['line breaks of Windows', (text) => text.replaceAll('\n', '\r\n')],
    ['quotes around every cell', (text) => text.replace(/[^,\n]+/g, '"$&"')],
    ['a last line that counts them', (text) => `${text}#rows=2\n`],
    ['a last line that counts them, of Windows', (text) => `${text}#rows=2\n`.replaceAll('\n', '\r\n')],
  ])('are the same with %s', (_, written) => {
    expect(rowsIn(written(textOf(JANE, MARA)))).toEqual(rowsIn(textOf(JANE, MARA)));
  });

  it('may hold line breaks and quotes: a name that no record can have is a row that cannot be read, and nothing else', () => {
    const [jane, mara] = rowsIn(textOf(JANE.replace('Jane Doe', '"Jane\n""J"" Doe"'), MARA));
    expect([jane?.name, mara?.name]).toEqual(['Jane\n"J" Doe', 'mara']);
    const { rows, findings } = distinctRows({ connector: 'cognito', rows: jane === undefined ? [] : [jane] });
    expect([rows, findings.map(({ code }) => code)]).toEqual([[], ['row-malformed']]);
  });

  it('of other connectors are passed over, and counted', () => {
    const other = MARA.replaceAll('cognito', 'okta');
    expect(rowsIn(`${textOf(JANE, other)}#rows=2\n`, true)).toMatchObject([{ target: 'jane', manager: 'person:mara' }]);
  });

  it('name a manager by an account that they still have', () => {
    const left = MARA.replace('cognito:mara', 'cognito:a-mara').replace(',mara,,,', ',a-mara,,no,');
    const [, , jane] = rowsIn(textOf(left, MARA, JANE));
    expect(jane?.manager).toBe('cognito:mara');
  });

  it.each([
    ['a kind that no person has', JANE.replace('human', 'service-account')],
    ['a tier that nobody knows', JANE.replace('standard', 'canary')],
    ['an owner who is none', JANE.replace('person:jane', 'jane')],
    ['no owner', JANE.replace('person:jane', '')],
    ['a manager who is none', JANE.replace('person:mara', 'Mara')],
    ['a contact of an unknown kind', JANE.replace('|sms|', '|pager|')],
    ['a date that is none', JANE.replace('2026-02-01T09:30:00+01:00', '1.2.2026')],
    ['neither yes nor no', JANE.replace(',yes,', ',perhaps,')],
    ['no name for the connector', JANE.replace('cognito,jane,', 'cognito,,')],
  ])('with %s cannot be read: it says nothing of anybody, also not that they left', (_, wrong) => {
    const { rows, findings } = distinctRows({ connector: 'cognito', rows: rowsIn(textOf(wrong, MARA)) });
    expect(rows).toMatchObject([{ directoryId: 'cognito:mara' }]);
    expect(findings).toEqual([{ code: 'row-malformed', of: 'cognito|cognito:jane', with: null }]);
  });

  it.each<readonly [string, string, string]>([
    ['is empty', '', 'file-empty'],
    ['ends within a row', textOf(JANE).slice(0, -1), 'file-cut-off'],
    ['has fewer rows than its last line says', `${textOf(JANE)}#rows=2\n`, 'file-cut-off'],
    ['has more rows than its last line says', `${textOf(JANE, MARA)}#rows=1\n`, 'file-cut-off'],
    ['has no header', `${JANE}\n`, 'file-columns'],
    ['is a table of something else', 'person,nature\nperson:jane,human\n', 'file-columns'],
    ['lacks a column', textOf(JANE).replace(',owner', ''), 'file-columns'],
    ['has a column that is none', textOf(JANE).replace(',language', ',canary'), 'file-columns'],
    ['has a column twice', textOf(JANE).replace(',language', ',kind'), 'file-columns'],
    ['has an optional column twice', textOf(JANE).replace(',active', ',name'), 'file-columns'],
    ['has a row with too few cells', textOf(JANE, MARA.slice(0, -1)), 'file-malformed'],
    ['has an empty line', textOf(JANE, '', MARA), 'file-malformed'],
    ['has a quotation mark that is never closed', textOf(JANE.replace('Jane', '"Jane')), 'file-malformed'],
    ['has an account that is none', textOf(JANE.replace('cognito:jane', 'jane')), 'file-malformed'],
    ['has a connector that is none', textOf(JANE.replace(',cognito,', ',congito,')), 'file-malformed'],
    ['says somebody twice, each time otherwise', textOf(JANE, MARA, JANE.replace('Doe', 'Roe')), 'file-repeats'],
    ['says somebody twice', textOf(JANE, JANE), 'file-repeats'],
  ])('are none where the file %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('are none where the file does not count them and has to, and nobody where it counts none', () => {
    expect(codeOf(textOf(JANE), true)).toBe('file-cut-off');
    expect(rowsIn(`${textOf()}#rows=0\n`, true)).toEqual([]);
  });

  it('are looked for in a large broken file without end, too', () => {
    expect(codeOf(textOf(JANE, `"${'canary,'.repeat(1_500_000)}`))).toBe('file-malformed');
  });

  it('that are wrong are named by the first twenty lines', () => {
    const many = Array.from({ length: 22 }, () => 'x');
    expect(() => rowsIn(textOf(...many))).toThrow(/lines 2, 3, .*, 21, and 2 more$/);
  });
});
