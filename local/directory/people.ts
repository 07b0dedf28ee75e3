import type { Role } from '../../lambdas/core/recovery/commands.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';

/** Somebody of the demo: who they are in the registry, and what their token says. */
export interface DemoPerson extends Person {
  /** The short name on the command line: `person:` without the prefix. */
  readonly short: string;
  readonly groups: readonly string[];
  /** What they are there for, in a few words. */
  readonly part: string;
}

interface Cast {
  readonly roles?: readonly Role[];
  /** Approver groups. */
  readonly approves?: readonly string[];
  /** Where they work, as an agent. */
  readonly desk?: string;
  readonly tickets?: readonly string[];
  readonly nature?: Person['nature'];
}

function cast(
  short: string,
  name: string,
  part: string,
  { roles, approves, desk, tickets, nature }: Cast = {},
): DemoPerson {
  return {
    short,
    person: `person:${short}`,
    name,
    part,
    nature: nature ?? 'human',
    subjects: [`local-${short}`],
    addresses: nature === 'machine' ? [] : [`${short}@example.com`],
    ticketUsers: tickets ?? [],
    groups: [
      ...(roles ?? []),
      ...(approves ?? []).map((group) => `approver:${group}`),
      ...(desk === undefined ? [] : [`desk:${desk}`]),
    ],
  };
}

/** The people of the demo; the two admins come first, because they register all the others. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  cast('adam', 'Adam Osei', 'administrator', { roles: ['admin'] }),
  cast('ada', 'Ada Lindqvist', 'administrator', { roles: ['admin'] }),
  cast('alex', 'Alex Moreau', 'help desk, day shift', {
    roles: ['agent'],
    desk: 'service',
    tickets: ['jira:5b10ac8d82e05b22cc7d4ef5'],
  }),
  cast('amira', 'Amira Haddad', 'help desk, night shift', {
    roles: ['agent'],
    desk: 'night',
    tickets: ['zendesk:8447388090494'],
  }),
  cast('vera', 'Vera Novak', 'verifier, reception', { roles: ['verifier'] }),
  cast('victor', 'Victor Ruiz', 'verifier, video desk', { roles: ['verifier'] }),
  cast('ida', 'Ida Bergström', 'approver for identity', { approves: ['identity'] }),
  cast('ivan', 'Ivan Petrov', 'approver for identity', { approves: ['identity'] }),
  cast('sara', 'Sara Cohen', 'approver for security', { approves: ['security'] }),
  cast('sam', 'Sam Okafor', 'approver for security and platform', { approves: ['security', 'platform'] }),
  cast('pia', 'Pia Keller', 'approver for platform', { approves: ['platform'] }),
  cast('rita', 'Rita Almeida', 'reviewer', { roles: ['reviewer'] }),
  cast('otto', 'Otto Brandt', 'auditor', { roles: ['auditor'] }),
  cast('dana', 'Dana Fisher', 'on duty, security operations', { roles: ['on-duty'] }),
  cast('cora', 'Cora Jensen', 'custodian of payments', {
    roles: ['custodian'],
    tickets: ['jira:712020:9d3f6c1a-52e4-4c7b-8d0e-1f6a2b3c4d5e'],
  }),
  cast('carl', 'Carl Nguyen', 'custodian of payments', { roles: ['custodian'] }),
  cast('mara', 'Mara Rossi', 'manager'),
  cast('jane', 'Jane Doe', 'employee', { tickets: ['jira:5b10a2844c20165700ede21g', 'zendesk:21978341'] }),
  cast('ken', 'Ken Watanabe', 'employee', { tickets: ['zendesk:21978342'] }),
  cast('lena', 'Lena Fischer', 'employee with an administrator account', { tickets: ['zendesk:21978343'] }),
  cast('omar', 'Omar Aziz', 'keeper of the directory root account'),
  cast('vic', 'Vic Tan', 'contractor of a vendor'),
  cast('robin', 'Robin', 'AI agent of the help desk', {
    roles: ['agent'],
    nature: 'machine',
    tickets: ['zendesk:21978399'],
  }),
];

/** The two who register everything, each confirming what the other proposed. */
export const DEMO_ADMINS = ['adam', 'ada'] as const;

/** A demo person by their short name. Throws a `RangeError` when there is none. */
export function demoPerson(short: string): DemoPerson {
  const found = DEMO_PEOPLE.find((person) => person.short === short);
  if (found === undefined) throw new RangeError(`the demo has nobody called \`${short}\``);
  return found;
}

/** What the registry keeps of a demo person. */
export const registryRecord = ({ person, nature, name, subjects, addresses, ticketUsers }: DemoPerson): Person => ({
  person,
  nature,
  name,
  subjects,
  addresses,
  ticketUsers,
});
