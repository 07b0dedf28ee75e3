import { EMERGENCY_GROUP } from '../../lambdas/core/approvals/countersignature.ts';
import { type Person, type RegisteredPart, type StaffPasskey, subjectAt } from '../../lambdas/core/registry/person.ts';

/** A person of the demo: their registry record, and their token's contents. */
export interface DemoPerson extends Omit<Person, 'subjects'> {
  /** `sub` of their token. */
  readonly subject: string;
  /** The short name on the command line: `person:` without the prefix. */
  readonly short: string;
  readonly groups: readonly string[];
  /** Their purpose in the demo, in a few words. */
  readonly part: string;
}

interface Cast {
  /** Parts besides approver. */
  readonly holds?: readonly RegisteredPart[];
  /** Approver groups. */
  readonly approves?: readonly string[];
  /** Their desk, for an agent. */
  readonly desk?: string;
  readonly tickets?: readonly string[];
  readonly nature?: Person['nature'];
}

function cast(
  short: string,
  name: string,
  part: string,
  { holds, approves, desk, tickets, nature }: Cast = {},
): DemoPerson {
  const parts = [
    ...(holds ?? []),
    ...(approves ?? []).map((group) => `approver:${group}` as const),
    ...(desk === undefined ? [] : [`desk:${desk}` as const]),
  ];
  return {
    short,
    person: `person:${short}`,
    name,
    part,
    nature: nature ?? 'human',
    subject: `local-${short}`,
    addresses: nature === 'machine' ? [] : [`${short}@example.com`],
    ticketUsers: tickets ?? [],
    parts,
    groups: parts,
  };
}

/** The people of the demo; the two administrators come first, because they register all others. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  cast('adam', 'Adam Osei', 'administrator', { holds: ['admin'] }),
  cast('ada', 'Ada Lindqvist', 'administrator', { holds: ['admin'] }),
  cast('alex', 'Alex Moreau', 'help desk, day shift', {
    holds: ['agent'],
    desk: 'service',
    tickets: ['jira:5b10ac8d82e05b22cc7d4ef5'],
  }),
  cast('amira', 'Amira Haddad', 'help desk, night shift', {
    holds: ['agent'],
    desk: 'night',
    tickets: ['zendesk:8447388090494'],
  }),
  cast('vera', 'Vera Novak', 'verifier, reception', { holds: ['verifier'] }),
  cast('victor', 'Victor Ruiz', 'verifier, video desk', { holds: ['verifier'] }),
  cast('ida', 'Ida Bergström', 'approver for identity', { approves: ['identity'] }),
  cast('ivan', 'Ivan Petrov', 'approver for identity', { approves: ['identity'] }),
  cast('sara', 'Sara Cohen', 'approver for security', { approves: ['security'] }),
  cast('sam', 'Sam Okafor', 'approver for security and platform', { approves: ['security', 'platform'] }),
  cast('pia', 'Pia Keller', 'approver for platform', { approves: ['platform'] }),
  cast('rita', 'Rita Almeida', 'reviewer', { holds: ['reviewer'] }),
  cast('otto', 'Otto Brandt', 'auditor', { holds: ['auditor'] }),
  cast('dana', 'Dana Fisher', 'on duty, security operations', { holds: ['on-duty'] }),
  cast('nora', 'Nora Lund', 'operator of what has no API', { holds: ['operator'] }),
  cast('nils', 'Nils Aalto', 'operator of what has no API', { holds: ['operator'] }),
  cast('cora', 'Cora Jensen', 'custodian of payments, on the emergency roster', {
    holds: ['custodian'],
    approves: [EMERGENCY_GROUP],
    tickets: ['jira:712020:9d3f6c1a-52e4-4c7b-8d0e-1f6a2b3c4d5e'],
  }),
  cast('carl', 'Carl Nguyen', 'custodian of payments, on the emergency roster', {
    holds: ['custodian'],
    approves: [EMERGENCY_GROUP],
  }),
  cast('mara', 'Mara Rossi', 'manager'),
  cast('jane', 'Jane Doe', 'employee', { tickets: ['jira:5b10a2844c20165700ede21g', 'zendesk:21978341'] }),
  cast('ken', 'Ken Watanabe', 'employee', { tickets: ['zendesk:21978342'] }),
  cast('lena', 'Lena Fischer', 'employee with an administrator account', { tickets: ['zendesk:21978343'] }),
  cast('omar', 'Omar Aziz', 'keeper of the directory root account'),
  cast('vic', 'Vic Tan', 'contractor of a vendor'),
  cast('robin', 'Robin', 'AI agent of the help desk', {
    holds: ['agent'],
    nature: 'machine',
    tickets: ['zendesk:21978399'],
  }),
];

/** The two who register everything: each confirms the other's proposals. */
export const DEMO_ADMINS = ['adam', 'ada'] as const;

/** A demo person by short name. Throws a `RangeError` for an unknown one. */
export function demoPerson(short: string): DemoPerson {
  const found = DEMO_PEOPLE.find((person) => person.short === short);
  if (found === undefined) throw new RangeError(`the demo has no person \`${short}\``);
  return found;
}

/** The registry's record of a demo person who signs in at this issuer, and signs with these passkeys. */
export const registryRecord = (
  { person, nature, name, subject, addresses, ticketUsers, parts }: DemoPerson,
  issuer: string,
  passkeys: readonly StaffPasskey[],
): Person => ({
  ...{ person, nature, name, subjects: [subjectAt(issuer, subject)], addresses, ticketUsers, parts },
  ...(passkeys.length === 0 ? {} : { passkeys }),
});
