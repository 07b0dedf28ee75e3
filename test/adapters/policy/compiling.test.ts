import { describe, expect, it } from '@jest/globals';
import { compileText } from '../../../lambdas/adapters/policy/compiling.ts';
import { PolicyInvalid } from '../../../lambdas/adapters/policy/source.ts';
import { checkPolicy } from '../../../lambdas/core/policy/check.ts';
import { NOW } from '../../support/fixtures.ts';
import { SMALL_POLICY } from '../../support/policies.ts';

const BASE = SMALL_POLICY.replace('name: small', 'name: base');

/** What was asked for, and from which file. */
let asked: (readonly string[])[] = [];
const compile = (text: string, base: string | undefined = BASE) => {
  asked = [];
  const baseOf = (name: string, from: string) => {
    asked.push([name, from]);
    return { file: `bases/${name}`, text: base };
  };
  return compileText(text, 'own.yaml', { now: NOW, check: checkPolicy, baseOf });
};
const faultsOf = (text: string, base?: string) => {
  try {
    compile(text, base);
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.faults;
    throw error;
  }
  return [];
};

describe('a policy that extends another', () => {
  it('has the rules of whatever its reader finds, asked for once by its name', () => {
    expect(compile('name: own\nextends: base\n').policy.rules.map(({ id }) => id)).toEqual(['everything']);
    expect(asked).toEqual([['base', 'own.yaml']]);
    compile(BASE);
    expect(asked).toEqual([]);
  });

  it('is refused at its line where the reader finds nothing', () => {
    const baseOf = () => ({ file: 'bases/none', text: undefined });
    const work = () => compileText('name: own\nextends: none\n', 'own.yaml', { now: NOW, check: checkPolicy, baseOf });
    expect(work).toThrow('own.yaml:2: extends `bases/none`, which cannot be read');
  });

  it('is refused in the file of the other, where that one has the problem or extends a third', () => {
    expect(faultsOf('name: own\nextends: base\n', BASE.replace('grant: 1h', 'grant: soon'))).toMatchObject([
      { file: 'bases/base', line: 8 },
    ]);
    expect(faultsOf('name: own\nextends: base\n', 'name: base\nextends: third\n')).toMatchObject([
      { file: 'bases/base', line: 2 },
    ]);
  });
});
