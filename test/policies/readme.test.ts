import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readPolicyCase } from '../../lambdas/adapters/policy/case.ts';
import { compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import {
  type ApprovalLeaf,
  areApproved,
  type Countersignature,
} from '../../lambdas/core/approvals/countersignature.ts';
import { checkMaps } from '../../lambdas/core/policy/check-settings.ts';
import { type Range, staffingOf } from '../../lambdas/core/policy/staffing.ts';
import { STANDARDS, spelledId } from '../../lambdas/core/policy/standards.ts';
import { METHODS } from '../../lambdas/core/proofing/methods.ts';
import { DETECTORS } from '../../lambdas/core/risk/assess-risk.ts';
import type { Requirement } from '../../lambdas/core/values/requirement.ts';
import { at } from '../support/fixtures.ts';

const POLICIES = new URL('../../policies/', import.meta.url);
const README = readFileSync(new URL('README.md', POLICIES), 'utf8');

/** The text under a heading. */
const section = (title: string): string => README.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

/** The rows of a section's table, without its head; cells without marks. */
const rowsOf = (title: string): readonly (readonly string[])[] =>
  [...section(title).matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split(' | ').map((cell) => cell.replaceAll('`', '')))
    .slice(1);

describe('what policies/README.md says', () => {
  it('of every signal and its weight, heaviest first', () => {
    expect(rowsOf('Risk').map(([name, weight]) => [name, Number(weight)])).toEqual(
      DETECTORS.map(({ name, weight }) => [name, weight]),
    );
    expect(section('Risk')).toContain('`riskAtLeast: 80` by nothing alone');
    expect(Math.max(...DETECTORS.map(({ weight }) => weight))).toBeLessThan(80);
  });

  it('of every method', () => {
    expect(rowsOf('Proofs')).toEqual(
      Object.entries(METHODS).map(([name, method]) => [
        name,
        method.class,
        String(method.strength),
        method.confirmedBy,
      ]),
    );
  });

  it('of every key of a case', () => {
    const named = rowsOf('Case files').flatMap(([keys = '']) => keys.split(', '));
    const whole = [
      'account: { kind: human, tier: standard, environment: production, id: "cognito:jane" }',
      ...['action: unlock', 'channel: voice', 'desk: plant', 'requester: owner', 'hours: in'],
      ...['at: 2026-12-31T12:00:00Z', 'risk: 5', 'exceptions: []', 'rules: [a]', 'escalatesTo: [b]', 'says: no', ''],
    ].join('\n');
    expect(readPolicyCase(whole, 'case.yaml')).toMatchObject({ rules: ['a'], escalatesTo: ['b'], says: 'no' });
    expect(Object.keys(parse(whole)).sort()).toEqual([...named].sort());
    const cases = new URL('cases/', POLICIES);
    const used = readdirSync(cases, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) => Object.keys(parse(readFileSync(new URL(name, cases), 'utf8'))));
    expect([...new Set(used)].filter((key) => !named.includes(key))).toEqual([]);
  });

  it('of who counts how often', () => {
    const manager: Requirement<ApprovalLeaf> = { leaf: { relation: 'manager' } };
    const identity: Requirement<ApprovalLeaf> = { leaf: { group: 'identity' } };
    const one: Countersignature = {
      approver: 'person:mara',
      groups: ['identity'],
      relations: ['manager'],
      digest: 'd',
      at: at(0),
    };
    expect(areApproved([manager, identity], [one], 'd')).toBe(true);
    expect(areApproved([{ all: [manager, identity] }], [one], 'd')).toBe(false);
  });

  it('of how a control maps to standards', () => {
    const rows = STANDARDS.map((one) => [
      one.edition,
      spelledId(one, one.example),
      one.ids instanceof RegExp ? 'spelling' : `${one.ids.length} ids`,
    ]);
    expect(rowsOf('Controls')).toEqual(rows);
    expect(checkMaps({ id: 'c', title: 't', owner: 'o', maps: rows.map(([, id = '']) => id) })).toEqual([]);
  });
});

describe('what the README says of how many people a recovery takes', () => {
  const text =
    readFileSync(new URL('../README.md', POLICIES), 'utf8')
      .split('### How many people it takes')[1]
      ?.split('\n## ')[0] ?? '';
  const path = fileURLToPath(new URL('default.yaml', POLICIES));
  const { policy } = compilePolicy(readFileSync(path, 'utf8'), path);
  const inWords = ({ least, most }: Range) => (least === most ? String(least) : `${least} to ${most}`);

  it('is what the default policy asks for', () => {
    const rows = [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) => row.split(' | ')).slice(1);
    expect(rows).toEqual(
      staffingOf(policy).map(({ kind, tier, agent, verifiers, approvers, reviewer, all }) => [
        ...[`${tier} ${kind}`, '1', ...[agent, verifiers, approvers, reviewer, all].map(inWords)],
      ]),
    );
  });
});
