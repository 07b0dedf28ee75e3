import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { policyIn, readPolicyCase } from '../../lambdas/adapters/policy/case.ts';
import { compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { CONNECTOR_NAMES, CONNECTORS, type ConnectorName } from '../../lambdas/contract/connectors.ts';
import { escalationsIn } from '../../lambdas/core/approvals/escalation.ts';
import { differencesBetween } from '../../lambdas/core/policy/differences.ts';
import { evaluate, type PolicyAnswer } from '../../lambdas/core/policy/evaluate.ts';
import { VERDICTS, verdictOf } from '../../lambdas/core/policy/explain.ts';
import { KINDS } from '../../lambdas/core/registry/account.ts';
import { NOW } from '../support/fixtures.ts';

const POLICIES = new URL('../../policies/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, POLICIES), 'utf8');
const { policy } = compilePolicy(read('default.yaml'), 'policies/default.yaml');

const escalationOf = (answer: PolicyAnswer): readonly string[] =>
  answer.verdict === 'deny' ? [] : escalationsIn(answer.demands.approvals).toSorted();

const filesOf = (verdict: string): string[] =>
  readdirSync(new URL(`cases/${verdict}/`, POLICIES)).filter((name) => name.endsWith('.yaml'));

describe.each(VERDICTS)('the default policy gives the verdict %s', (verdict) => {
  const files = filesOf(verdict);

  it('in at least six cases', () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
  });

  it.each(files.map((file) => [file.replace('.yaml', '').replaceAll('-', ' '), file]))('%s', (_, file) => {
    const text = read(`cases/${verdict}/${file}`);
    const described = readPolicyCase(text, file);
    const asked = policyIn(described, policy);
    const answer = evaluate(asked, described.questionFor(asked));
    expect(text).toMatch(/^# \S.*\.\n/);
    expect(verdictOf(answer, policy.groups)).toBe(verdict);
    expect(answer.rules.map(({ rule }) => rule)).toEqual(described.rules);
    if (described.escalatesTo !== undefined) expect(escalationOf(answer)).toEqual(described.escalatesTo);
    expect(answer.verdict === 'deny' ? answer.reasons : []).toEqual(
      described.says === undefined ? [] : [described.says],
    );
  });
});

describe('the cases together', () => {
  it('name every escalation of the default policy, and where another rule asks that group itself', () => {
    const named = VERDICTS.flatMap((verdict) => filesOf(verdict).map((file) => `cases/${verdict}/${file}`))
      .map((file) => readPolicyCase(read(file), file))
      .filter(({ escalatesTo }) => escalatesTo !== undefined);
    const escalating = policy.rules.filter(
      ({ require }) => escalationsIn(require?.approvals === undefined ? [] : [require.approvals]).length > 0,
    );
    const spoken = named.filter(({ escalatesTo }) => escalatesTo?.length).flatMap(({ rules = [] }) => rules);
    expect(escalating.map(({ id }) => id).filter((id) => !spoken.includes(id))).toEqual([]);
    expect(named.filter(({ escalatesTo }) => escalatesTo?.length === 0).length).toBeGreaterThan(0);
  });

  it('let every rule of the default policy speak', () => {
    const files = VERDICTS.flatMap((verdict) => filesOf(verdict).map((file) => `cases/${verdict}/${file}`));
    const spoken = new Set(files.flatMap((file) => readPolicyCase(read(file), file).rules ?? []));
    expect(policy.rules.map(({ id }) => id).filter((id) => !spoken.has(id))).toEqual([]);
  });

  it.each(['risk:', 'hours:', 'at:', 'desk:', 'requester:', 'exceptions:'])('describe recoveries by `%s`', (member) => {
    const texts = VERDICTS.flatMap((verdict) => filesOf(verdict).map((file) => read(`cases/${verdict}/${file}`)));
    expect(texts.filter((text) => text.includes(`\n${member}`)).length).toBeGreaterThan(1);
  });
});

describe('the cases of each directory', () => {
  const all = VERDICTS.flatMap((verdict) =>
    filesOf(verdict).map((file) => {
      const { profile, action } = readPolicyCase(read(`cases/${verdict}/${file}`), file).questionFor(policy);
      return { verdict, kind: profile.kind, action, connector: directoryOf(profile.account ?? '') };
    }),
  );

  it.each(CONNECTOR_NAMES)(
    '%s: what it performs is let through, and what is more takes two groups or is held out',
    (name) => {
      const { actions, scope } = CONNECTORS[name];
      const own = all.filter(({ connector }) => connector === name);
      const done = own.filter(({ action }) => (actions as readonly string[]).includes(action));
      const isOfPeople = !['governed-secrets', 'by-hand'].includes(scope);
      expect(done.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining([isOfPeople ? 'allow' : 'escalate']));
      expect(own.some(({ verdict }) => verdict !== 'allow')).toBe(true);
      // What is let through, it can do.
      expect(own.filter((one) => one.verdict !== 'deny' && !done.includes(one))).toEqual([]);
    },
  );

  it('are of every kind of account', () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  });
});

/** An account's id begins with its directory; that of a secret is where all secrets are. */
function directoryOf(account: string): ConnectorName | undefined {
  const [directory = ''] = account.split(':');
  return directory === 'secret' ? 'secrets-manager' : CONNECTOR_NAMES.find((name) => name === directory);
}

describe('the low-friction policy', () => {
  const path = fileURLToPath(new URL('low-friction.yaml', POLICIES));
  const text = read('low-friction.yaml');
  const { policy: eased } = compilePolicy(text, path);
  const files = VERDICTS.flatMap((verdict) =>
    readdirSync(new URL(`low-friction-cases/${verdict}/`, POLICIES)).map((file) => [verdict, file] as const),
  );
  const caseIn = (verdict: string, file: string) => readPolicyCase(read(`low-friction-cases/${verdict}/${file}`), file);

  it.each(files)('gives the verdict %s to %s', (verdict, file) => {
    const described = caseIn(verdict, file);
    const answer = evaluate(eased, described.questionFor(eased));
    expect(verdictOf(answer, eased.groups)).toBe(verdict);
    if (described.escalatesTo !== undefined) expect(escalationOf(answer)).toEqual(described.escalatesTo);
    expect(answer.rules.map(({ rule }) => rule)).toEqual(described.rules);
  });

  it.each(['own-passkey-in-hours', 'own-passkey-at-night', 'own-unlock-at-night'])(
    'asks no approver and leaves time to stop it: %s',
    (name) => {
      expect(evaluate(eased, caseIn('escalate', `${name}.yaml`).questionFor(eased))).toMatchObject({
        demands: { approvals: [], coolingOff: 600, proofs: expect.arrayContaining([{ leaf: { method: 'passkey' } }]) },
      });
    },
  );

  it('lets every rule of its own speak, and says in words what it gives up', () => {
    const spoken = new Set(files.flatMap(([verdict, file]) => caseIn(verdict, file).rules ?? []));
    const own = eased.rules.filter((rule) => !policy.rules.some(({ id }) => id === rule.id)).map(({ id }) => id);
    expect(own.filter((id) => !spoken.has(id))).toEqual([]);
    expect(text).toContain('It accepts these risks knowingly:');
  });

  it('eases passwords and unlocks of standard people by a passkey, and nothing else', () => {
    const weaker = differencesBetween(policy, eased, { now: NOW }).differences.filter(
      ({ direction }) => direction === 'weaker',
    );
    expect(weaker.length).toBeGreaterThan(0);
    for (const { where, example } of weaker) {
      expect(where).toMatchObject({
        kind: ['human'],
        tier: ['standard'],
        requester: ['owner'],
        desk: ['none'],
        risk: ['0'],
      });
      expect(where['action']?.every((action) => action === 'reset-password' || action === 'unlock')).toBe(true);
      expect(example.after.answer).toMatchObject({
        demands: { proofs: expect.arrayContaining([{ leaf: { method: 'passkey' } }]) },
      });
    }
  });
});
