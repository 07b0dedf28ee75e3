import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { OF_DATA } from './manners/data.ts';
import { OF_DOORS } from './manners/doors.ts';
import { OF_FUNCTIONS } from './manners/functions.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('what AWS does and a stand-in easily would not', () => {
  it.each([...OF_DATA, ...OF_FUNCTIONS, ...OF_DOORS])('$service $does', ({ page, tests }) => {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    const missing = tests.filter(([file, title]) => !isTest(readFileSync(join(ROOT, 'test', file), 'utf8'), title));
    expect(missing).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });
});

/** Whether a test, a rule of a contract or a group of them has this in its title. */
const isTest = (text: string, title: string): boolean =>
  [...text.matchAll(/(?:\b(?:it|rule|describe)(?:\.each\([\s\S]*?\))?\(\s*'|^\s+')((?:[^'\\]|\\.)*)'/gm)].some(
    ([, found = '']) => found.includes(title),
  );
