import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VERDICTS } from '../../../lambdas/core/policy/explain.ts';
import { cli } from '../../support/cli.ts';

const POLICIES = fileURLToPath(new URL('../../../policies', import.meta.url));
const DEFAULT = join(POLICIES, 'default.yaml');
const CASES = join(POLICIES, 'cases');

const SMALL = `name: small
groups: [identity, security]
hours: { zone: Etc/UTC, days: [mon, tue, wed, thu, fri], from: "08:00", to: "18:00" }
controls:
  - { id: proving, title: Proving, owner: head of identity, maps: [] }
  - { id: waiting, title: Waiting, owner: head of security, maps: [] }
rules:
  - id: base
    control: proving
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h }
  - id: suspicious
    control: waiting
    when: { riskAtLeast: 40 }
    require: { coolingOff: 1h }
  - { id: no-vendors, control: proving, when: { kind: [vendor] }, deny: not here }
`;

const EXCEPTION = `exceptions:
  - id: plant
    control: proving
    owner: head of plant
    reason: "no \\u001b[2Jcamera"
    until: 2026-12-31
    scope: { account: ["cognito:jane"] }
    waives: [base]
    replaces: { proofs: { class: repeated-proofing }, approvals: { groups: 2 }, proofWindow: 2h, approvalWindow: 1h, grant: 1h }
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const policy = (...argv: string[]) => cli(['policy', ...argv], { env: { COUNTERSIGN_TOKEN: '' } });
const small = (from = '', to = '') => file(`small${from.length}.yaml`, SMALL.replace(from, to));

describe('policy check', () => {
  it('finds the shipped policies fine', async () => {
    const { code, out, err } = await policy(
      'check',
      DEFAULT,
      join(POLICIES, 'demo.yaml'),
      join(POLICIES, 'trial.yaml'),
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^fine: .*default\.yaml, \d+ rules of \d+ controls, no exceptions, digest [0-9a-f]{64}\n/);
    expect(out.match(/^fine: /gm)).toHaveLength(3);
  });

  it('says which exceptions there are, who answers for them and when they end', async () => {
    const { code, out } = await policy('check', file('e.yaml', SMALL + EXCEPTION));
    expect(code).toBe(0);
    expect(out).toContain(' 1 exception, ');
    expect(out).toContain(
      '  exception plant ends in 41 days, with the end of 2026-12-31 UTC (head of plant answers for it)\n',
    );
  });

  it('refuses ids that no standard has, and says of which only the spelling was checked', async () => {
    const mapped = (...ids: string[]) => small('maps: []', `maps: [${ids.join(', ')}]`);
    const fine = await policy('check', mapped('PCI DSS 8.3.3', 'CSF PR.AA-02'));
    expect(fine.out).toContain(
      '\n  maps to 1 ids that their standards have; only the spelling was checked of PCI DSS 8.3.3\n',
    );
    const bad = await policy('check', mapped('CSF PR.ZZ-77', 'ATT&CK T1656'));
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('`CSF PR.ZZ-77`, which NIST CSF 2.0 (CSWP 29) does not have');
    expect(bad.out).toContain('`ATT&CK T1656`, which was revoked; write `ATT&CK T1684.001`');
  });

  it('shows file, line, rule and reason of everything that is wrong, and exits with 1', async () => {
    const bad = small('grant: 1h', 'grant: forever');
    const { code, out } = await policy('check', DEFAULT, bad);
    expect(code).toBe(1);
    expect(out).toContain(`${bad}:11: base: \`grant\` is not a time such as`);
    expect(out).toContain('fine: ');
  });

  it('says the same as JSON', async () => {
    const bad = small('riskAtLeast: 40', 'riskAtLeast: 4000');
    const { code, out } = await policy('check', bad, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      policies: [{ file: bad, ok: false, faults: [{ line: 14, rule: 'suspicious' }] }],
    });
    expect(JSON.parse((await policy('check', DEFAULT, '--json')).out)).toMatchObject({ ok: true });
  });

  const COMPLETE = 'approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h';
  const rule = (id: string, when: string, effect: string) =>
    `  - { id: ${id}, control: proving, when: { ${when} }, ${effect} }\n`;
  const requiring = (id: string, when: string, proofs: string) =>
    rule(id, when, `require: { proofs: ${proofs}, ${COMPLETE} }`);
  const HUMAN = 'kind: [human], action:';
  const except = (id: string, waives: string, account: string, until = '2026-12-31') =>
    `  - { id: ${id}, control: proving, owner: o, reason: r, until: ${until}, scope: { account: [${account}] }, waives: [${waives}] }\n`;
  const LAYERED = [
    requiring('weak', `${HUMAN} [reset-password]`, '{ classes: 1 }'),
    rule('two', `${HUMAN} [reset-password]`, 'require: { proofs: { classes: 2 } }'),
    rule('again', `${HUMAN} [reset-password]`, 'require: { proofs: { class: repeated-proofing } }'),
  ].join('');

  it.each<[string, string, string, number, RegExp]>([
    ['an age of seconds', 'groups', 'contactMinAge: 1s\ngroups', 2, /must be at least 1d \(rule 8\)/],
    ['an owner who cannot be seen', 'owner: head of security', 'owner: "\\u200b"', 6, /control `waiting` has no owner/],
    ['a channel of unknown way', 'groups', 'channels: [hotline]\ngroups', 2, /the way of a request over `hotline`/],
  ])('refuses %s, by file, line and reason', async (_, from, to, line, reason) => {
    const path = small(from, to);
    const { code, out } = await policy('check', path);
    expect([code, out]).toEqual([1, expect.stringMatching(reason)]);
    expect(out).toContain(`${path}:${line}: `);
  });

  it.each<[string, string, string, number, RegExp]>([
    [
      'a word that is not declared',
      'desks: [none, outsourced]\n',
      rule('no', 'desk: [outsorced]', 'deny: no'),
      18,
      /no: `outsorced` is not declared under `desks`/,
    ],
    [
      'a word of no list',
      '',
      rule('no', 'environment: [staging]', 'deny: no'),
      17,
      /no: `staging` is named, and the policy declares no `environments`/,
    ],
    [
      'one word for a way',
      'channels: [phone, voice]\n',
      rule('no', 'channel: [phone]', 'deny: no'),
      18,
      /`phone` is named and `voice` is not/,
    ],
    [
      'one code for a token',
      '',
      requiring('token', 'kind: [human], tier: [privileged], action: [reissue-token]', '{ class: issued-code }'),
      17,
      /token: proofs of class `issued-code` alone would be enough, and rule 9/,
    ],
    [
      'what risk asks of nobody',
      '',
      rule('risky', 'kind: [human], riskAtLeast: 20', 'require: { proofs: { method: custodian-attestation } }'),
      17,
      /risky: nobody can give the proofs.* at risk 20/,
    ],
    [
      'a code that comes the way of the request',
      'channels: [portal, email]\n',
      requiring('mailed', `${HUMAN} [revoke-sessions], channel: [email]`, '{ method: issued-code-email }'),
      18,
      /mailed: nobody can give the proofs.* over `email`/,
    ],
    [
      'exceptions that meet on one account',
      '',
      `${LAYERED}exceptions:\n${except('a', 'two', '"okta:a", "okta:b"')}${except('b', 'again', '"okta:c", "okta:b"')}`,
      21,
      /proofs of class `saved-code` alone would be enough, and rule 9/,
    ],
  ])('refuses %s, by file, line, rule and reason', async (_, lists, more, line, reason) => {
    const path = file('p.yaml', SMALL.replace('groups', `${lists}groups`) + more);
    const { code, out } = await policy('check', path);
    expect([code, out]).toEqual([1, expect.stringMatching(reason)]);
    expect(out).toContain(`${path}:${line}: `);
  });

  it('refuses an exception that has ended by the clock of the machine', async () => {
    const { code, out } = await policy('check', file('e.yaml', SMALL + EXCEPTION.replace('2026-12-31', '2026-11-01')));
    expect([code, out]).toEqual([1, expect.stringMatching(/e\.yaml:\d+: exception `plant` has expired\n/)]);
  });

  it('is wrong usage for a file that cannot be read', async () => {
    expect(await policy('check', join(folder, 'none.yaml'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/cannot read `.*none\.yaml` \(ENOENT\)\n$/),
    });
  });
});

describe('policy explain', () => {
  const unlock = ['--kind', 'human', '--action', 'unlock'];

  it('shows the outcome, the reason and the owner of every rule, and the plan', async () => {
    const { code, out } = await policy('explain', small(), ...unlock, '--risk', '39');
    expect(code).toBe(0);
    expect(out).toContain(
      'unlock of standard human in production, asked for over portal by the owner, in working hours',
    );
    expect(out).toMatch(/^base +demands +kind is human, action is unlock +head of identity$/m);
    expect(out).toMatch(/^suspicious +does not apply +risk is 39, less than 40 +head of security$/m);
    expect(out).toMatch(/^no-vendors +does not apply +kind is human, not vendor +head of identity$/m);
    expect(out).toContain('\nescalate\n  Proof, within 1 hour: in-person.\n');
    expect(out).toContain('  Then it is executed at once.\n');
    expect(out).toContain('  The grant ends after 1 hour.\n  Answering for it: head of identity.\n');
  });

  it('names what the product demands by itself, whatever the rules', async () => {
    const weak = small('action: [unlock] }', 'action: [reset-mfa] }');
    const { out } = await policy('explain', weak, '--kind', 'human', '--tier', 'privileged', '--action', 'reset-mfa');
    expect(out).toMatch(/^rule 5 of the product +demands +tier is privileged +the product$/m);
    expect(out).toMatch(/^rule 9 of the product +demands +kind is human, action is reset-mfa +the product$/m);
  });

  it('says what to declare where a word is not known', async () => {
    const declared = small('groups', 'desks: [none, outsourced]\ngroups');
    const at = async (...more: string[]) => (await policy('explain', declared, ...unlock, ...more)).out;
    expect(await at('--desk', 'outsorced')).toContain('the policy does not declare it under `desks`.');
    expect(await at('--requester', 'on-behalf')).toContain(
      'an agent asks from one of the `desks` that the policy declares.',
    );
    expect(await at()).toContain('\nescalate\n');
  });

  it('adds what risk adds, at the threshold', async () => {
    const { out } = await policy('explain', small(), ...unlock, '--risk', '40');
    expect(out).toMatch(/^suspicious +demands +risk is 40, at least 40 +head of security$/m);
    expect(out).toContain('  Then it waits 1 hour.\n');
  });

  it('says why something is denied', async () => {
    const { code, out } = await policy('explain', small(), '--kind', 'vendor', '--action', 'unlock');
    expect(code).toBe(0);
    expect(out).toMatch(/^no-vendors +denies/m);
    expect(out).toContain('\ndeny\n  Denied: not here.\n  Answering for it: head of identity.\n');
    expect((await policy('explain', small(), '--kind', 'human', '--action', 'reset-mfa')).out).toContain(
      'Denied: no rule of the policy covers this.\n  No rule applies',
    );
  });

  it('shows the exception that takes a rule away, until its end, without control characters of its reason', async () => {
    const path = file('e.yaml', SMALL + EXCEPTION);
    const about = ['--account', 'cognito:jane', '--hours', 'in'];
    const { out } = await policy('explain', path, ...unlock, ...about);
    expect(out).toMatch(/^base +waived +exception plant until the end of 2026-12-31 UTC +head of identity$/m);
    expect(out).toContain('By exception plant without rule base');
    expect(out).not.toContain('\u001b[2J');
    const later = await policy('explain', path, ...unlock, ...about, '--at', '2027-01-01T00:00:00Z');
    expect(later.out).toMatch(/^base +demands/m);
    const other = await policy('explain', path, ...unlock, '--account', 'cognito:joe');
    expect(other.out).toMatch(/^base +demands/m);
  });

  it('takes working hours from the moment', async () => {
    const at = async (moment: string) => (await policy('explain', small(), ...unlock, '--at', moment)).out;
    expect(await at('2026-11-20T17:59:00Z')).toContain(', in working hours');
    expect(await at('2026-11-20T18:00:00Z')).toContain(', out of working hours');
  });

  it('says which hour it assumed, where none was given', async () => {
    const { out } = await policy('explain', small(), ...unlock);
    expect(out).toMatch(/^Assumed: it is now, 2026-11-20T10:00:00.000Z, in working hours; /m);
    for (const given of [
      ['--hours', 'out'],
      ['--at', '2026-11-20T18:00:00Z'],
    ])
      expect((await policy('explain', small(), ...unlock, ...given)).out).not.toContain('Assumed');
    expect(JSON.parse((await policy('explain', small(), ...unlock, '--json')).out)).toHaveProperty('assumed');
  });

  it('explains shipped cases of every verdict', async () => {
    const { out } = await policy('test', CASES, '--policy', DEFAULT, '--json');
    const { cases } = JSON.parse(out) as { cases: { case: string; expected: string }[] };
    // What each case gives is in `test/policies/cases.test.ts`; each explanation here checks the policy anew.
    const some = VERDICTS.flatMap((verdict) => cases.filter(({ expected }) => expected === verdict).slice(0, 2));
    expect(some).toHaveLength(2 * VERDICTS.length);
    for (const { case: name, expected } of some) {
      const explained = await policy('explain', DEFAULT, '--case', join(CASES, `${name}.yaml`));
      expect([name, explained.code]).toEqual([name, 0]);
      expect(explained.out).toContain(`\n${expected}\n`);
    }
  }, 120_000);

  it('says the same as JSON', async () => {
    const { out } = await policy('explain', small(), ...unlock, '--json');
    expect(JSON.parse(out)).toMatchObject({
      ...{ policy: { name: 'small' }, verdict: 'escalate', answer: { verdict: 'demand' } },
      rules: [{ rule: 'base', outcome: 'demands', owner: 'head of identity' }, {}, {}],
    });
  });

  it.each<[string, string[], RegExp]>([
    ['no description', [], /not described/],
    ['an unknown kind', ['--kind', 'robot', '--action', 'unlock'], /robot/],
    ['a score in words', [...unlock, '--risk', 'high'], /whole number/],
    ['no moment', [...unlock, '--at', 'tomorrow'], /not a moment/],
    ['a case and a description', ['--case', 'c.yaml', '--kind', 'human'], /cannot be combined with/],
  ])('is wrong usage with %s', async (_, options, reason) => {
    const { code, err } = await policy('explain', small(), ...options);
    expect([code, err]).toEqual([2, expect.stringMatching(reason)]);
  });

  it('shows what is wrong with a policy or a case in place of explaining it', async () => {
    const bad = await policy('explain', small('maps: []', ''), ...unlock);
    expect([bad.code, bad.out, bad.err]).toEqual([1, '', expect.stringMatching(/:5: /)]);
    const strange = await policy('explain', small(), '--case', file('c.yaml', 'action: unlock\n'), '--json');
    expect([strange.code, JSON.parse(strange.err)]).toMatchObject([1, { code: 'policy-invalid', faults: [{}, {}] }]);
  });
});

const UNLOCK = 'account: { kind: human, tier: standard, environment: production }\naction: unlock\nchannel: voice\n';

describe('a policy with an exception that has ended', () => {
  it('is explained, tested and compared all the same: it has no effect', async () => {
    const ended = file('ended.yaml', SMALL + EXCEPTION.replace('2026-12-31', '2026-11-01'));
    const about = ['--account', 'cognito:jane', '--kind', 'human', '--action', 'unlock'];
    expect((await policy('explain', ended, ...about)).out).toMatch(/^base +demands/m);
    file('cases/escalate/quiet.yaml', UNLOCK);
    const cases = join(folder, 'cases');
    expect(await policy('test', cases, '--policy', ended)).toMatchObject({ code: 0 });
    expect(await policy('diff', ended, small(), '--exit-code')).toMatchObject({ code: 0 });
  });
});

describe('policy test', () => {
  it('finds every shipped case as expected', async () => {
    const { code, out } = await policy('test', CASES, '--policy', DEFAULT);
    expect(code).toBe(0);
    expect(out).toMatch(/^VERDICT +CASES +AS EXPECTED +NOT\n/);
    expect(out).toMatch(/\n(\d+) of \1 described recoveries are as expected\n$/);
  });

  it.each<[string, string, string, RegExp]>([
    ['another verdict', 'allow', UNLOCK, /the verdict is escalate, not allow/],
    [
      'other rules',
      'escalate',
      `${UNLOCK}rules: [base, other]\n`,
      /the rules that apply are \[base\], not \[base, other\]/,
    ],
    [
      'another escalation',
      'escalate',
      `${UNLOCK}escalatesTo: [security]\n`,
      /it escalates to \[\], not to \[security\]/,
    ],
    [
      'other words',
      'deny',
      UNLOCK.replace('human', 'vendor').concat('says: go away\n'),
      /it says `not here`, not `go away`/,
    ],
  ])('finds %s, and exits with 1', async (_, verdict, text, difference) => {
    file(`cases/${verdict}/one.yaml`, text);
    const { code, out } = await policy('test', join(folder, 'cases'), '--policy', small());
    expect(code).toBe(1);
    expect(out).toContain(`not as expected: ${verdict}/one\n`);
    expect(out).toMatch(difference);
    expect(out).toContain('0 of 1 described recoveries are as expected');
  });

  it('is wrong usage where there are no cases', async () => {
    const path = small();
    for (const dir of [join(folder, 'cases'), join(folder, 'nowhere')]) {
      mkdirSync(join(folder, 'cases', 'allow'), { recursive: true });
      expect(await policy('test', dir, '--policy', path)).toMatchObject({ code: 2, out: '' });
    }
  });

  it.each(['allow/one.yml', 'allow/notes.md', 'allow/more/two.yaml', 'denny/one.yaml', 'one.yaml', 'escalate'])(
    'passes over nothing: `%s` beside the cases is wrong usage, by its name',
    async (name) => {
      file('cases/escalate/quiet.yaml', UNLOCK);
      if (name === 'escalate') rmSync(join(folder, 'cases/escalate'), { recursive: true });
      file(`cases/${name}`, UNLOCK);
      const strange = name.replace(/^(denny|allow.more).*/, '$1');
      const { code, out, err } = await policy('test', join(folder, 'cases'), '--policy', small());
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`\`${join(folder, 'cases', strange)}\` cannot be read as cases`);
    },
  );

  it('says what is wrong with every case, not with the first one only', async () => {
    file('cases/allow/one.yaml', 'action: unlock\n');
    file('cases/deny/two.yaml', `${UNLOCK}risk: much\n`);
    const { code, out, err } = await policy('test', join(folder, 'cases'), '--policy', small());
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/allow\/one\.yaml:1: `account` is missing\n/);
    expect(err).toMatch(/deny\/two\.yaml:4: `risk` is not a number\n/);
  });
});

describe('policy diff', () => {
  const diff = async (from: string, to: string, ...options: string[]) =>
    policy('diff', small(), small(from, to), ...options);

  it('says what a changed threshold makes weaker, for which requests, with an example', async () => {
    const { code, out, err } = await diff('riskAtLeast: 40', 'riskAtLeast: 50');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'WEAKER than the policy before',
        'unlock of human accounts, risk 40 (18 requests)',
        '  cooling-off  1 hour -> 0 seconds',
        '  for example  unlock of standard human in any environment, asked for over portal at any desk by the owner, in working hours, risk 40',
        '',
        '18 of 4158 requests that the policies can tell apart change: 1 weaker, 0 stricter, 0 different',
        '',
      ].join('\n'),
    );
  });

  it.each<[string, string, string]>([
    ['grant: 1h', 'grant: 2h', 'WEAKER than the policy before grant 1 hour -> 2 hours'],
    ['grant: 1h', 'grant: 30m', 'STRICTER than the policy before grant 1 hour -> 30 minutes'],
    ['grant: 1h', 'grant: 1h, reviewWithin: 1d', 'STRICTER than the policy before review within none -> 1 day'],
    ['grant: 1h', 'grant: 1h, alert: critical', 'alert info -> critical'],
    ['grant: 1h', 'grant: 1h, notify: [manager]', 'STRICTER than the policy before notify nobody else -> the manager'],
    [
      '{ method: in-person }',
      '{ class: repeated-proofing }',
      'WEAKER than the policy before proofs in-person -> repeated-proofing (in-person or',
    ],
    [
      '{ method: in-person }',
      '{ method: live-video }',
      'DIFFERENT, neither weaker nor stricter proofs in-person -> live-video',
    ],
    ['deny: not here', 'deny: nowhere', 'DIFFERENT, neither weaker nor stricter reasons not here -> nowhere'],
    [
      'kind: [human], action',
      'kind: [human], tier: [standard], action',
      'STRICTER than the policy before verdict escalate -> deny',
    ],
    ['from: "08:00"', 'from: "06:00"', '0 of'],
  ])('says in which direction `%s` goes as `%s`', async (from, to, said) => {
    const { out } = await diff(from, to);
    expect(out.replace(/\n[a-z].*requests?\)\n/g, ' ').replace(/\s+/g, ' ')).toContain(said);
  });

  it('does not call rules of other names a change', async () => {
    expect((await diff('id: base', 'id: ground')).out).toMatch(/^0 of 2772 requests /);
  });

  it('says what is denied, and what would be asked for', async () => {
    const { out } = await diff('action: [unlock]', 'action: [unlock, reset-mfa]');
    expect(out).toMatch(/^WEAKER.*\nreset-mfa of human accounts \(/);
    expect(out).toMatch(/ {2}before +no rule of the policy covers this\n {2}after +Proof, within 1 hour: /);
  });

  it('asks at one moment of each kind where the hours are others', async () => {
    const night = '  - { id: night, control: waiting, when: { hours: [out] }, require: { coolingOff: 1h } }\n';
    const [before, after] = ['08:00', '06:00'].map((from) =>
      file(`${from}.yaml`, SMALL.replace('"08:00"', `"${from}"`) + night),
    );
    expect((await policy('diff', before ?? '', after ?? '')).out).toMatch(
      /^WEAKER.*\n.*in working hours.*\n {2}cooling-off +1 hour -> 0 seconds\n/,
    );
  });

  it('calls an exception that is new weaker, for whom and until when it is one', async () => {
    const { out } = await policy('diff', small(), file('e.yaml', SMALL + EXCEPTION));
    expect(out).toMatch(/^WEAKER.*\n.*of cognito:jane, now \(/);
    expect(out).toMatch(/exceptions +weaker: none -> plant/);
    expect(out).toMatch(/review within +stricter: none -> 7 days/);
  });

  it('shows what becomes weaker first, also in a group where other things become stricter', async () => {
    const { out } = await diff('grant: 1h', 'grant: 2h, notify: [manager]');
    expect(out).toMatch(/\n {2}grant +weaker: 1 hour -> 2 hours\n {2}notify +stricter: nobody else -> the manager\n/);
  });

  it('exits with 1 for a change only when it is asked to, and for what is only stricter when it is asked for any', async () => {
    expect(await diff('name: small', 'name: other', '--exit-code')).toMatchObject({ code: 0 });
    expect(await diff('grant: 1h', 'grant: 30m', '--exit-code')).toMatchObject({ code: 1 });
    expect(await diff('grant: 1h', 'grant: 30m', '--exit-code', 'weaker')).toMatchObject({ code: 0 });
    expect(await diff('grant: 1h', 'grant: 2h', '--exit-code', 'weaker')).toMatchObject({ code: 1 });
    const aged = await diff('name: small', 'name: small\nauthenticatorMinAge: 2d', '--exit-code');
    expect([aged.code, aged.out]).toEqual([
      1,
      expect.stringContaining('every request that relies on a new authenticator'),
    ]);
    expect(await diff('grant: 1h', 'grant: 2h', '--exit-code', 'never')).toMatchObject({ code: 2 });
  });

  it('says the same as JSON', async () => {
    const { out } = await diff('riskAtLeast: 40', 'riskAtLeast: 50', '--json');
    expect(JSON.parse(out)).toMatchObject({
      ...{ before: expect.stringMatching(/^[0-9a-f]{64}$/), requests: 4158 },
      differences: [
        {
          direction: 'weaker',
          requests: 18,
          changes: [{ dimension: 'coolingOff', direction: 'weaker' }],
          where: { risk: ['40'] },
        },
      ],
    });
  });
});
