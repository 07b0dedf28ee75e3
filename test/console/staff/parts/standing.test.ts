import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { executesAs, leftBy, releasedKeyOf, standsAs } from '../../../../console/staff/parts/standing.ts';
import type { StaffRecovery } from '../../../../lambdas/contract/staff.ts';
import { ACTIONS, type Action, yieldsCredential } from '../../../../lambdas/core/registry/account.ts';

const texts: Readonly<Record<string, { readonly en: string }>> = JSON.parse(
  readFileSync(new URL('../../../../console/staff/texts/texts.json', import.meta.url), 'utf8'),
);

const GRANT = { startedAt: '', expiresAt: '', claimable: false, claim: null };

const recoveryThat = (action: Action, over: object, end: string | null) =>
  ({ recovery: { action, stopped: false, failure: null, grant: null, ...over }, end }) as unknown as StaffRecovery;

const LIVE = ['opened', 'proofing', 'approving', 'approved', 'executing'] as const;
const AFTER = ['granted', 'revoking', 'revocation-overdue', 'revoked', 'reviewing'] as const;
const ENDS = ['denied', 'refused', 'rejected', 'expired', 'stopped'] as const;

describe('where a recovery stands is said as it is', () => {
  it.each(ACTIONS)('in a sentence of its own for every status and end: %s', (action) => {
    const all = [
      ...[...LIVE, ...AFTER].map((status) => recoveryThat(action, { status }, null)),
      ...[...ENDS, 'closed'].map((end) => recoveryThat(action, { status: 'reviewing' }, end)),
      ...AFTER.slice(1).map((status) => recoveryThat(action, { status, failure: 'busy', stopped: true }, null)),
      recoveryThat(action, { status: 'executing', failure: 'busy', stopped: true }, null),
      recoveryThat(action, { status: 'reviewing', failure: 'busy', stopped: true }, 'closed'),
    ];
    for (const one of all) expect(Object.keys(texts)).toContain(`stands.${standsAs(one)}`);
    expect(Object.keys(texts)).toContain(`plan.ends${leftBy(action)}`);
  });

  it.each<[string, Action, object, string | null, string]>([
    ['access that ends', 'reset-password', { status: 'granted' }, null, 'The access ends by itself'],
    ['nothing that ends', 'unlock', { status: 'granted' }, null, 'What was changed stays'],
    ['nothing that is gone', 'unlock', { status: 'reviewing' }, null, 'what was changed stays'],
    ['a secret that is replaced once more', 'rotate-secret', { status: 'revoked' }, null, 'replaced once more'],
    ['what somebody stopped', 'reset-password', { status: 'granted', stopped: true }, null, 'is being taken away'],
    [
      'a failed execution',
      'unlock',
      { status: 'executing', stopped: true, failure: 'x' },
      null,
      'Its execution failed',
    ],
    [
      'a failed execution that is over',
      'unlock',
      { status: 'revoked', failure: 'x' },
      'closed',
      'its execution failed',
    ],
  ])('%s', (_, action, over, end, says) => {
    expect(texts[`stands.${standsAs(recoveryThat(action, over, end))}`]?.en).toContain(says);
  });

  it('says that access ends of every action that gives some, and of no other', () => {
    for (const action of ACTIONS)
      expect([action, ['', '.disk-key'].includes(leftBy(action))]).toEqual([action, yieldsCredential(action)]);
  });

  it.each(['reset-password', 'reset-mfa', 'replace-certificate'] as const)(
    'says of %s by hand that operators look what must not stay, and promises no end by itself',
    (action) => {
      const connector = action === 'replace-certificate' ? 'by-hand' : 'identity-center';
      for (const status of ['granted', 'revoking', 'revoked', 'reviewing'] as const) {
        const said = texts[`stands.${standsAs(recoveryThat(action, { status, plan: { connector } }, null))}`]?.en;
        expect(said).toMatch(/perators/);
        expect(said).not.toMatch(/by itself|replaced/);
      }
      expect(texts[`plan.ends${leftBy(action, connector)}`]?.en).toContain('Operators take away');
      expect(texts[`grant.ends${leftBy(action, connector)}`]?.en).toContain('Operators take away');
      expect(leftBy('rotate-secret', 'by-hand')).toBe('.replaced');
      expect(leftBy(action, 'cognito')).not.toBe('.by-hand');
    },
  );

  it.each<[string, object, string | null, string]>([
    ['will be executed', { status: 'approving' }, null, 'will be executed'],
    ['is being executed', { status: 'executing', grant: GRANT }, null, 'is being executed'],
    ['was executed', { status: 'reviewing', grant: GRANT }, null, 'was executed'],
    ['was executed, also at the end', { status: 'reviewing', grant: GRANT }, 'closed', 'Exactly this was executed'],
    ['failed', { status: 'executing', grant: GRANT, failure: 'x' }, null, 'and failed'],
    ['was never executed', { status: 'approving' }, 'rejected', 'nothing of it was executed'],
  ])('the plan %s', (_, over, end, says) => {
    expect(texts[`plan.${executesAs(recoveryThat('unlock', over, end))}`]?.en).toContain(says);
  });

  it.each([
    ['the beginning of its id', { keyId: '1A2B3C4D' }, '1A2B3C4D'],
    ['nothing for other evidence', { status: 'done' }, undefined],
    ['nothing for what is no beginning of an id', { keyId: '123456-123456' }, undefined],
    ['nothing without evidence', undefined, undefined],
  ])('a released key is told by %s', (_, evidence, shown) => {
    const events = [{ type: 'ExecutionStarted' }, { type: 'GrantIssued', evidence }, { type: 'GrantClaimed' }];
    expect(releasedKeyOf({ timeline: [{ seq: 1, at: '', actor: { by: 'workflow' }, events }] })).toBe(shown);
  });
});
