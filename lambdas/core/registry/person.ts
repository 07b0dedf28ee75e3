/** `person:` and a short name given at registration; one for each human or machine, whatever addresses they use. */
export type PersonId = string;

/** Parts that the registry says of a person, spelled as the groups of a token are. Custodians are named by the accounts that they answer for. */
export const REGISTERED_PARTS = ['agent', 'verifier', 'reviewer', 'auditor', 'admin', 'on-duty'] as const;
export type RegisteredPart = (typeof REGISTERED_PARTS)[number] | `approver:${string}`;

/** What the registry knows of somebody who asks, helps, approves or reviews. Changes under dual control only (rule 6). */
export interface Person {
  readonly person: PersonId;
  /** Machines and AI agents may ask and advise; they never verify, approve or review (rule 5). */
  readonly nature: 'human' | 'machine';
  readonly name: string;
  /** Whom they sign in as, as `subjectAt` spells it. */
  readonly subjects: readonly string[];
  readonly addresses: readonly string[];
  /** Users of the ticket systems, as `source:user`, e.g. `jira:5b10a2844c20165700ede21g`. */
  readonly ticketUsers: readonly string[];
  /** The parts that they hold. A part counts only where the token's group says the same (rule 6). */
  readonly parts: readonly RegisteredPart[];
}

const PERSON_ID = /^person:[a-z0-9][a-z0-9._-]{0,62}$/;
export const isPersonId = (text: string): boolean => PERSON_ID.test(text);

export const holdsPart = ({ parts }: Pick<Person, 'parts'>, part: RegisteredPart): boolean => parts.includes(part);

/** A subject (`sub`) with its issuer (`iss`), as `ISSUER|SUBJECT`: two issuers may give the same subject to two people. No URL of an issuer has a `|`. */
export const subjectAt = (issuer: string, subject: string): string => `${issuer}|${subject}`;

const SUBJECT = /^https?:\/\/[\x21-\x7b\x7d\x7e]{1,200}\|[\x21-\x7e]{1,255}$/;
export const isSubject = (text: string): boolean => SUBJECT.test(text);

/**
 * One spelling for an e-mail address: compatibility-composed, lower case, without the `+tag`. Only for looking a person up in the
 * registry; two people are never compared by an address (rule 1).
 */
export function normalAddress(address: string): string {
  const text = address.normalize('NFKC').trim().toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 1) return text;
  const local = text.slice(0, at).replace(/\+.*$/, '');
  return `${local}@${text.slice(at + 1)}`;
}

/** The keys under which the registry finds a person; each belongs to one person only. */
export const identitiesOf = (person: Person): readonly string[] => [
  ...new Set([
    ...person.subjects.map((subject) => `subject:${subject}`),
    ...person.addresses.map((address) => `address:${normalAddress(address)}`),
    ...person.ticketUsers.map((user) => `ticket-user:${user}`),
  ]),
];
