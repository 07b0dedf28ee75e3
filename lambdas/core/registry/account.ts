import { isSame } from '../values/hash.ts';
import type { Contact } from './contact.ts';
import type { PersonId } from './person.ts';

/** `directory:id`, e.g. `cognito:jane`, `secret:prod/payments/db`, `entra:device/LAPTOP-42`. */
export type AccountId = string;

export const KINDS = [
  ...(['human', 'shared-mailbox', 'vendor', 'device'] as const),
  ...(['service-account', 'api-key', 'certificate'] as const),
] as const;
export type Kind = (typeof KINDS)[number];

export const TIERS = ['standard', 'privileged', 'critical'] as const;
export type Tier = (typeof TIERS)[number];

export const ACTIONS = [
  'reset-password',
  'reset-mfa',
  'unlock',
  'temporary-access',
  'issue-first-credential',
  'release-disk-key',
  'reissue-token',
  'rotate-secret',
  'replace-certificate',
  'change-contact',
  'revoke-sessions',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Languages of the messages to people. */
export const LANGUAGES = ['en', 'de', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The action only takes access away: never frozen, blocked or out of slots (rule 10). */
export const isContainment = (action: Action): boolean => action === 'revoke-sessions';

/** Actions whose credential goes straight to the system that uses it: nobody ever sees it (rule 13). */
const OF_SYSTEMS: readonly Action[] = ['rotate-secret', 'reissue-token', 'replace-certificate'];

/** Whether the action may produce a credential that somebody takes. */
export const yieldsCredential = (action: Action): boolean =>
  !['unlock', 'change-contact', 'revoke-sessions', ...OF_SYSTEMS].includes(action);

/** A device has the key of its disk to be recovered and nothing else, and nothing else has one. */
export const isOfKind = (action: Action, kind: Kind): boolean =>
  (action === 'release-disk-key') === (kind === 'device');

/** The registry's record of a protected identity. Changes under dual control only (rule 6). */
export interface AccountProfile {
  readonly account: AccountId;
  readonly kind: Kind;
  readonly tier: Tier;
  readonly environment: string;
  /** Words that a policy may use in conditions, such as `finance`; absent: none. */
  readonly labels?: readonly string[];
  /** The person who owns the account, for humans, vendors and devices. */
  readonly owner: PersonId | null;
  /** The accountable people of a non-human or shared account. */
  readonly custodians: readonly PersonId[];
  readonly manager: PersonId | null;
  /** How the owner is reached: used for proofs and for notices (rules 8 and 11). */
  readonly contacts: readonly Contact[];
  /** The strength of the account's own authenticators; absent: two factors. */
  readonly assurance?: Assurance;
  /** Language of messages to its owner; absent: English. */
  readonly language?: Language;
  /** The connector that acts on the account, and its target: a user name, the name of a secret. */
  readonly connector: string;
  readonly target: string;
  /** The directory's immutable id of the target, read when the record was proposed. A name can be given to somebody else, an id cannot. */
  readonly directoryId: string;
}

/** A non-human identity: service account, API key or certificate. */
export const isNhi = (kind: Kind): boolean =>
  kind === 'service-account' || kind === 'api-key' || kind === 'certificate';

/** Rules 5 and 18 apply: two approvers of two groups, and an alert whenever it is touched. */
export const isSensitive = (profile: { readonly kind: Kind; readonly tier: Tier }): boolean =>
  profile.tier !== 'standard' || isNhi(profile.kind);

/** Who may ask for this account: its owner, or a custodian where it has custodians. */
export const mayRequest = (profile: AccountProfile, person: PersonId): boolean =>
  profile.owner === person || profile.custodians.includes(person);

/** How a person is related to an account, by the registry. */
export function relationsOf({ owner, manager, custodians }: AccountProfile, person: PersonId): readonly Relation[] {
  const related = { owner: owner === person, manager: manager === person, custodian: custodians.includes(person) };
  return RELATIONS.filter((relation) => related[relation]);
}

/** All people with any of these relations to an account, each once. */
export function relatedPeople(profile: AccountProfile, relations: readonly Relation[]): readonly PersonId[] {
  const { owner, manager, custodians } = profile;
  const people = [owner, manager, ...custodians].filter((person) => person !== null);
  const isMeant = (person: PersonId) => relationsOf(profile, person).some((relation) => relations.includes(relation));
  return [...new Set(people)].filter(isMeant);
}

/** Account kinds with one owner, who has authenticators and contacts. */
export const isPersonal = (kind: Kind): boolean => kind === 'human' || kind === 'vendor' || kind === 'device';

/** The person who owns a personal account: nobody approves a change to their own account. */
export const subjectOf = (profile: AccountProfile): PersonId | null =>
  isPersonal(profile.kind) ? profile.owner : null;

/** What an account is listed under, so that its owner finds it, and everybody who is related to it. */
export const listedUnder = (profile: AccountProfile): readonly string[] => {
  const owner = subjectOf(profile);
  return [...(owner === null ? [] : [ownedBy(owner)]), ...relatedPeople(profile, RELATIONS).map(relatedTo)];
};

export const ownedBy = (person: PersonId): string => `owner:${person}`;

export const relatedTo = (person: PersonId): string => `related:${person}`;

const ACCOUNT_ID = /^(?!person:|source:|policy:|registry:|identity:|batch:)[a-z][a-z0-9-]{1,30}:[\x21-\x7e]{1,128}$/;

/**
 * Whether a text is a directory name, a colon, and 1 to 128 printable ASCII characters. `person:`, `source:`, `policy:`, `registry:`,
 * `identity:` and `batch:` are reserved for other streams of the ledger.
 */
export const isAccountId = (text: string): boolean => ACCOUNT_ID.test(text);

/** An account that its owner can recognize: the directory, what is in it, and the first character, `cognito:j***`, `entra:device/L***`. */
export const maskedAccount = (account: AccountId): string =>
  `${/^[^:]+:(?:(?:device|user|role)\/)?./.exec(account)?.[0] ?? ''}***`;

/** Relations of a person to an account, by the registry. */
export const RELATIONS = ['owner', 'manager', 'custodian'] as const;
export type Relation = (typeof RELATIONS)[number];

/** A relation in which people vouch for an account, or agree to its recovery. */
export type Vouching = Exclude<Relation, 'owner'>;

/** Authenticator assurance level of a session or an account (NIST SP 800-63B-4 section 2). */
export const ASSURANCES = [1, 2, 3] as const;
export type Assurance = (typeof ASSURANCES)[number];

/**
 * Least assurance of a session that vouches for an account: at least that of the account itself (SP 800-63A-4 section 3.15: a reference is
 * proofed to the same level or a higher one). Two factors when the registry has no value.
 */
export const assuranceOf = (profile: { readonly assurance?: Assurance }): Assurance => profile.assurance ?? 2;

/**
 * Least assurance for every part in a recovery of this account, and for its claim: two factors, or more if the account is used with more
 * (rule 2). Without a profile, as for the registry itself, two factors.
 */
export const floorOf = (profile: { readonly assurance?: Assurance } | null): Assurance =>
  profile === null || assuranceOf(profile) === 1 ? 2 : assuranceOf(profile);

/** Kind of change that a new record makes: contacts only, or anything else. */
export type ProfileChange = 'contacts' | 'record';

/**
 * The kind of change that people are notified of when a record is confirmed; undefined for no change. A first record changes nothing that
 * anybody relies on.
 */
export function changeOf(before: AccountProfile | null, after: AccountProfile | null): ProfileChange | undefined {
  if (before === null || after === null || isSame(before, after)) return undefined;
  return isSame(before.contacts, after.contacts) ? 'record' : 'contacts';
}
