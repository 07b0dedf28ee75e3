import { sha256 } from '../values/hash.ts';

/** `person:` and a short name given at registration. One for each human or machine, whatever addresses they use. */
export type PersonId = string;

/** Parts that the registry can give a person, spelled like the groups of a token. The accounts' records say of which account somebody is custodian. */
export const REGISTERED_PARTS = [
  ...(['agent', 'verifier', 'reviewer', 'custodian', 'auditor', 'on-duty', 'admin'] as const),
  // Does by hand what has no API, and confirms what another operator did.
  'operator',
] as const;
export type RegisteredPart = (typeof REGISTERED_PARTS)[number] | `approver:${string}` | `desk:${string}`;

/** A passkey of staff. Like every part of a record it counts once two administrators agree, and until they take it out. */
export interface StaffPasskey {
  /** Base64url. */
  readonly credentialId: string;
  /** The COSE key from the authenticator, base64url. */
  readonly publicKey: string;
  /** Origin of the console where it was made: it signs for no other site. */
  readonly site: string;
}

/** Most passkeys of one person: each costs a claim, and all are tried by nobody. */
export const MOST_PASSKEYS = 5;

/** The registry's record of somebody who asks, helps, approves or reviews. Changes under dual control only (rule 6). */
export interface Person {
  readonly person: PersonId;
  /** Machines and AI agents may ask and advise; they never verify, approve or review (rule 5). */
  readonly nature: 'human' | 'machine';
  readonly name: string;
  /** The subjects that they sign in as, as `subjectAt` spells them. */
  readonly subjects: readonly string[];
  readonly addresses: readonly string[];
  /** Users of the ticket systems, as `source:user`, e.g. `jira:5b10a2844c20165700ede21g`. */
  readonly ticketUsers: readonly string[];
  /** The passkeys with which they sign what they decide. A record without this member keeps those of the record that it replaces. */
  readonly passkeys?: readonly StaffPasskey[];
  /** The person's parts. A part counts only while the token has the same group (rule 6). */
  readonly parts: readonly RegisteredPart[];
}

/** Whether somebody can sign what they decide. From then on they sign it: before, nothing could be asked of them. */
export const hasPasskey = (record: Pick<Person, 'passkeys'> | undefined): boolean =>
  (record?.passkeys ?? []).length > 0;

/** How somebody who had no passkey got one in their record: from then on they sign what they confirm. */
export interface FirstPasskey {
  readonly person: PersonId;
  /** Credential ids. */
  readonly passkeys: readonly string[];
  /** Whoever brought them: the administrator who proposed the record; null: the operator of the bootstrap. */
  readonly by: PersonId | null;
  /** The administrator who confirmed that; at the bootstrap the other one of the first two. */
  readonly witness: PersonId;
}

/** The first passkeys that a record brings; undefined where it has none, or where the one before had some. */
export function firstPasskeyOf(
  before: Person | null,
  record: Person,
  { by, witness }: Pick<FirstPasskey, 'by' | 'witness'>,
): FirstPasskey | undefined {
  if (hasPasskey(before ?? undefined) || !hasPasskey(record)) return undefined;
  return {
    person: record.person,
    passkeys: (record.passkeys ?? []).map(({ credentialId }) => credentialId),
    by,
    witness,
  };
}

const PERSON_ID = /^person:[a-z0-9][a-z0-9._-]{0,62}$/;
export const isPersonId = (text: string): boolean => PERSON_ID.test(text);

const SITE = /^(https:\/\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|http:\/\/localhost)(:[1-9][0-9]{0,4})?$/;
/** Whether a text is an origin on which a browser makes passkeys: `https:`, or this machine. */
export const isSite = (text: string): boolean => SITE.test(text);

/** The ledger's name for a person before registration, computed from the subject with its issuer; registration makes it an alias. */
export const derivedPerson = (subject: string): PersonId => `person:oidc-${sha256(subject).slice(0, 16)}`;

export const holdsPart = ({ parts }: Pick<Person, 'parts'>, part: RegisteredPart): boolean => parts.includes(part);

/** The parts under which a person is listed: their own, and `approver` for whoever is in any approver group. */
export const partsListed = ({ parts }: Pick<Person, 'parts'>): readonly string[] =>
  parts.some((part) => part.startsWith('approver:')) ? [...parts, 'approver'] : parts;

/**
 * A subject (`sub`) with its issuer (`iss`), as `ISSUER|SUBJECT`: two issuers may use one subject for two people. An issuer's URL never
 * contains `|`.
 */
export const subjectAt = (issuer: string, subject: string): string => `${issuer}|${subject}`;

const SUBJECT = /^https?:\/\/[\x21-\x7b\x7d\x7e]{1,200}\|[\x21-\x7e]{1,255}$/;
export const isSubject = (text: string): boolean => SUBJECT.test(text);

/**
 * The record after a proposed one is confirmed. A table or a directory's export has no passkeys, so a record that does not speak of them takes
 * none away; an empty list does.
 */
export const replacing = (current: Person | null, proposed: Person): Person =>
  current?.passkeys === undefined ? proposed : { passkeys: current.passkeys, ...proposed };

/**
 * One spelling for an e-mail address: NFKC, lower case, without the `+tag`. Only for finding a person in the registry; people are never
 * compared by address (rule 1).
 */
export function normalAddress(address: string): string {
  const text = address.normalize('NFKC').trim().toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 1) return text;
  const local = text.slice(0, at).replace(/\+.*$/, '');
  return `${local}@${text.slice(at + 1)}`;
}

/** The keys by which the registry finds a person; each belongs to one person only. */
export const identitiesOf = (person: Person): readonly string[] => [
  ...new Set([
    ...person.subjects.map((subject) => `subject:${subject}`),
    ...person.addresses.map((address) => `address:${normalAddress(address)}`),
    ...person.ticketUsers.map((user) => `ticket-user:${user}`),
    ...(person.passkeys ?? []).map(({ credentialId }) => `passkey:${credentialId}`),
  ]),
];
