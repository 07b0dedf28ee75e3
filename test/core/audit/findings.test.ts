import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { RELEASE } from '../../../lambdas/contract/release.ts';
import {
  type AccountFacts,
  ADOPTED_POLICY,
  type ClientFacts,
  type HealthFacts,
  type PersonFacts,
  type RecordFacts,
  type ServiceFacts,
} from '../../../lambdas/core/audit/findings/facts.ts';
import { FINDINGS, type FindingCode, found } from '../../../lambdas/core/audit/findings/finding.ts';
import { findingsIn as findingsWith } from '../../../lambdas/core/audit/findings/findings.ts';
import { accountFindings } from '../../../lambdas/core/audit/findings/of-accounts.ts';
import { clientFindings, serviceFindings } from '../../../lambdas/core/audit/findings/of-service.ts';
import { staffFindings } from '../../../lambdas/core/audit/findings/of-staff.ts';
import { FINDING_SEVERITIES } from '../../../lambdas/core/audit/findings/row.ts';
import { ROWS_OF_RECORDS } from '../../../lambdas/core/audit/findings/rows-of-records.ts';
import { ROWS_OF_SYSTEMS } from '../../../lambdas/core/audit/findings/rows-of-systems.ts';
import type { VersionedPolicy } from '../../../lambdas/core/policy/policy.ts';
import { staffingOf } from '../../../lambdas/core/policy/staffing.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import type { RegisteredPart } from '../../../lambdas/core/registry/person.ts';
import { at, NOW } from '../../support/fixtures.ts';

const source = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');
const compiled = compilePolicy(source, 'policies/default.yaml');
const POLICY: VersionedPolicy = { ...compiled.policy, digest: compiled.digest };
const STAFFING = staffingOf(POLICY);
const findingsIn = (facts: HealthFacts) => findingsWith(facts, STAFFING);
const DAY = 86_400;

const person = (name: string, parts: readonly RegisteredPart[] = [], over: Partial<PersonFacts> = {}): PersonFacts => ({
  ...{ of: 'person', person: `person:${name}`, nature: 'human', parts, signsIn: true, reachable: true },
  ...over,
});

const STAFF = [
  ...['ada', 'abe'].map((name) => person(name, ['admin'])),
  ...['al', 'an'].map((name) => person(name, ['agent'])),
  ...['vera', 'vic', 'val'].map((name) => person(name, ['verifier'])),
  ...['identity', 'security', 'platform'].flatMap((group): PersonFacts[] =>
    ['one', 'two'].map((name) => person(`${group}-${name}`, [`approver:${group}`])),
  ),
  ...['ray', 'ria'].map((name) => person(name, ['reviewer'])),
  ...['cora', 'carl'].map((name) => person(name, ['custodian'])),
  ...['jane', 'mona'].map((name) => person(name)),
];

const JANE: AccountFacts = {
  ...{ of: 'account', account: 'cognito:jane', kind: 'human', tier: 'standard', environment: 'production', labels: [] },
  ...{ owner: 'person:jane', custodians: [], manager: 'person:mona', connector: 'cognito', contacts: 2 },
  means: [
    { method: 'issued-code-email', channel: 'email' },
    { method: 'saved-code', channel: 'paper' },
    { method: 'passkey', channel: 'device', deviceBound: true },
    { method: 'in-person', channel: 'in-person' },
  ],
  frozenSince: null,
};

const DATABASE: AccountFacts = {
  ...{ ...JANE, account: 'secret:db', kind: 'service-account', tier: 'critical', owner: null, manager: null },
  ...{ custodians: ['person:cora', 'person:carl'], connector: 'secrets-manager', contacts: 0 },
  means: [
    { method: 'in-person', channel: 'in-person' },
    { method: 'live-video', channel: 'video' },
    { method: 'custodian-attestation', channel: 'person:carl' },
  ],
};

const SERVICE: ServiceFacts = {
  at: NOW,
  issuer: 'https://issuer.example',
  release: { version: RELEASE, state: STATE_VERSION },
  you: { person: 'person:ada', assurance: 2, halfHeld: null },
  capabilities: { cognito: ['reset-password', 'reset-mfa', 'unlock'], 'secrets-manager': ['rotate-secret'] },
  ways: ['email', 'sms'],
  policy: { adopted: POLICY.digest, deployed: POLICY },
  keys: [
    { use: 'data', state: 'Enabled' },
    { use: 'signing:people', state: 'Enabled' },
  ],
  subscribers: { confirmed: 1, pending: 0 },
  mail: { verified: true, sandbox: false, nearQuota: false },
  texts: { sandbox: false },
  chats: [],
  tickets: [],
  directories: [],
  files: [],
  systems: [],
  rights: [],
  concurrency: { limit: 1_000 },
  capped: true,
  sources: [
    { source: 'jira', key: 'there', changedAt: at(-30 * DAY) },
    { source: 'zendesk', key: 'missing', changedAt: null },
  ],
  ...{ overdue: 0, grants: 0, heldSince: null, unread: [] },
};

const CLIENT: ClientFacts = {
  skew: 200,
  url: 'https://countersign.example/',
  profileIssuer: SERVICE.issuer,
  release: SERVICE.release,
};

const RECORDS: readonly RecordFacts[] = [...STAFF, JANE, DATABASE];
const SOUND: HealthFacts = { service: SERVICE, records: RECORDS, client: CLIENT };

const served = (over: Partial<ServiceFacts>): HealthFacts => ({ ...SOUND, service: { ...SERVICE, ...over } });
const reached = (over: Partial<ClientFacts>): HealthFacts => ({ ...SOUND, client: { ...CLIENT, ...over } });
const without = (isGone: (one: RecordFacts) => boolean, ...instead: readonly RecordFacts[]): HealthFacts => ({
  ...SOUND,
  records: [...RECORDS.filter((one) => !isGone(one)), ...instead],
});
const isNamed = (name: string) => (one: RecordFacts) => one.of === 'person' && one.person === `person:${name}`;
const account = (over: Partial<AccountFacts>, of = JANE): HealthFacts =>
  without((one) => one.of === 'account' && one.account === of.account, { ...of, ...over });
const isHolding = (part: RegisteredPart) => (one: RecordFacts) => one.of === 'person' && one.parts.includes(part);

const exception = (until: string): VersionedPolicy => ({
  ...POLICY,
  exceptions: [
    { id: 'plant', control: 'c', owner: 'o', reason: 'r', until, scope: { desk: ['plant'] }, waives: ['none'] },
  ],
});

/** Each planted fault, and what is found: its code, and what it is about. */
const PLANTED: readonly (readonly [string, HealthFacts, FindingCode, ...string[]])[] = [
  ['a policy that cannot be read', served({ policy: { adopted: null, deployed: null } }), 'policy-missing'],
  ['a policy that nobody adopted', served({ policy: { adopted: null, deployed: POLICY } }), 'policy-not-adopted'],
  ['another policy deployed', served({ policy: { adopted: 'f'.repeat(64), deployed: POLICY } }), 'policy-not-deployed'],
  [
    'an exception that ends',
    served({ policy: { adopted: POLICY.digest, deployed: exception(at(DAY)) } }),
    ...(['exception-ending', 'plant'] as const),
  ],
  ['one administrator', without(isNamed('abe')), 'administrators-too-few'],
  [
    'a second administrator who cannot sign in',
    without(isNamed('abe'), person('abe', ['admin'], { signsIn: false })),
    'administrators-too-few',
  ],
  [
    'a second administrator that is a machine',
    without(isNamed('abe'), person('abe', ['admin'], { nature: 'machine' })),
    'administrators-too-few',
  ],
  ['a group without anybody', without(isHolding('approver:platform')), 'group-empty', 'platform'],
  ['a group of one', without(isNamed('platform-two')), 'group-thin', 'platform'],
  [
    'an approver without a mailbox',
    without(isNamed('platform-two'), person('platform-two', ['approver:platform'], { reachable: false })),
    ...(['approver-unreachable', 'person:platform-two'] as const),
  ],
  ['nobody who reviews', without(isHolding('reviewer')), 'class-understaffed', 'critical service-account'],
  ['no agent', without(isHolding('agent')), 'class-thin', 'standard human'],
  [
    'staff of another issuer',
    without(isNamed('ray'), person('ray', ['reviewer'], { signsIn: false })),
    ...(['staff-without-sign-in', 'person:ray'] as const),
  ],
  ['an owner with nothing to prove by', account({ means: [] }), 'account-unprovable', 'cognito:jane'],
  [
    'an owner who can only be seen, and nobody to see them',
    {
      ...SOUND,
      records: [
        ...RECORDS.filter((one) => !isHolding('verifier')(one) && one !== JANE),
        { ...JANE, means: [{ method: 'in-person', channel: 'in-person' }] },
      ],
    },
    ...(['account-unprovable', 'cognito:jane'] as const),
  ],
  [
    'an environment that the policy does not know',
    account({ environment: 'moon' }),
    'account-uncovered',
    'cognito:jane',
  ],
  ['an account of another directory', account({ connector: 'okta' }), 'connector-missing', 'cognito:jane'],
  ['a connector with the name of a member of every object', account({ connector: 'toString' }), 'connector-missing'],
  ['an owner with one contact', account({ contacts: 1 }), 'account-untold', 'cognito:jane'],
  ['a frozen account', account({ frozenSince: NOW }), 'account-frozen', 'cognito:jane'],
  ['an owner who is not registered', without(isNamed('jane')), 'owner-unregistered', 'cognito:jane'],
  ['a manager who is not registered', without(isNamed('mona')), 'owner-unregistered', 'cognito:jane'],
  ['an account of nobody', account({ custodians: [] }, DATABASE), 'custodian-missing', 'secret:db'],
  ['a custodian who left', without(isNamed('carl')), 'custodian-stale', 'secret:db'],
  ['a custodian without the part', without(isNamed('carl'), person('carl')), 'custodian-stale', 'secret:db'],
  [
    'a custodian that is a machine',
    without(isNamed('carl'), person('carl', ['custodian'], { nature: 'machine' })),
    ...(['custodian-stale', 'secret:db'] as const),
  ],
  ['a stream with a forged commit', without(() => false, { of: 'broken', stream: 'cognito:ann' }), 'record-broken'],
  ['a key that will be deleted', served({ keys: [{ use: 'custody', state: 'PendingDeletion' }] }), 'key-unusable'],
  ['a topic without a subscriber', served({ subscribers: { confirmed: 0, pending: 2 } }), 'alerts-unheard'],
  ['no sender of mail', served({ ways: ['sms'], mail: null }), 'mail-off'],
  [
    'a sender that is not verified',
    served({ mail: { verified: false, sandbox: false, nearQuota: false } }),
    'mail-unverified',
  ],
  ['mail in the sandbox', served({ mail: { verified: true, sandbox: true, nearQuota: false } }), 'mail-sandbox'],
  ['a new account of Lambda', served({ concurrency: { limit: 10 }, capped: false }), 'concurrency-small'],
  ['a quota of 1,000 without caps', served({ concurrency: { limit: 1_000 }, capped: false }), 'caps-off'],
  [
    'a chat that refuses its credential',
    served({
      chats: [
        { chat: 'slack', flaw: 'credentials' },
        { chat: 'teams', flaw: null },
      ],
    }),
    'chat-refused',
    'slack (credentials)',
  ],
  [
    'a ticket system that refuses our user',
    served({
      tickets: [
        { source: 'jira', flaw: null },
        { source: 'zendesk', flaw: 'credentials' },
      ],
    }),
    ...(['tickets-refused', 'zendesk (credentials)'] as const),
  ],
  [
    'a directory whose application for reading could change users',
    served({
      directories: [
        { connector: 'entra', flaw: null },
        { connector: 'okta', flaw: 'reader-can-change' },
      ],
    }),
    'connector-refused',
    'okta (reader-can-change)',
  ],
  [
    'a directory that nobody reaches from here',
    served({ directories: [{ connector: 'active-directory', flaw: 'certificate-refused' }] }),
    ...(['directory-unreached', 'active-directory (certificate-refused)'] as const),
  ],
  [
    'a file of people that anybody can read',
    served({ files: [{ connector: 'cognito', flaw: 'open-to-anybody' }] }),
    ...(['people-file-open', 'cognito (open-to-anybody)'] as const),
  ],
  [
    'a file of people that does not come',
    served({
      files: [
        { connector: 'okta', flaw: null },
        { connector: 'cognito', flaw: 'credentials' },
      ],
    }),
    ...(['people-file-refused', 'cognito (credentials)'] as const),
  ],
  [
    'a database whose administrator does not get in',
    served({ systems: [{ kind: 'database', name: 'db:5432', flaw: 'database-credential-refused' }] }),
    ...(['database-refused', 'db:5432 (database-credential-refused)'] as const),
  ],
  ...['administrator-powerful', 'roles-denied', 'sessions-denied'].map(
    (flaw) =>
      [
        `a database whose administrator has other rights than it needs: ${flaw}`,
        served({ systems: [{ kind: 'database', name: 'db:5432', flaw }] }),
        ...(['database-rights', `db:5432 (${flaw})`] as const),
      ] as const,
  ),
  [
    'an API of keys that refuses our token',
    served({ systems: [{ kind: 'key-api', name: 'maps', flaw: 'credentials' }] }),
    ...(['key-api-refused', 'maps (credentials)'] as const),
  ],
  [
    'an API of keys that lets anything in',
    served({ systems: [{ kind: 'key-api', name: 'maps', flaw: 'accepts-anything' }] }),
    ...(['key-api-open', 'maps (accepts-anything)'] as const),
  ],
  [
    'a rotator that a vendor refuses',
    served({ systems: [{ kind: 'rotator', name: 'okta', flaw: 'access-denied' }] }),
    ...(['rotator-refused', 'okta (access-denied)'] as const),
  ],
  [
    'a rotator that could change users',
    served({ systems: [{ kind: 'rotator', name: 'entra', flaw: 'may-more' }] }),
    ...(['rotator-excess', 'entra (may-more)'] as const),
  ],
  [
    'a consumer that does not answer',
    served({ systems: [{ kind: 'probe', name: 'prod/db', flaw: 'unavailable' }] }),
    ...(['probe-unheard', 'prod/db (unavailable)'] as const),
  ],
  [
    'a consumer that is well with everything',
    served({ systems: [{ kind: 'probe', name: 'prod/db', flaw: 'accepts-anything' }] }),
    ...(['probe-blind', 'prod/db (accepts-anything)'] as const),
  ],
  ...(
    [
      ['a function whose role lost a right', 'role', 'right-missing'],
      ['a permissions boundary that leaves a right out', 'boundary', 'right-bounded'],
      ['nobody, though the function must not have it', 'nobody', 'right-excess'],
      ['an organization that denies a right', 'organization', 'right-denied'],
    ] as const
  ).map(
    ([what, by, code]) =>
      [
        what,
        served({ rights: [{ holder: 'execute', action: 'iam:UpdateLoginProfile', by }] }),
        ...([code, 'execute iam:UpdateLoginProfile'] as const),
      ] as const,
  ),
  ['texts in the sandbox', served({ texts: { sandbox: true } }), 'text-sandbox'],
  ['no webhook key', served({ sources: [{ source: 'jira', key: 'missing', changedAt: null }] }), 'webhooks-none'],
  [
    'a webhook key that is being deleted',
    served({ sources: [{ source: 'jira', key: 'deleted', changedAt: NOW }] }),
    ...(['webhook-key-deleted', 'jira'] as const),
  ],
  [
    'an old webhook key',
    served({ sources: [{ source: 'jira', key: 'there', changedAt: at(-366 * DAY) }] }),
    ...(['webhook-key-old', 'jira'] as const),
  ],
  ['a grant that did not end', served({ overdue: 1 }), 'grants-overdue'],
  ['a ticket that nobody took', served({ heldSince: at(-DAY - 1) }), 'tickets-waiting'],
  [
    'a part in the record only',
    served({ you: { person: 'person:ada', assurance: 2, halfHeld: { token: [], record: ['admin'] } } }),
    ...(['part-half-held', 'admin'] as const),
  ],
  [
    'a sign-in with one factor',
    served({ you: { person: 'person:ada', assurance: 1, halfHeld: null } }),
    'sign-in-weak',
  ],
  ['a clock that is late', reached({ skew: -31_000 }), 'clock-apart'],
  ['another issuer', reached({ profileIssuer: 'https://evil.example' }), 'issuer-changed', SERVICE.issuer],
  [
    'a quota of mail that is nearly used',
    served({ mail: { verified: true, sandbox: false, nearQuota: true } }),
    'mail-near-quota',
  ],
  [
    'a command line of an older release',
    reached({ release: { version: '0.0.9', state: STATE_VERSION } }),
    ...(['release-differs', 'here 0.0.9'] as const),
  ],
  [
    'a command line that folds the ledger otherwise',
    reached({ release: { version: '0.0.9', state: STATE_VERSION - 1 } }),
    ...(['state-differs', `deployed ${RELEASE}`] as const),
  ],
  ['plain http to another machine', reached({ url: 'http://10.0.0.7/' }), 'address-plain'],
  ['a host that only begins like this machine', reached({ url: 'http://localhost.evil.example/' }), 'address-plain'],
  ['a right that is missing', served({ unread: [{ what: 'keys', code: 'denied' }] }), 'unread', 'keys (denied)'],
];

describe('what is found in a deployment', () => {
  it('is nothing in a sound one', () => {
    expect(findingsIn(SOUND)).toEqual([]);
  });

  it('is nothing on this machine either, over plain http', () => {
    for (const url of ['http://localhost:4600/', 'http://127.0.0.1:4600', 'http://[::1]:4600/'])
      expect(findingsIn(reached({ url }))).toEqual([]);
  });

  it.each(PLANTED)('is %s', (_, facts, code, ...about) => {
    const finding = findingsIn(facts).find((one) => one.code === code);
    expect(finding).toEqual({ code, about: about.length === 0 ? expect.any(Array) : expect.arrayContaining(about) });
  });

  it('is every kind of finding at least once in this table', () => {
    expect(new Set(PLANTED.map(([, , code]) => code))).toEqual(new Set(Object.keys(FINDINGS)));
  });

  it('is not that nobody adopted a policy, where it could not be read', () => {
    const unread = [{ what: ADOPTED_POLICY, code: 'access-denied' }];
    const facts = served({ policy: { adopted: null, deployed: POLICY }, unread });
    expect(findingsIn(facts)).toEqual([found('unread', 'adopted policy (access-denied)')]);
  });

  it('tells accounts apart by what their passkey is, and by whether they have an owner', () => {
    const proofs = { leaf: { passkey: 'device-bound' } } as const;
    const times = { proofWindow: 600, approvalWindow: 600, grant: 600 };
    const rule = { id: 'all', control: 'c', when: { requester: ['owner'] }, require: { ...times, proofs } } as const;
    const service = {
      ...{ ...SERVICE, capabilities: { cognito: ['unlock'] } },
      policy: { adopted: POLICY.digest, deployed: { ...POLICY, rules: [rule] } },
    };
    const passkey = { method: 'passkey', channel: 'device' } as const;
    const accounts = [
      { ...JANE, account: 'cognito:bound', means: [{ ...passkey, deviceBound: true }] },
      { ...JANE, account: 'cognito:copied', means: [passkey] },
      { ...JANE, account: 'cognito:nobodys', owner: null, custodians: ['person:cora'], means: [passkey] },
    ] as const;
    expect(accountFindings([...STAFF, ...accounts], service)).toEqual([
      found('account-unprovable', 'cognito:copied'),
      found('account-uncovered', 'cognito:nobodys'),
    ]);
  });

  it('says of each what to do, by documents that are there', () => {
    const documents = Object.values({ ...ROWS_OF_SYSTEMS, ...ROWS_OF_RECORDS }).flatMap(({ severity, next }) => {
      expect([FINDING_SEVERITIES.includes(severity), next.length > 20]).toEqual([true, true]);
      return [...next.matchAll(/[a-z-]+\.md/g)].map(([name]) => name);
    });
    expect(documents.length).toBeGreaterThan(10);
    for (const name of documents.filter((one) => one !== 'runbook.md'))
      expect([name, existsSync(new URL(`../../../docs/integrations/${name}`, import.meta.url))]).toEqual([name, true]);
  });

  it('counts the word of somebody who has left for nothing', () => {
    const proofs = { leaf: { method: 'manager-attestation' } } as const;
    const times = { proofWindow: 600, approvalWindow: 600, grant: 600 };
    const rule = { id: 'all', control: 'c', when: {}, require: { ...times, proofs } } as const;
    const service = {
      ...{ ...SERVICE, capabilities: { cognito: ['unlock'] } },
      policy: { adopted: POLICY.digest, deployed: { ...POLICY, rules: [rule] } },
    };
    const vouched = { ...JANE, means: [{ method: 'manager-attestation', channel: 'person:mona' }] } as const;
    const others = STAFF.filter(({ person }) => person !== 'person:mona');
    expect(accountFindings([...STAFF, vouched], service)).toEqual([]);
    expect(accountFindings([...others, person('mona', [], { signsIn: false }), vouched], service)).toEqual([
      found('account-unprovable', 'cognito:jane'),
    ]);
  });

  it('names headings that the runbook has', () => {
    const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
    const named = Object.values(FINDINGS).flatMap(({ next }) =>
      [...next.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(1);
    for (const name of named) expect(runbook).toContain(`\n## ${name}\n`);
  });

  it('is said once for several records, worst first', () => {
    const many = served({ subscribers: { confirmed: 0, pending: 0 }, heldSince: at(-2 * DAY) });
    const records = [
      ...RECORDS,
      { ...JANE, account: 'cognito:bob', means: [] },
      { ...JANE, account: 'cognito:eve', means: [] },
    ];
    expect(findingsIn({ ...many, records })).toEqual([
      found('account-unprovable', 'cognito:bob', 'cognito:eve'),
      found('alerts-unheard'),
      found('tickets-waiting'),
    ]);
  });

  it('needs no policy for what the policy does not decide', () => {
    const { records, client } = SOUND;
    const service = { ...SERVICE, policy: { adopted: null, deployed: null } };
    expect(serviceFindings(service)).toEqual([found('policy-missing')]);
    expect([...staffFindings(records, null), ...accountFindings(records, service)]).toEqual([]);
    expect(clientFindings(client, service)).toEqual([]);
  });
});
