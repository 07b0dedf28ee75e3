import { describe, expect, it } from '@jest/globals';
import { planInWords } from '../../../../bin/cli/text/plan.ts';
import type { Plan } from '../../../../lambdas/core/recovery/state/plan.ts';
import { type Opened, scopeOf } from '../../../../lambdas/core/registry/scope.ts';

const PLAN: Plan = {
  ...{ account: 'secret:prod/payments/db', action: 'rotate-secret', kind: 'service-account', tier: 'critical' },
  ...{
    environment: 'production',
    connector: 'secrets-manager',
    target: 'prod/payments/db',
    directoryId: 'arn:payments',
    policy: 'p'.repeat(64),
  },
  proofs: [{ leaf: { method: 'custodian-attestation' } }],
  approvals: [{ leaf: { groups: 2 } }],
  ...{ coolingOff: 600, proofWindow: 3600, approvalWindow: 5400, grant: 900, reviewWithin: null, alert: 'critical' },
  barred: [],
  sightings: 1,
  sightingsReviewed: 10,
  statements: false,
  notify: ['manager', 'custodian'],
  risk: { score: 0, signals: [] },
  exceptions: [],
  rules: [
    { rule: 'nhi-production', control: 'c-2', owner: 'head of platform' },
    { rule: 'everything', control: 'c-1', owner: 'ciso' },
    { rule: 'nhi-times', control: 'c-2', owner: 'head of platform' },
  ],
};

const approvals = (...given: Plan['approvals']) => planInWords({ ...PLAN, approvals: given })[3];

describe('a plan in words', () => {
  it('says of a device whose it is and how it stands, and that the device replaces the key', () => {
    const scope = scopeOf({
      groups: [],
      roles: [
        { id: 'owner 1', name: 'registered to jane@contoso.example' },
        { id: 'compliant', name: 'compliant' },
      ],
      lastUsedAt: 'never',
    });
    const told = planInWords({ ...PLAN, kind: 'device', action: 'release-disk-key', scope });
    expect(told[1]).toBe(
      'It acts on `prod/payments/db` through secrets-manager, and orders the device to replace the key 15 minutes after it was executed.',
    );
    expect(told).toEqual(
      expect.arrayContaining([
        'It is in no group.',
        'Its directory says of it `compliant`, `registered to jane@contoso.example`.',
        'It was never used.',
      ]),
    );
    expect(told.join()).not.toMatch(/what limits it|what uses it/);
  });

  it('says of a review that is always drawn that it is made where a verifier has proved it', () => {
    const always = planInWords({ ...PLAN, sightingsReviewed: 100 });
    expect(always).toContain(
      'Afterwards somebody reviews it if a verifier has proved it, and nobody has to otherwise.',
    );
    expect(always.join()).not.toContain('in 100');
  });

  it('can be read to somebody', () => {
    expect(planInWords(PLAN)).toEqual([
      'rotate-secret of `secret:prod/payments/db` (critical, service-account, production).',
      'It acts on `prod/payments/db` through secrets-manager, and ends 15 minutes after it was executed.',
      'Proof, within 1 hour: custodian-attestation.',
      'Approval, within 1 hour 30 minutes: 2 approvers of 2 different groups.',
      'Then it waits 10 minutes.',
      'Nobody has to review it, unless a verifier proves it and it is one of the 10 in 100 that are drawn.',
      'People on duty are alerted (critical).',
      'It is told to the manager and every custodian too.',
      'What the account opens is not known: its directory does not say it.',
      'There is no risk signal (risk 0).',
      'The head of platform answers for rules nhi-production, nhi-times.',
      'The ciso answers for rule everything.',
    ]);
  });

  it('says what the account opens, and what of it its directory does not say', () => {
    const groups = Array.from({ length: 14 }, (_, index) => `group-${index + 10}`);
    const roles = ['PostgreSQL role app'];
    const used = { consumers: ['shop', 'billing'], lastUsedAt: '2026-11-19T00:00:00.000Z' };
    const told = (opened: Opened) => planInWords({ ...PLAN, scope: scopeOf(opened) });
    expect(told({ groups, roles, limits: ['bounds'], ...used })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^It is in the groups `group-10`, .*`group-21` and 2 more\.$/),
        'It holds `PostgreSQL role app`.',
        'It is limited by `bounds`.',
        'It is used by `billing`, `shop`.',
        expect.stringContaining('It was last used at 2026-11-19'),
      ]),
    );
    expect(told({ groups, roles, limits: [], ...used }).join()).not.toContain('not known');
    expect(told({ groups: [], roles: [], limits: [], consumers: [], lastUsedAt: 'never' })).toEqual(
      expect.arrayContaining([
        ...['It is in no group.', 'It holds no role or right.', 'Nothing limits it.'],
        ...['Nothing is named that uses it.', 'It was never used.'],
      ]),
    );
    expect(told({})).toContain(
      'Its directory does not say its groups, its roles and rights, what limits it, what uses it, when it was last used: that is not known.',
    );
  });

  it('says what is required together, and what instead of something else', () => {
    const both: Plan['proofs'] = [{ leaf: { class: 'repeated-proofing' } }, { leaf: { classes: 2 } }];
    expect(planInWords({ ...PLAN, proofs: both }).slice(2, 5)).toEqual([
      'Proof, within 1 hour, all of these, where one may count for several:',
      '  - repeated-proofing (in-person or live-video or vendor)',
      '  - 2 proofs of different classes',
    ]);
    expect(
      approvals({
        all: [
          { leaf: { relation: 'manager' } },
          { any: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security', count: 2 } }], of: 1 },
        ],
      }),
    ).toBe(
      'Approval, within 1 hour 30 minutes: different people: the manager and (1 approver of group identity or 2 approvers of group security).',
    );
    expect(
      approvals({
        any: [{ leaf: { relation: 'custodian' } }, { leaf: { relation: 'owner' } }, { leaf: { group: 'a' } }],
        of: 2,
      }),
    ).toBe(
      'Approval, within 1 hour 30 minutes: different people: 2 of these: a custodian; the owner; 1 approver of group a.',
    );
  });

  it('says to whom it escalates', () => {
    expect(approvals({ leaf: { group: 'identity', count: 2, escalateTo: 'platform' } })).toBe(
      'Approval, within 1 hour 30 minutes: 2 approvers of group identity (after half of the window also of group platform).',
    );
    expect(approvals({ leaf: { relation: 'manager', escalateTo: 'identity' } })).toBe(
      'Approval, within 1 hour 30 minutes: the manager (after half of the window also of group identity).',
    );
  });

  it('says that those of one requirement are different people, and that one may count for several requirements', () => {
    const managerAndGroup: Plan['approvals'][number] = {
      all: [{ leaf: { relation: 'manager' } }, { leaf: { group: 'identity' } }],
    };
    expect(approvals(managerAndGroup)).toBe(
      'Approval, within 1 hour 30 minutes: 2 different people: the manager and 1 approver of group identity.',
    );
    expect(planInWords({ ...PLAN, approvals: [managerAndGroup, { leaf: { group: 'security' } }] }).slice(3, 6)).toEqual(
      [
        'Approval, within 1 hour 30 minutes, all of these, where one may count for several:',
        '  - 2 different people: the manager and 1 approver of group identity',
        '  - 1 approver of group security',
      ],
    );
    const proofs: Plan['proofs'] = [{ any: [{ leaf: { method: 'passkey' } }, { leaf: { classes: 2 } }], of: 1 }];
    expect(planInWords({ ...PLAN, proofs })[2]).toBe('Proof, within 1 hour: passkey or 2 proofs of different classes.');
  });

  it('leaves out what another requirement implies, and the first of two that say the same stays', () => {
    const identity: Plan['approvals'][number] = { leaf: { group: 'identity' } };
    const groups: Plan['approvals'][number] = { leaf: { groups: 2 } };
    expect(
      approvals({ leaf: { groups: 1 } }, identity, { all: [identity, { leaf: { group: 'security' } }] }, groups),
    ).toBe(
      'Approval, within 1 hour 30 minutes: 2 different people: 1 approver of group identity and 1 approver of group security.',
    );
    expect(approvals(groups, groups)).toBe('Approval, within 1 hour 30 minutes: 2 approvers of 2 different groups.');
  });

  it('says that people on duty are alerted where they are', () => {
    const alerted = (alert: Plan['alert']) => planInWords({ ...PLAN, alert }).filter((one) => one.includes('alerted'));
    expect([alerted('info'), alerted('warning')]).toEqual([[], ['People on duty are alerted (warning).']]);
  });

  it('says which exceptions were used, and who answers for them', () => {
    const exceptions = [
      {
        ...{ exception: 'night-shift', control: 'c-1', owner: 'head of plant', reason: 'one phone for all' },
        ...{ until: '2026-12-31T00:00:00.000Z', waived: ['strict'] },
      },
    ];
    expect(planInWords({ ...PLAN, exceptions })).toContain(
      'By exception night-shift without rule strict, until the end of 2026-12-30 UTC: "one phone for all" (head of plant answers for it).',
    );
  });

  it('says what speaks for caution, and how much it weighs', () => {
    const signals = [
      { name: 'sim-change', weight: 35, sentence: 'the SIM of a registered number was changed' },
      { name: 'pressuring-language', weight: 15, sentence: 'the request presses for speed' },
    ];
    expect(planInWords({ ...PLAN, risk: { score: 50, signals } })).toContain(
      'Risk 50: the SIM of a registered number was changed (35); the request presses for speed (15).',
    );
  });

  it('says where nothing is required', () => {
    expect(approvals()).toBe('Approval, within 1 hour 30 minutes: none.');
  });
});
