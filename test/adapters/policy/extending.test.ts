import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { type PolicyFault, PolicyInvalid } from '../../../lambdas/adapters/policy/source.ts';
import { sha256 } from '../../../lambdas/core/values/hash.ts';

const VALID = `name: small
groups: [identity, security]
controls:
  - { id: c-1, title: Everything, owner: head of identity, maps: [CSF PR.AA-02] }
rules:
  - id: everything
    control: c-1
    when: {}
    require:
      proofs: { any: [{ method: live-video }, { classes: 2 }] }
      approvals:
        all:
          - { group: identity }
          - { any: [{ group: security, count: 2 }, { relation: manager }], of: 2 }
      coolingOff: 90s
      proofWindow: 30m
      approvalWindow: 4h
      grant: 7d
      reviewWithin: 1d
      alert: warning
`;

/** The valid policy with one line changed. */
const changed = (from: string, to: string): string => {
  if (!VALID.includes(from)) throw new Error(`there is no \`${from}\` to change`);
  return VALID.replace(from, to);
};

function faultsOf(text: string, file = 'p.yaml'): readonly PolicyFault[] {
  try {
    compilePolicy(text, file);
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.faults;
    throw error;
  }
  return [];
}

describe('a policy that extends another', () => {
  let folder: string;
  const beside = (name: string): string => join(folder, name);
  const SHORT = 'name: short\nextends: base.yaml\natMost: { grant: 8s, coolingOff: 2m, reviewWithin: 2d }\n';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    writeFileSync(beside('base.yaml'), VALID);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('has its rules, with no time longer than it says', () => {
    const { policy } = compilePolicy(SHORT, beside('short.yaml'));
    const base = compilePolicy(VALID, 'base.yaml').policy;
    const [rule] = base.rules;
    expect(policy).toEqual({
      ...base,
      name: 'short',
      rules: [{ ...rule, require: { ...rule?.require, grant: 8, coolingOff: 90, reviewWithin: 86_400 } }],
    });
  });

  it('is refused for what is wrong with the other, where it is wrong', () => {
    writeFileSync(beside('base.yaml'), changed('grant: 7d', 'grant: 8d'));
    expect(faultsOf(SHORT, beside('short.yaml'))).toMatchObject([{ file: beside('base.yaml'), line: 18 }]);
  });

  it.each([
    ['another that is not there', SHORT.replace('base', 'none'), /cannot be read/],
    ['another in a folder that is not there', SHORT.replace('base.yaml', '../none/base.yaml'), /cannot be read/],
    ['a shipped one that is none', SHORT.replace('base.yaml', 'strict'), /cannot be read/],
    ['rules of its own', `${SHORT}rules: []\n`, /`rules` cannot be combined with `atMost`/],
    ['a time of nothing', SHORT.replace('8s', '0s'), /more than nothing/],
    ['an unknown time', SHORT.replace('grant', 'lunch'), /./],
  ])('is refused with %s', (_, text, reason) => {
    expect(faultsOf(text, beside('short.yaml'))).toMatchObject([{ reason: expect.stringMatching(reason) }]);
  });

  it.each(['other.yaml', 'own.yaml'])('does not extend what extends, %s', (name) => {
    writeFileSync(beside('other.yaml'), SHORT);
    writeFileSync(beside('own.yaml'), SHORT.replace('base', 'own'));
    expect(faultsOf(SHORT.replace('base.yaml', name), beside('own.yaml'))).toEqual([
      { file: beside(name), line: 2, rule: null, reason: 'a policy that extends another cannot be extended' },
    ]);
  });

  const OWN = `name: own
extends: base.yaml
labels: [finance]
hours: { zone: Etc/UTC, days: [mon], from: "08:00", to: "18:00" }
rules:
  - { id: more, control: c-1, when: { label: [finance] }, require: { coolingOff: 5m } }
`;
  const own = (text = OWN) => compilePolicy(text, beside('own.yaml'));

  it('adds rules and words of its own, and is one whole policy', () => {
    const { policy, json, digest } = own();
    expect(policy.rules.map(({ id }) => id)).toEqual(['everything', 'more']);
    expect(policy).toMatchObject({ name: 'own', labels: ['finance'], hours: { days: [1] } });
    expect(sha256(json)).toBe(digest);
    expect(json).not.toContain('extends');
  });

  it('replaces and removes only what it names', () => {
    const rule = VALID.slice(VALID.indexOf('  - id: everything'));
    const replacing = own(
      `name: own\nextends: base.yaml\noverrides: [everything]\nrules:\n${rule.replace('grant: 4h', 'grant: 1h')}`,
    );
    expect(replacing.policy.rules).toHaveLength(1);
    const removing = own(
      `name: own\nextends: base.yaml\nremoves: [everything]\nrules:\n${rule.replace('everything', 'all')}`,
    );
    expect(removing.policy.rules.map(({ id }) => id)).toEqual(['all']);
  });

  it('extends a shipped policy by its name', () => {
    expect(own('name: own\nextends: default\n').policy.rules.length).toBeGreaterThan(30);
  });

  it.each([
    [
      'a name that the other has',
      OWN.replace('id: more', 'id: everything'),
      6,
      /name it under `overrides` to replace it/,
    ],
    ['an override of nothing', `${OWN}overrides: [more]\n`, 7, /`more` is not a rule or control of both policies/],
    ['a removal of nothing', `${OWN}removes: [others]\n`, 7, /`base`|has no rule `others`/],
    [
      'a label that it does not declare',
      OWN.replace('labels: [finance]', 'labels: [legal]'),
      6,
      /`finance` is not declared/,
    ],
    ['a member that is not known', `${OWN}lables: []\n`, 7, /is `labels` meant\?/],
  ])('is refused with %s, at its own line', (_, text, line, reason) => {
    expect(faultsOf(text, beside('own.yaml'))).toMatchObject([
      { file: beside('own.yaml'), line, reason: expect.stringMatching(reason) },
    ]);
  });

  it('names the file of the other where what is wrong is there', () => {
    const [fault] = faultsOf(`${OWN}  - { id: no, control: c-1, when: {}, deny: no }\n`, beside('own.yaml'));
    expect(fault).toMatchObject({
      file: beside('base.yaml'),
      rule: 'everything',
      reason: expect.stringMatching(/unreachable/),
    });
  });
});
