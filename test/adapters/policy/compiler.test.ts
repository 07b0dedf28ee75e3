import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { compiledPolicy } from '../../../lambdas/adapters/policy/schema.ts';
import { type PolicyFault, PolicyInvalid } from '../../../lambdas/adapters/policy/source.ts';
import { METHOD_NAMES } from '../../../lambdas/core/proofing/methods.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';

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

describe('compilePolicy', () => {
  it('reads times in seconds and requirements as the core has them', () => {
    expect(compilePolicy(VALID, 'p.yaml').policy.rules[0]?.require).toEqual({
      proofs: { any: [{ leaf: { method: 'live-video' } }, { leaf: { classes: 2 } }], of: 1 },
      approvals: {
        all: [
          { leaf: { group: 'identity' } },
          { any: [{ leaf: { group: 'security', count: 2 } }, { leaf: { relation: 'manager' } }], of: 2 },
        ],
      },
      ...{ coolingOff: 90, proofWindow: 1800, approvalWindow: 14_400, grant: 604_800, reviewWithin: 86_400 },
      alert: 'warning',
    });
  });

  it('gives canonical JSON and its digest', () => {
    const { policy, digest, json } = compilePolicy(VALID, 'p.yaml');
    expect(json).toBe(canonical(policy));
    expect(digest).toBe(sha256(json));
  });

  it('compiles another spelling of the same policy to the same bytes', () => {
    const other = VALID.replace('owner: head of identity', 'owner: "head of identity"').replace('7d', '168h');
    expect(compilePolicy(`# a comment\n${other}`, 'q.yaml').json).toBe(compilePolicy(VALID, 'p.yaml').json);
  });

  it.each<[string, string, string, number, string | null, RegExp]>([
    ['a key twice', 'name: small', 'name: small\nname: other', 2, null, /unique/],
    ['bad YAML', 'groups: [identity, security]', 'groups: [identity', 3, null, /./],
    [
      'an unknown member',
      '    when: {}',
      '    when: {}\n    unless: {}',
      9,
      'everything',
      /`unless` is not known here/,
    ],
    [
      'an unknown condition',
      '    when: {}',
      '    when: { region: [eu] }',
      8,
      'everything',
      /`region` is not known here/,
    ],
    [
      'an unknown tier',
      '    when: {}',
      '    when: { tier: [vip] }',
      8,
      'everything',
      /is none of `standard`, `privileged`, `critical`/,
    ],
    ['a missing owner', 'owner: head of identity, ', '', 4, null, /`owner` is missing/],
    ['a missing control', '    control: c-1\n', '', 6, 'everything', /`control` is missing/],
    ['a time without unit', 'grant: 7d', 'grant: 7', 18, 'everything', /`grant` is not a time such as/],
    ['a time in weeks', 'grant: 7d', 'grant: 1w', 18, 'everything', /`grant` is not a time/],
    [
      'an unknown method',
      'method: live-video',
      'method: mothers-maiden-name',
      10,
      'everything',
      /`method` is none of `in-person`/,
    ],
    ['an unknown class', '{ classes: 2 }', '{ class: knowledge }', 10, 'everything', /`class` is none of `saved-code`/],
    ['more classes than there are', '{ classes: 2 }', '{ classes: 6 }', 10, 'everything', /^`classes` is more than 5$/],
    ['an unknown relation', 'relation: manager', 'relation: friend', 14, 'everything', /`relation` is none of `owner`/],
    ['an unknown leaf', '{ relation: manager }', '{ person: bob }', 14, 'everything', /none of `all`, `any`, `group`/],
    [
      'two leaves in one',
      '{ classes: 2 }',
      '{ classes: 2, method: in-person }',
      10,
      'everything',
      /`classes` is not known here/,
    ],
    ['a word beside a list', 'of: 2', 'off: 2', 14, 'everything', /`off` cannot be combined with `any`/],
    ['a count that is none', 'of: 2', 'of: two', 14, 'everything', /`of` is not a whole number/],
    [
      'a list that is none',
      'proofs: { any: [{ method: live-video }, { classes: 2 }] }',
      'proofs: { all: in-person }',
      10,
      'everything',
      /`all` is not a list/,
    ],
    ['a leaf in place of an object', '{ method: live-video }', 'live-video', 10, 'everything', /none of `all`/],
    ['an unknown severity', 'alert: warning', 'alert: loud', 20, 'everything', /`alert` is none of `info`/],
    [
      'an id with spaces',
      'id: everything',
      'id: every thing',
      6,
      'every thing',
      /`id` is not spelled in lower-case words/,
    ],
    [
      'what the check finds, at its line',
      'group: security, count: 2',
      'group: friends',
      14,
      'everything',
      /no approver group `friends`/,
    ],
    [
      'a grant that is too long, at its line',
      'grant: 7d',
      'grant: 8d',
      18,
      'everything',
      /^`grant` is 8d; .* at most 7d$/,
    ],
    [
      'a key with a letter too many, with the one that was meant',
      '    require:',
      '    requires:',
      9,
      'everything',
      /^`requires` is not known here; is `require` meant\?$/,
    ],
    [
      'a name that is too long',
      'name: small',
      `name: ${'x'.repeat(65)}`,
      1,
      null,
      /^`name` is longer than 64 characters$/,
    ],
    ['an empty title', 'title: Everything', 'title: ""', 4, null, /^`title` is an empty text$/],
    [
      'a standard that nobody could look up',
      'CSF PR.AA-02',
      'CSF PR.AA-2',
      4,
      null,
      /^control `c-1` maps to `CSF PR.AA-2`/,
    ],
    [
      'a list where names are wanted',
      'when: {}',
      'when: []',
      8,
      'everything',
      /^`when` is not a list of names, each with a value$/,
    ],
    ['a text where a list is wanted', '[identity, security]', 'identity', 2, null, /^`groups` is not a list$/],
    ['a control that nobody owns, at its line', 'owner: head of identity', 'owner: ""', 4, null, /has no owner/],
  ])('refuses %s', (_, from, to, line, rule, reason) => {
    const faults = faultsOf(changed(from, to));
    expect(faults[0]).toEqual({ file: 'p.yaml', line, rule, reason: expect.stringMatching(reason) });
    expect(faults).toHaveLength(1);
  });

  it('names everything that is wrong, each with file, line, rule and reason', () => {
    const text = changed('grant: 7d', 'grant: 7').replace('30m', 'soon').replace('live-video', 'kba');
    expect(() => compilePolicy(text, 'p.yaml')).toThrow(
      [
        'the policy is invalid',
        `p.yaml:10: rule \`everything\`: \`method\` is none of ${METHOD_NAMES.map((name) => `\`${name}\``).join(', ')}`,
        'p.yaml:16: rule `everything`: `proofWindow` is not a time such as `90s`, `30m`, `4h` or `7d`',
        'p.yaml:18: rule `everything`: `grant` is not a time such as `90s`, `30m`, `4h` or `7d`',
      ].join('\n'),
    );
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['a comment', '# nothing yet\n', 'the file is empty'],
    ['a list', '- a', 'the file is not a list of names, each with a value'],
  ])('refuses %s as what it is', (_, text, reason) => {
    expect(faultsOf(text)).toEqual([{ file: 'p.yaml', line: 1, rule: null, reason }]);
  });

  it('says the first thing that is wrong with the YAML, since it makes the others', () => {
    expect(faultsOf(changed('      coolingOff', '\tcoolingOff'))).toMatchObject([{ line: 15, rule: null }]);
  });

  it.each([
    ['two documents', `${VALID}---\n${VALID}`],
    [
      'an alias that multiplies',
      'a: &a [x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c]',
    ],
    ['an unknown tag', 'name: !secret x'],
  ])('refuses %s', (_, text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });
});

describe('a policy with conditions, hours and exceptions', () => {
  const NOW = '2026-11-20T10:00:00.000Z';
  const EXTENDED = `${changed(
    '    when: {}',
    '    when: { desk: [plant], requester: [on-behalf, owner], hours: [in], riskAtLeast: 1 }',
  )
    .replace(
      'groups:',
      'hours: { zone: Europe/Zurich, days: [mon, sun], from: "08:00", to: "17:30" }\ncontactMinAge: 14d\nauthenticatorMinAge: 12h\ndesks: [none, plant]\ngroups:',
    )
    .replace(
      'riskAtLeast: 1 }',
      '}',
    )}  - { id: again, control: c-1, when: { riskAtLeast: 40 }, require: { coolingOff: 1h } }
exceptions:
  - id: slow-plant
    control: c-1
    owner: head of plant
    reason: no telephones
    until: 2026-12-31
    scope: { desk: [plant], account: ["cognito:jane"] }
    waives: [everything]
    replaces:
      proofs: { method: in-person }
      approvals: { groups: 2 }
      proofWindow: 1h
      approvalWindow: 1h
      grant: 1h
`;
  const faults = (text: string): readonly PolicyFault[] => {
    try {
      compilePolicy(text, 'p.yaml', NOW);
    } catch (error) {
      if (error instanceof PolicyInvalid) return error.faults;
      throw error;
    }
    return [];
  };

  it('is taken by the runtime as it was compiled', () => {
    const { policy, json } = compilePolicy(EXTENDED, 'p.yaml', NOW);
    expect(compiledPolicy.parse(JSON.parse(json))).toEqual(policy);
  });

  it('is read as the core has it', () => {
    expect(compilePolicy(EXTENDED, 'p.yaml', NOW).policy).toMatchObject({
      hours: { zone: 'Europe/Zurich', days: [1, 7], from: '08:00', to: '17:30' },
      ...{ contactMinAge: 1_209_600, authenticatorMinAge: 43_200, desks: ['none', 'plant'] },
      rules: [
        { when: { desk: ['plant'], requester: ['on-behalf', 'owner'], hours: ['in'] } },
        { when: { riskAtLeast: 40 } },
      ],
      exceptions: [
        {
          ...{ id: 'slow-plant', until: '2027-01-01T00:00:00.000Z', waives: ['everything'] },
          scope: { desk: ['plant'], account: ['cognito:jane'] },
          replaces: { proofs: { leaf: { method: 'in-person' } }, grant: 3600 },
        },
      ],
    });
  });

  it.each<[string, string, string, number, RegExp]>([
    ['an unknown requester', 'on-behalf', 'friend', 12, /`requester` is none of `owner`/],
    ['an unknown time of day', 'hours: [in]', 'hours: [night]', 12, /`hours` is none of `in`, `out`/],
    ['a score of nothing', 'riskAtLeast: 40', 'riskAtLeast: 0', 25, /^`riskAtLeast` is not more than 0$/],
    ['a score in parts', 'riskAtLeast: 40', 'riskAtLeast: 1.5', 25, /`riskAtLeast` is not a whole number/],
    ['a place that is nowhere', 'Europe/Zurich', 'Europe/Atlantis', 2, /no time zone `Europe\/Atlantis`/],
    ['a strange day', '[mon, sun]', '[mon, caturday]', 2, /`days` is none of `mon`/],
    [
      'an age of nothing',
      'contactMinAge: 14d',
      'contactMinAge: 0s',
      3,
      /`contactMinAge` is 0s; it must be at least 1d/,
    ],
    ['an end that is none', 'until: 2026-12-31', 'until: whenever', 31, /`until` is neither a day such as/],
    ['an end that is past', 'until: 2026-12-31', 'until: 2026-11-19', 31, /has expired/],
    ['an end that is far', 'until: 2026-12-31', 'until: 2027-11-20', 31, /at most 90/],
    ['an exception without end', '    until: 2026-12-31\n', '', 27, /`until` is missing/],
    ['an exception that nobody owns', 'owner: head of plant', 'owner: ""', 29, /exception `slow-plant` has no owner/],
    [
      'an exception by score',
      'scope: { desk: [plant],',
      'scope: { riskAtLeast: 1,',
      32,
      /`riskAtLeast` is not known here/,
    ],
    ['an account that is none', '"cognito:jane"', 'jane', 32, /is not an account such as/],
  ])('refuses %s', (_, from, to, line, reason) => {
    if (!EXTENDED.includes(from)) throw new Error(`there is no \`${from}\` to change`);
    expect(faults(EXTENDED.replace(from, to))).toMatchObject([{ line, reason: expect.stringMatching(reason) }]);
  });
});
