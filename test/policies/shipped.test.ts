import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { type CompiledPolicy, compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { checkMaps } from '../../lambdas/core/policy/check-settings.ts';
import { evaluate } from '../../lambdas/core/policy/evaluate.ts';
import { approvedByOne } from '../../lambdas/core/policy/givable.ts';
import { isInHours } from '../../lambdas/core/policy/hours.ts';
import { ACTIONS, isSensitive, KINDS, TIERS } from '../../lambdas/core/registry/account.ts';
import { canonical } from '../../lambdas/core/values/hash.ts';
import { CALM } from '../support/fixtures.ts';

const NAMES = ['default', 'low-friction', 'demo', 'trial'] as const;
const shipped = new Map(
  NAMES.map((name) => {
    const path = fileURLToPath(new URL(`../../policies/${name}.yaml`, import.meta.url));
    return [name, compilePolicy(readFileSync(path, 'utf8'), path)] as const;
  }),
);
const compiled = (name: (typeof NAMES)[number]) => shipped.get(name) as CompiledPolicy;

describe.each(NAMES)('the shipped policy `%s`', (name) => {
  const { policy, digest, json } = compiled(name);

  it('is named for its file, and spelled canonically', () => {
    expect(policy.name).toBe(name);
    expect(canonical(JSON.parse(json))).toBe(json);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('maps every control to requirements that exist', () => {
    expect(policy.controls.flatMap((control) => checkMaps(control, policy.standards))).toEqual([]);
    expect(policy.controls.filter(({ maps }) => maps.length === 0)).toEqual([]);
  });

  it('uses every control that it owns', () => {
    const used = new Set(policy.rules.map(({ control }) => control));
    expect(policy.controls.filter(({ id }) => !used.has(id))).toEqual([]);
  });

  it('demands two groups by itself for everything sensitive, and a review', () => {
    const environment = 'production';
    for (const kind of KINDS)
      for (const tier of TIERS)
        for (const action of ACTIONS) {
          const answer = evaluate(policy, { profile: { kind, tier, environment }, action, channel: 'voice', ...CALM });
          if (answer.verdict === 'deny' || !isSensitive({ kind, tier })) continue;
          expect(approvedByOne(answer.demands.approvals, policy.groups)).toBeUndefined();
          expect(answer.demands.reviewWithin).not.toBeNull();
        }
  });
});

describe('the demo policy', () => {
  const [ordinary, demo] = [compiled('default').policy, compiled('demo').policy];

  it('has the rules of the default policy, and waits that a demonstration can sit through', () => {
    expect(demo.rules.map(({ id, when, deny }) => ({ id, when, deny }))).toEqual(
      ordinary.rules.map(({ id, when, deny }) => ({ id, when, deny })),
    );
    const question = {
      profile: { kind: 'human', tier: 'privileged', environment: 'production' },
      channel: 'voice',
      ...CALM,
    } as const;
    expect(evaluate(demo, { ...question, action: 'reset-mfa' })).toMatchObject({
      demands: { coolingOff: 2, proofWindow: 120, approvalWindow: 120, grant: 8, reviewWithin: 120 },
    });
  });

  it('is at work at every hour, so that it looks the same at night', () => {
    expect(isInHours(demo.hours, '2026-11-21T23:59:00.000Z')).toBe(true);
    expect(isInHours(ordinary.hours, '2026-11-21T23:59:00.000Z')).toBe(false);
  });

  it('asks the same people for the same proofs', () => {
    const asked = demo.rules.map(({ require }) => [require?.proofs, require?.approvals, require?.alert]);
    expect(asked).toEqual(ordinary.rules.map(({ require }) => [require?.proofs, require?.approvals, require?.alert]));
  });
});
