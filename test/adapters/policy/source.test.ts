import { describe, expect, it } from '@jest/globals';
import { PolicyInvalid, readPolicySource } from '../../../lambdas/adapters/policy/source.ts';

const TEXT = `name: small
rules:
  - id: a
    when: &anyone
      kind: [human]
    require:
      proofs:
        all:
          - { method: in-person }
  - { id: b, when: *anyone }
`;

describe('readPolicySource', () => {
  const { value, lineOf } = readPolicySource(TEXT, 'p.yaml');

  it('gives what the file says', () => {
    expect(value).toMatchObject({ name: 'small', rules: [{ id: 'a' }, { id: 'b', when: { kind: ['human'] } }] });
  });

  it.each<[(string | number)[], number]>([
    [[], 1],
    [['name'], 1],
    [['rules'], 2],
    [['rules', 0], 3],
    [['rules', 0, 'require'], 6],
    [['rules', 0, 'require', 'proofs', 'all', 0, 'leaf', 'method'], 9],
    [['rules', 1], 10],
    [['rules', 1, 'when', 'kind', 0], 5],
    [['rules', 0, 'require', 'grant'], 6],
    [['rules', 9, 'id'], 2],
    [['nowhere', 'at', 'all'], 1],
  ])('finds %j at line %i, or what is nearest to it', (path, line) => {
    expect(lineOf(path)).toBe(line);
  });

  it.each([
    ['a key twice', 'a: 1\na: 2\n', 2],
    ['a key that is no text', '? [a]\n: 1\n', 1],
    ['a list without end', 'a: 1\nb: [1,\n', 3],
    ['an unknown tag', 'a: 1\nb: !x 1\n', 2],
    ['a tab for indentation', 'a:\n\tb: 1\n', 2],
  ])('refuses %s, and says where', (_, text, line) => {
    expect(() => readPolicySource(text, 'p.yaml')).toThrow(PolicyInvalid);
    expect(() => readPolicySource(text, 'p.yaml')).toThrow(`p.yaml:${line}: `);
  });
});
