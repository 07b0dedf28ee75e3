import { describe, expect, it } from '@jest/globals';
import {
  checkAges,
  checkHours,
  checkMaps,
  checkStandards,
  LEAST_AUTHENTICATOR_AGE,
  LEAST_CONTACT_AGE,
  mapsOf,
} from '../../../lambdas/core/policy/check-settings.ts';
import { type DeclaredStandard, STANDARDS, spelledId } from '../../../lambdas/core/policy/standards.ts';
import { aPolicy } from '../../support/fixtures.ts';

const DAY = 86_400;
const check = (ages: object, shortened = false) => checkAges(aPolicy(ages), { shortened });

describe('checkAges', () => {
  it('is content with no ages, since those of the product apply', () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    ['contactMinAge', LEAST_CONTACT_AGE],
    ['authenticatorMinAge', LEAST_AUTHENTICATOR_AGE],
  ])('keeps `%s` at least at %d seconds, to the second, and at most at 90 days', (name, least) => {
    expect([check({ [name]: least }), check({ [name]: 90 * DAY })]).toEqual([[], []]);
    expect(check({ [name]: least - 1 })).toMatchObject([{ path: [name], reason: expect.stringContaining('rule 8') }]);
    expect(check({ [name]: 90 * DAY + 1 })).toMatchObject([{ path: [name] }]);
  });

  it('lets a policy that only shortens another shorten the age of an authenticator, and not to nothing', () => {
    expect(check({ authenticatorMinAge: 1 }, true)).toEqual([]);
    expect(check({ authenticatorMinAge: 0 }, true)).toHaveLength(1);
    expect(check({ contactMinAge: LEAST_CONTACT_AGE - 1 }, true)).toHaveLength(1);
  });
});

const control = (...maps: string[]) => ({ id: 'c-1', title: 'Everything', owner: 'ciso', maps });
const mapping = (...maps: string[]) => checkMaps(control(...maps));
const whyNot = (name: string) => mapping(name)[0]?.reason;
const idsOf = (name: string) => STANDARDS.find((one) => one.name === name)?.ids as readonly string[];

describe('what a control maps to', () => {
  it('is fine where its standard has the id', () => {
    expect(
      mapping(
        ...['CSF GV.PO-01', 'CSF DE.CM-03', 'CSF RC.RP-01', 'CSF ID.AM-08', 'NHI1', 'NHI10', 'NHI7:2025', 'ASI03:2026'],
        ...['ASI10', 'MAESTRO v1 L7', 'MAESTRO v2 L10', 'AI RMF MEASURE 2.13', 'AI RMF MAP 3.5', 'AI RMF GOVERN 1.7'],
      ),
    ).toEqual([]);
  });

  it('is fine where a standard that is not listed spells ids so', () => {
    expect(
      mapping(
        ...['SP 800-63-4 3.1', 'SP 800-63A-4 3.2.1', 'SP 800-63B-4 4.2.1.2', 'SP 800-63C-4 3.10', 'ASVS v5.0.0-6.3.7'],
        ...[
          'ATT&CK T1566',
          'ATT&CK T1566.004',
          'ATT&CK T1684.001',
          'SP 800-53 IA-5',
          'SP 800-53 IA-5(1)',
          'PCI DSS 8.3.3',
        ],
        ...['PCI DSS A3.1.2', 'ISO 27001 A.5.16', 'ISO 27001 6.1.2', 'SOC 2 CC6.1', 'SOC 2 A1.2', 'NYDFS 500.12'],
        ...['NYDFS 500.12(b)', 'DORA Art. 9', 'DORA Art. 9(4)(c)', 'NIS2 Art. 21', 'HIPAA 164.312(d)'],
      ),
    ).toEqual([]);
  });

  it.each([
    ...['CSF PR.ZZ-77', 'CSF PR.AA-07', 'CSF PR.DS-03', 'CSF ID.AM-06', 'CSF DE.CM-04', 'CSF PR.AA-2', 'CSF PR.AA'],
    ...['NHI0', 'NHI11', 'NHI-07', 'NHI7:2026', 'ASI3', 'ASI11', 'MAESTRO v1 L8', 'MAESTRO v2 L11', 'MAESTRO v1 GOV-4'],
    ...['AI RMF GOVERN', 'AI RMF GOVERN-3.2', 'AI RMF MEASURE 2.14', 'AI RMF MAP 6.1', 'NHI7\n', 'CSF PR.AA-02 '],
  ])('is refused as `%s`, which the standard does not have', (name) => {
    expect(mapping('NHI1', name)).toEqual([
      {
        path: ['maps', 1],
        reason: expect.stringMatching(/^control `c-1` maps to `[^`]*`, which .* does not have; it has/),
      },
    ]);
  });

  it.each([
    ...['SP 800-63B-4 §4.2', 'SP 800-63B-4 4', 'SP 800-53 XX-2', 'SP 800-53 AC-2.1', 'ASVS 6.3.7', 'ATT&CK T156'],
    ...[
      'ATT&CK T1566.4',
      'PCI DSS 13.1',
      'PCI DSS 8',
      'ISO 27001 A.9.2.4',
      'ISO 27001 A.5',
      'SOC 2 CC10.1',
      'NYDFS 500.99',
    ],
    ...['DORA Art. 65', 'DORA 9', 'NIS2 Art. 47', 'HIPAA 164.312d', 'ATT&CK T1566.004\n'],
  ])('is refused as `%s`, which is spelled otherwise', (name) => {
    expect(whyNot(name)).toMatch(/, which is not spelled as .* spells its ids, such as `/);
  });

  it.each(['T1566', ' NHI7', '', 'csf PR.AA-02', 'NIST CSF PR.AA-02', 'ACME 4.2', '__proto__ 1'])(
    'is refused as `%s`, of which no standard is known',
    (name) => {
      expect(whyNot(name)).toContain('a policy declares others under `standards`');
    },
  );

  it('is refused with its successor where it was revoked', () => {
    expect(whyNot('ATT&CK T1656')).toContain('which was revoked; write `ATT&CK T1684.001`');
    expect(whyNot('ATT&CK T1656.001')).toContain('write `ATT&CK T1684.001`');
    expect(whyNot('SP 800-53 IA-5(4)')).toContain('write `SP 800-53 IA-5(1)`');
  });

  it('names the version of MAESTRO', () => {
    expect(whyNot('MAESTRO L6')).toContain('write `MAESTRO v1 L6`');
  });

  it('is looked up in as many ids as the standards have', () => {
    expect(idsOf('CSF')).toHaveLength(106);
    expect(idsOf('AI RMF')).toHaveLength(72);
    expect([idsOf('MAESTRO v1'), idsOf('MAESTRO v2')].map(({ length }) => length)).toEqual([7, 10]);
  });

  it.each(STANDARDS.map((one) => [one.name, one] as const))(
    'accepts the example that a refusal gives, of %s',
    (_, one) => {
      expect(mapping(spelledId(one, one.example))).toEqual([]);
    },
  );

  it('says which ids were only judged by their spelling', () => {
    expect(mapsOf({ controls: [control('PCI DSS 8.3.3', 'NHI7', 'CSF PR.AA-02', 'NHI7')] })).toEqual({
      listed: ['CSF PR.AA-02', 'NHI7'],
      unchecked: ['PCI DSS 8.3.3'],
    });
  });
});

describe('a standard that a policy declares', () => {
  const acme: DeclaredStandard = { name: 'ACME ISP', title: 'Security policy', ids: ['4.1', '4.2'] };

  it('has the ids that it says, and no others', () => {
    expect(checkMaps(control('ACME ISP 4.1'), [acme])).toEqual([]);
    expect(checkMaps(control('ACME ISP 4.3'), [acme])).toHaveLength(1);
    expect(checkStandards([acme])).toEqual([]);
  });

  it.each([
    ['is one that the product knows', [{ ...acme, name: 'CSF' }], /`CSF` is a standard whose ids the product knows/],
    ['would take ids of a known one away', [{ ...acme, name: 'ATT&CK T1656' }], /ids the product knows/],
    ['is there twice', [acme, acme], /is there twice/],
    ['has no ids', [{ ...acme, ids: [] }], /has no ids/],
    ['has an id twice', [{ ...acme, ids: ['4.1', '4.1'] }], /has `4.1` twice/],
  ])('is refused where it %s', (_, declared, reason) => {
    expect(checkStandards(declared).map((one) => one.reason)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('working hours', () => {
  const HOURS = { zone: 'Europe/Zurich', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

  it.each([
    ['none', undefined],
    ['a week of work', HOURS],
    ['a night', { ...HOURS, from: '22:00', to: '06:00' }],
    [
      'several windows',
      {
        zone: 'Etc/UTC',
        windows: [HOURS, { days: [6], from: '10:00', to: '12:00' }].map(({ days, from, to }) => ({ days, from, to })),
      },
    ],
    ['every hour there is', { ...HOURS, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  ])('takes %s', (_, hours) => {
    expect(checkHours(hours)).toEqual([]);
  });

  it.each([
    ['a zone that nobody knows', { zone: 'Europe/Atlantis' }, ['zone']],
    ['no day', { days: [] }, ['days']],
    ['a day twice', { days: [1, 1] }, ['days']],
    ['an eighth day', { days: [8] }, ['days']],
    ['a time that is none', { from: '8:00', to: '24:01' }, ['from', 'to']],
    ['a window that begins at the end of a day', { from: '24:00', to: '08:00' }, ['from', 'to']],
    ['an empty list of windows', { windows: [] }, ['windows']],
    ['no time at all', { from: '08:00', to: '08:00' }, ['to']],
  ])('refuses %s', (_, over, names) => {
    expect(checkHours({ ...HOURS, ...over }).map(({ path }) => path)).toEqual(names.map((name) => ['hours', name]));
  });

  it('refuses half a window, and says which one', () => {
    expect(checkHours({ zone: 'Etc/UTC', days: [1] }).map(({ reason }) => reason)).toEqual([
      '`from` is missing',
      '`to` is missing',
    ]);
    expect(checkHours({ zone: 'Etc/UTC' })).toHaveLength(3);
    expect(checkHours({ zone: 'Etc/UTC', windows: [{ days: [9], from: '08:00', to: '09:00' }] })).toMatchObject([
      { path: ['hours', 'windows', 0, 'days'] },
    ]);
  });
});
