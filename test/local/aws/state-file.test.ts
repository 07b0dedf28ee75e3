import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StateFile } from '../../../local/aws/state-file.ts';

describe('the state of a fake', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'state-')), 'data');
  });
  afterEach(() => rmSync(join(directory, '..'), { recursive: true }));

  it('is what was saved last', () => {
    const file = new StateFile<{ n: number }>(directory, 'kms');
    expect(file.load()).toBeUndefined();
    file.save({ n: 1 });
    file.save({ n: 2 });
    expect(new StateFile(directory, 'kms').load()).toEqual({ n: 2 });
    expect(readdirSync(directory)).toEqual(['kms.json']);
  });

  it('can be read by its owner only', () => {
    new StateFile(directory, 'kms').save({});
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'kms.json')).mode & 0o777).toBe(0o600);
  });

  it('is the one before where a save was cut off', () => {
    const file = new StateFile<{ n: number }>(directory, 'kms');
    file.save({ n: 1 });
    writeFileSync(join(directory, 'kms.json.next'), '{"version":1,"st');
    expect(new StateFile(directory, 'kms').load()).toEqual({ n: 1 });
  });

  it('of a fleeting folder is saved as well, for a process that ends', () => {
    const fleeting = { path: directory, isFleeting: true };
    new StateFile(fleeting, 'kms').save({ n: 1 });
    expect(new StateFile(fleeting, 'kms').load()).toEqual({ n: 1 });
  });

  it('is nowhere without a directory', () => {
    const file = new StateFile<number>(undefined, 'kms');
    file.save(1);
    expect(file.load()).toBeUndefined();
  });

  it.each([['no json'], ['{"version":0,"state":1}'], ['null']])('is refused when the file holds %s', (text) => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'kms.json'), text);
    expect(() => new StateFile(directory, 'kms').load()).toThrow('is not a state of this version');
  });
});
