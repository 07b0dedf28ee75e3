import { CONNECTOR_NAMES, CONNECTORS } from '../../lambdas/contract/connectors.ts';
import type { Policy, VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import type {
  Command,
  Envelope,
  OpenRecovery,
  Origin,
  PersonActor,
} from '../../lambdas/core/recovery/state/commands.ts';
import {
  type DecisionContext,
  NO_REGISTRY_FACTS,
  type RegistryFacts,
} from '../../lambdas/core/recovery/state/decision.ts';
import type { Grounds } from '../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import type { Adoption, PolicyReading } from '../../lambdas/core/registry/adoption.ts';
import type { Administrators } from '../../lambdas/core/registry/bootstrap.ts';
import { CONTACT_KINDS } from '../../lambdas/core/registry/contact.ts';
import { claimedBy, normalTarget } from '../../lambdas/core/registry/identity.ts';
import { type Person, type RegisteredPart, subjectAt } from '../../lambdas/core/registry/person.ts';
import { canonical, digestOf, sha256 } from '../../lambdas/core/values/hash.ts';
import { type Instant, plusSeconds } from '../../lambdas/core/values/instant.ts';
import type { Surroundings } from '../../lambdas/ports/ledger.ts';
import { spokenWords, wordsOf } from './keys.ts';
import { SIGNER } from './signing.ts';

/** The moment at which every test begins. */
export const NOW: Instant = '2026-11-20T10:00:00.000Z';

/** A moment some seconds after (or before) the beginning. */
export const at = (seconds: number): Instant => plusSeconds(NOW, seconds);

/** One name for each part, so that a test reads like a story. */
export const PEOPLE = {
  /** Owns `cognito:jane`, and asks. */
  jane: 'person:jane',
  agent: 'person:alex-agent',
  verifier: 'person:vera-verifier',
  secondVerifier: 'person:victor-verifier',
  manager: 'person:mara-manager',
  custodian: 'person:cora-custodian',
  secondCustodian: 'person:carl-custodian',
  /** Approver of the group `identity`. */
  identityApprover: 'person:ida-identity',
  /** Approver of the group `security`. */
  securityApprover: 'person:sam-security',
  reviewer: 'person:rita-reviewer',
  admin: 'person:adam-admin',
  secondAdmin: 'person:ada-admin',
} as const;

/** A human's standard account that Cognito holds, owned by Jane. */
export const aProfile = (over: Partial<AccountProfile> = {}): AccountProfile => ({
  account: 'cognito:jane',
  kind: 'human',
  tier: 'standard',
  environment: 'production',
  owner: PEOPLE.jane,
  custodians: [],
  manager: PEOPLE.manager,
  contacts: [],
  connector: 'cognito',
  target: 'jane',
  directoryId: normalTarget(over.target ?? 'jane'),
  ...over,
});

/** A production service account whose secret Secrets Manager holds, with two custodians: sensitive. */
export const anNhiProfile = (over: Partial<AccountProfile> = {}): AccountProfile =>
  aProfile({
    account: 'secret:prod/payments/db',
    kind: 'service-account',
    tier: 'critical',
    owner: null,
    custodians: [PEOPLE.custodian, PEOPLE.secondCustodian],
    manager: null,
    connector: 'secrets-manager',
    target: 'prod/payments/db',
    ...over,
  });

/** One rule for everything: seen in person, one approver of `identity`, an hour of grant, a review within a day. */
const PLAIN: Policy = {
  name: 'test',
  groups: ['identity', 'security', 'platform'],
  controls: [{ id: 'c-1', title: 'everything', owner: 'head of identity', maps: [] }],
  rules: [
    {
      id: 'everything',
      control: 'c-1',
      when: {},
      require: {
        proofs: { leaf: { method: 'in-person' } },
        approvals: { leaf: { group: 'identity' } },
        coolingOff: 0,
        proofWindow: 3600,
        approvalWindow: 7200,
        grant: 3600,
        reviewWithin: 86_400,
        alert: 'info',
      },
    },
  ],
};

/** A policy with its own digest. */
export function aPolicy(over: Partial<Policy> = {}): VersionedPolicy {
  const policy = { ...PLAIN, ...over };
  return { ...policy, digest: digestOf(policy) };
}

/** A registered human with a token, in no role and no group. */
export const aPersonActor = (
  person: string = PEOPLE.jane,
  over: Partial<Omit<PersonActor, 'by' | 'person'>> = {},
): PersonActor => ({
  by: 'person',
  person,
  aliases: [],
  desks: [],
  nature: 'human',
  assurance: 2,
  roles: [],
  groups: [],
  ...over,
});

/** The people of `PEOPLE` as their tokens show them. */
export const ACTORS = {
  jane: aPersonActor(PEOPLE.jane),
  agent: aPersonActor(PEOPLE.agent, { roles: ['agent'], desks: ['north'] }),
  verifier: aPersonActor(PEOPLE.verifier, { roles: ['verifier'] }),
  secondVerifier: aPersonActor(PEOPLE.secondVerifier, { roles: ['verifier'] }),
  manager: aPersonActor(PEOPLE.manager),
  custodian: aPersonActor(PEOPLE.custodian, { roles: ['custodian'] }),
  secondCustodian: aPersonActor(PEOPLE.secondCustodian, { roles: ['custodian'] }),
  identityApprover: aPersonActor(PEOPLE.identityApprover, { groups: ['identity'] }),
  securityApprover: aPersonActor(PEOPLE.securityApprover, { groups: ['security'] }),
  reviewer: aPersonActor(PEOPLE.reviewer, { roles: ['reviewer'] }),
  admin: aPersonActor(PEOPLE.admin, { roles: ['admin'] }),
  secondAdmin: aPersonActor(PEOPLE.secondAdmin, { roles: ['admin'] }),
} as const satisfies Record<keyof typeof PEOPLE, PersonActor>;

/** The parts in the record of one of `PEOPLE`: those that their token shows. */
export const partsOf = (name: keyof typeof PEOPLE): readonly RegisteredPart[] => [
  ...ACTORS[name].roles,
  ...ACTORS[name].groups.map((group) => `approver:${group}` as const),
  ...ACTORS[name].desks.map((desk) => `desk:${desk}` as const),
];

export const aPerson = (over: Partial<Person> = {}): Person => ({
  person: PEOPLE.jane,
  nature: 'human',
  name: 'Jane Doe',
  subjects: [subjectOf('sub-jane')],
  addresses: ['jane@example.com'],
  ticketUsers: ['jira:jane'],
  parts: [],
  ...over,
});

/** A subject at the issuer of the tests. */
export const subjectOf = (sub: string): string => subjectAt('https://issuer.example', sub);

/** The first two administrators, as the registry of every test begins. */
export const ADMINISTRATORS: Administrators = [
  anAdministrator(PEOPLE.admin, 'sub-admin'),
  anAdministrator(PEOPLE.secondAdmin, 'sub-secondAdmin'),
];

function anAdministrator(person: string, sub: string): Person {
  return aPerson({ person, name: sub, subjects: [subjectOf(sub)], addresses: [], ticketUsers: [], parts: ['admin'] });
}

/** The records of everybody in `PEOPLE` but Jane and the administrators. */
export const STAFF: readonly Person[] = (Object.keys(PEOPLE) as (keyof typeof PEOPLE)[])
  .filter((name) => name !== 'jane' && ADMINISTRATORS.every(({ person }) => person !== PEOPLE[name]))
  .map((name) =>
    aPerson({
      ...{ person: PEOPLE[name], name, subjects: [subjectOf(`sub-${name}`)], addresses: [], ticketUsers: [] },
      parts: partsOf(name),
    }),
  );

/** A proposed policy, of which only the name matters. */
export function anAdoption(name = 'next'): Adoption {
  const text = canonical({ name });
  return { name, digest: sha256(text), text };
}

/** What was read in a sound policy. */
export const READ = {
  ...{ problems: null, difference: { digest: 'e'.repeat(64), from: null, weaker: 1, stricter: 2, different: 0 } },
} satisfies PolicyReading;

/** Registry facts with both administrators registered and the identities of these records claimed. */
export const registryFacts = (...records: readonly (Person | AccountProfile)[]): RegistryFacts => ({
  ...NO_REGISTRY_FACTS,
  people: ADMINISTRATORS,
  reading: READ,
  claims: records.flatMap((record) =>
    claimedBy(record).map((identity) => ({
      ...{ identity, holder: 'person' in record ? record.person : record.account, at: NOW, tier: null, seq: 1 },
    })),
  ),
});

/** Grounds of a proposal, for stories where they do not matter. */
export const NO_GROUNDS: Grounds = { claims: [], lookAlikes: [] };

export const anOrigin = (over: Partial<Origin> = {}): Origin => ({
  via: 'test',
  channel: 'console',
  desk: null,
  ticket: null,
  ...over,
});

export const anOpenRecovery = (over: Partial<OpenRecovery> = {}): OpenRecovery => ({
  type: 'OpenRecovery',
  action: 'reset-password',
  reason: 'lost my password',
  requester: PEOPLE.jane,
  agent: null,
  channel: 'console',
  ticket: null,
  requestedSeconds: null,
  caller: null,
  network: null,
  ...over,
});

let commands = 0;

/** A command of Jane's about recovery `rec-1` of her account, with a fresh command id. */
export function anEnvelope<C extends Command>(command: C, over: Partial<Omit<Envelope, 'command'>> = {}): Envelope<C> {
  commands += 1;
  return {
    id: `cmd-${commands}`,
    stream: 'cognito:jane',
    recovery: 'rec-1',
    actor: ACTORS.jane,
    origin: anOrigin(),
    command,
    ...over,
  };
}

export const aContext = (over: Partial<DecisionContext> = {}): DecisionContext => ({
  now: NOW,
  policy: aPolicy(),
  adopted: (over.policy ?? aPolicy()).digest,
  newId: 'new-1',
  declared: [],
  threats: [],
  campaign: [],
  registry: registryFacts(),
  capabilities: CAPABILITIES,
  ways: CONTACT_KINDS,
  wordsOf,
  ...over,
});

/** A stream on which only this account is registered. */
export const registered = (profile: AccountProfile = aProfile(), over: Partial<StreamState> = {}): StreamState => ({
  ...INITIAL,
  profile: { current: profile, proposal: null },
  ...over,
});

/** A clock that stands still until it is moved, and ids that count: `id-1`, `id-2`, … */
export function fixedSurroundings(from: Instant = NOW): Surroundings & { advance(seconds: number): void } {
  let now = from;
  let ids = 0;
  return {
    now: () => now,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    advance: (seconds) => {
      now = plusSeconds(now, seconds);
    },
  };
}

/** Counters without any counts. */
export const NO_CAMPAIGN = { counts: async () => [] };

/** Every action of every connector, for a deployment that has all. */
export const CAPABILITIES: DecisionContext['capabilities'] = Object.fromEntries(
  CONNECTOR_NAMES.map((name) => [name, CONNECTORS[name].actions]),
);

/** Planning services of tests: no counts, every connector, and each commit signed by a family that may write it. */
export const PLANNING = {
  ...{ campaigns: NO_CAMPAIGN, capabilities: CAPABILITIES, signer: SIGNER, words: spokenWords },
  /** No records look alike. */
  lookAlikesOf: async () => [],
  /** No directory gives a tier. */
  directoryTierOf: async () => null,
};

/** The policy's question about a quiet request in working hours. */
export const CALM = { desk: 'none', requester: 'owner', hours: 'in', risk: 0 } as const;
