import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { styleFor, table } from '../../../../bin/cli/text/print.ts';
import { cli } from '../../../support/cli.ts';
import { fakeService } from '../../../support/fake-service.ts';
import { at } from '../../../support/fixtures.ts';

const CLI = fileURLToPath(new URL('../../../../bin/cli/', import.meta.url));
const SOURCES = readdirSync(CLI, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('print.ts'))
  .map((name) => ({ name, text: readFileSync(join(CLI, name), 'utf8') }));

/** Every header in the source: the first argument of `table`, or the constant that is passed as it. */
const HEADERS = SOURCES.flatMap(({ name, text }) =>
  [...text.matchAll(/\btable\(\s*(?:\[([^\]]+)\]|(\w+))/g)].map(([, literal, constant]) => {
    const cells = literal ?? new RegExp(`const ${constant} = \\[([^\\]]+)\\]`).exec(text)?.[1] ?? '';
    return [name, [...cells.matchAll(/'([^']+)'|\b(last)\b/g)].map(([, cell, named]) => cell ?? named ?? '')] as const;
  }),
);

/** The widest cells that there are: an id, a name, a hash, a moment, free text, and text of wide characters. */
const CELLS = [
  '0b6cfd1c-0000-8000-8000-000000000001',
  `cognito:${'jane.of.a.very.long.department.'.repeat(3)}name`,
  'f'.repeat(64),
  '2026-11-20 10:00:00 UTC (2 hours ago)',
  'she says that she has lost her telephone on the train and needs it tonight, and nobody could reach her manager',
  '日本語の長い文章が'.repeat(12),
];
const widthOf = (line: string): number =>
  [...line].reduce((width, one) => width + (/[\p{Script=Han}\p{Script=Hiragana}]/u.test(one) ? 2 : 1), 0);
const signsOf = (text: string): string => [...text.replace(/\s/g, '')].sort().join('');
const onTerminal = { ...styleFor({ NO_COLOR: '1' }, true), strong: (line: string) => line };

describe('every table that the command line prints', () => {
  it('is found in the source', () => {
    const calls = SOURCES.reduce((sum, { text }) => sum + [...text.matchAll(/\btable\(/g)].length, 0);
    expect(HEADERS.map(([, header]) => header.length >= 3)).toEqual(Array.from({ length: calls }, () => true));
    expect(calls).toBeGreaterThanOrEqual(12);
  });

  it.each(HEADERS)('of %s fits 80 columns of a terminal, %j, and loses nothing', (_, header) => {
    for (let turn = 0; turn < CELLS.length; turn += 1) {
      const rows = [0, 1].map((row) =>
        header.map((_name, column) => CELLS[(turn + row + column) % CELLS.length] ?? ''),
      );
      const text = table(header, rows, onTerminal);
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
      // As a table, or as a paragraph for each row, where each repeats the header.
      const said = [header.concat(rows.flat()), [...header, ...header, ...rows.flat()]].map((words) =>
        signsOf(words.join('')),
      );
      expect(said).toContain(signsOf(text));
    }
  });

  it('has one line for each row in a pipe, however long it is', () => {
    const text = table(['ID', 'WHY', 'HASH'], [CELLS.slice(2, 5), CELLS.slice(2, 5)], styleFor({}, false));
    expect(text.split('\n')).toHaveLength(4);
  });

  it('is wrapped between words first, and is as wide as the terminal says', () => {
    const rows = [
      ['jira/OPS-7', 'no account is named and nobody who could be meant is registered under this mail address'],
    ];
    expect(table(['TICKET', 'WHY'], rows, onTerminal)).toMatchInlineSnapshot(`
"TICKET      WHY
jira/OPS-7  no account is named and nobody who could be meant is registered
            under this mail address
"
`);
    expect(table(['TICKET', 'WHY'], rows, { ...onTerminal, width: 120 }).split('\n')).toHaveLength(3);
    expect(table(['TICKET', 'WHY'], rows, { ...onTerminal, width: 24 })).toMatchInlineSnapshot(`
"TICKET      WHY
jira/OPS-7  no account
            is named and
            nobody who
            could be
            meant is
            registered
            under this
            mail address
"
`);
  });
});

it('is quiet when piped: no colour, no width, and nothing beside the result', async () => {
  const items = [{ source: 'jira', id: 'OPS-7', cause: CELLS[4], at: at(-7200) }];
  const service = await fakeService({ 'GET /tickets?limit=50': { body: { items } } });
  const piped = await cli(['tickets', 'list'], { url: service.url });
  expect(piped.err).toBe('');
  expect(piped.out).not.toContain('\u001b');
  expect(piped.out).toContain(CELLS[4]);
  const shown = await cli(['tickets', 'list'], { url: service.url, tty: true, env: { NO_COLOR: '1' } });
  await service.close();
  const rows = shown.out.split('\n\n')[0]?.split('\n') ?? [];
  expect(Math.max(...rows.map((line) => line.length))).toBeLessThanOrEqual(80);
});
