import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { compiledPolicy } from '../../../lambdas/adapters/policy/schema.ts';
import { aPolicy } from '../../support/fixtures.ts';

const { digest: _digest, ...policy } = aPolicy();
const [rule] = policy.rules;
const accepts = (value: unknown): boolean => compiledPolicy.safeParse(value).success;
const requiring = (demands: object) => ({ ...policy, rules: [{ ...rule, require: demands }] });

describe('the schema of a compiled policy', () => {
  it('takes what the compiler makes of every shipped policy', () => {
    const folder = new URL('../../../policies/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const path = new URL(file, folder);
      const { json } = compilePolicy(readFileSync(path, 'utf8'), path.pathname);
      expect(accepts(JSON.parse(json))).toBe(true);
    }
  });

  it.each([
    ['a time in words', requiring({ grant: '4h' })],
    ['a time in parts of a second', requiring({ grant: 1.5 })],
    ['a requirement as people write it', requiring({ proofs: { method: 'in-person' } })],
    ['a requirement of two kinds', requiring({ proofs: { all: [], any: [], of: 1 } })],
    ['a choice without a number', requiring({ approvals: { any: [{ leaf: { group: 'identity' } }] } })],
    ['a leaf of two kinds', requiring({ approvals: { leaf: { group: 'identity', relation: 'owner' } } })],
    ['none of a group', requiring({ approvals: { leaf: { group: 'identity', count: 0 } } })],
    ['no classes', requiring({ proofs: { leaf: { classes: 0 } } })],
    ['no groups', requiring({ approvals: { leaf: { groups: 0 } } })],
    ['something undefined', requiring({ grant: undefined })],
    ['no list of groups', { ...policy, groups: undefined }],
  ])('refuses %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});
