import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BROKEN_SENTENCES } from '../../bench/broken-sentences.ts';
import { BROKEN_RULES } from '../../bench/rules.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The numbers of the rules in `docs/rules.md`. */
const IN_FORCE = [...read('docs/rules.md').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));

describe('the rules that `npm run bench -- rules` takes out', () => {
  it('are all that are in force', () => {
    expect(IN_FORCE).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    const broken = new Set(BROKEN_RULES.map(({ rule }) => rule));
    expect(IN_FORCE.filter((rule) => !broken.has(rule))).toEqual([]);
  });

  it.each([...BROKEN_RULES, ...BROKEN_SENTENCES].map((one) => [one.rule, one.breaks, one] as const))(
    'rule %d, %s: stands once in the code, and has tests of its name',
    (rule, _, { file, text, tests }) => {
      expect(read(file).split(text)).toHaveLength(2);
      expect(read(tests)).toMatch(new RegExp(`(describe|it)(\\.each\\(\\w+\\))?\\(\\s*.*[Rr]ule ${rule}\\b`));
    },
  );
});
