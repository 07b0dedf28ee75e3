/** `person:` and a short name given at registration; one for each human or machine, whatever addresses they use. */
export type PersonId = string;

/** What the registry knows of somebody who asks, helps, approves or reviews. Changes under dual control only (rule 6). */
export interface Person {
  readonly person: PersonId;
  /** Machines and AI agents may ask and advise; they never verify, approve or review (rule 5). */
  readonly nature: 'human' | 'machine';
  readonly name: string;
  /** Subjects (`sub`) at the token issuer. */
  readonly subjects: readonly string[];
  readonly addresses: readonly string[];
  /** Users of the ticket systems, as `source:user`, e.g. `jira:5b10a2844c20165700ede21g`. */
  readonly ticketUsers: readonly string[];
}

const PERSON_ID = /^person:[a-z0-9][a-z0-9._-]{0,62}$/;
export const isPersonId = (text: string): boolean => PERSON_ID.test(text);

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
  ...person.subjects.map((subject) => `subject:${subject}`),
  ...person.addresses.map((address) => `address:${normalAddress(address)}`),
  ...person.ticketUsers.map((user) => `ticket-user:${user}`),
];
