import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { entryOf } from '../../../local/start/kept.ts';
import { keptParts } from '../../../local/start/parts.ts';
import { deployedParts } from '../../../local/start/template.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'kept-')), 'cache');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const entry = (input: string) => entryOf<unknown>('thing', [input], { folder });
const file = (): string => join(folder, readdirSync(folder)[0] ?? 'none');

describe('what a start keeps', () => {
  it('is found by the next one, for the same inputs only', () => {
    expect(entry('a').found).toBeUndefined();
    expect(entry('a').keep({ n: 1, none: undefined })).toEqual({ n: 1 });
    expect(entry('a').found).toEqual({ n: 1 });
    expect(entry('b').found).toBeUndefined();
    expect(entryOf('other', ['a'], { folder }).found).toBeUndefined();
    expect(entryOf('thing', ['a', ''], { folder }).found).toBeUndefined();
  });

  it.each([
    ['cut off', () => writeFileSync(file(), readFileSync(file(), 'utf8').slice(0, -1))],
    ['longer than it was', () => appendFileSync(file(), ' ')],
    ['empty', () => writeFileSync(file(), '')],
    ['another value under its digest', () => writeFileSync(file(), readFileSync(file(), 'utf8').replace('1', '2'))],
  ])('is not found when its file is %s', (_, damage) => {
    entry('a').keep({ n: 'one: 1' });
    damage();
    expect(entry('a').found).toBeUndefined();
  });

  it('is at most eight of a kind, so that the folder does not grow', () => {
    for (let index = 0; index < 12; index += 1) entry(String(index)).keep(index);
    expect(readdirSync(folder)).toHaveLength(8);
    expect(entry('11').found).toBe(11);
  });

  it('is made each time where the folder cannot be written, which a warning says', () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    writeFileSync(folder, 'a file');
    expect(entry('a').keep(1)).toBe(1);
    expect(entry('a').found).toBeUndefined();
    expect(warning).toHaveBeenCalledWith(expect.stringContaining('so the next start takes longer'));
    warning.mockRestore();
  });

  it('of the template is the same as what is taken out of it', async () => {
    const fresh = deployedParts();
    expect(await keptParts(undefined, { folder })).toEqual(fresh);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await keptParts(undefined, { folder })).toEqual(fresh);
  }, 60_000);

  it('of the template depends on its settings', async () => {
    const more = await keptParts({ people: { keys: 2, retired: 0 } }, { folder });
    expect(JSON.stringify([...more.policies.identity])).toContain('people2');
  }, 60_000);
});

describe('code that changes while a process runs', () => {
  it('is neither kept nor taken: the process may run what is no longer there', () => {
    entry('a').keep(1);
    const before = { folder, begunAt: 0 };
    expect(entryOf('thing', ['a'], before).found).toBeUndefined();
    expect(entryOf('thing', ['b'], before).keep(1)).toBe(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
