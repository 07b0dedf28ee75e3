import { problem } from '../app/problem.ts';
import { type PersonActor, ROLES, type Role } from '../core/recovery/commands.ts';
import { ASSURANCES, type Assurance } from '../core/registry/account.ts';
import { type PersonId, subjectAt } from '../core/registry/person.ts';
import { sha256 } from '../core/values/hash.ts';
import type { People, TokenVerifier } from '../ports/workspace.ts';
import type { Caller, HttpEvent } from './event.ts';

/** What knowing a caller needs. */
export interface CallerServices {
  readonly tokens: TokenVerifier;
  readonly people: People;
  /** Name of the token claim that lists the groups. */
  readonly groupsClaim: string;
  /** What every token of the issuer is worth at least. */
  readonly issuerAssurance: Assurance;
}

/**
 * The caller by the token that this function has verified itself, so that whoever may invoke it with invented claims is nobody: roles from the
 * token, the person from the registry, so that one human with two subjects is one person (rule 1).
 * Nobody is an administrator by a token alone, and whom the registry does not know is a machine until it does (rules 5 and 6). Throws
 * `token-missing`.
 */
export async function callerOf(event: HttpEvent, services: CallerServices): Promise<Caller> {
  const { tokens, people, groupsClaim, issuerAssurance } = services;
  const token = /^Bearer +(\S+)$/i.exec(event.headers['authorization'] ?? '')?.[1];
  const claims = token === undefined ? undefined : await tokens.verify(token);
  const [issuer, sub] = [claims?.['iss'], claims?.['sub']];
  if (claims === undefined || typeof issuer !== 'string' || typeof sub !== 'string' || sub === '')
    throw problem('token-missing');
  const subject = subjectAt(issuer, sub);
  const assurance = assuranceIn(claims, issuerAssurance);
  const memberships = membershipsOf(groupsIn(claims[groupsClaim]));
  const known = await people.find(`subject:${subject}`);
  if (known === undefined) {
    const actor: PersonActor = {
      ...{ by: 'person', person: derivedPerson(subject), aliases: [], nature: 'machine', assurance },
      ...memberships,
      roles: memberships.roles.filter((role) => role !== 'admin'),
    };
    return { actor, registered: false };
  }
  const { person, nature, subjects, parts } = known;
  const roles = memberships.roles.filter((role) => role !== 'admin' || parts.includes('admin'));
  return {
    actor: { by: 'person', person, aliases: subjects.map(derivedPerson), nature, assurance, ...memberships, roles },
    registered: true,
  };
}

/** What somebody is called in the ledger before they are registered, by the subject with its issuer; registration makes it an alias. */
export const derivedPerson = (subject: string): PersonId => `person:oidc-${sha256(subject).slice(0, 16)}`;

/**
 * How strongly a caller is signed in: what the token says of itself, by `acr` (`aal1` to `aal3`, however it is wrapped) or by `amr` (`mfa`, RFC 8176
 * section 2), and at least what the deployment vouches for every token of its issuer. What is not understood counts as one factor.
 */
export function assuranceIn(claims: Readonly<Record<string, unknown>>, issuers: Assurance): Assurance {
  const level = Number(/(?:^|[^a-z])aal([123])$/i.exec(String(claims['acr'] ?? ''))?.[1] ?? 1);
  const methods = [claims['amr']].flat();
  const said = Math.max(level, methods.includes('mfa') ? 2 : 1, issuers);
  return ASSURANCES.find((one) => one === said) ?? 1;
}

/** What the groups of a token mean here. */
export interface Memberships {
  readonly roles: readonly Role[];
  /** Approver groups: the group `approver:identity` of the token is `identity` here. */
  readonly groups: readonly string[];
  /** Help desks: the group `desk:north` of the token is `north` here. */
  readonly desks: readonly string[];
}

const APPROVER = /^approver:([a-z0-9][a-z0-9-]{0,62})$/;
const DESK = /^desk:([a-z0-9][a-z0-9-]{0,62})$/;

/** Roles, approver groups and desks among the groups of a token; all others mean nothing here. */
export function membershipsOf(names: readonly string[]): Memberships {
  return {
    roles: ROLES.filter((role) => names.includes(role)),
    groups: namedBy(APPROVER, names),
    desks: namedBy(DESK, names),
  };
}

const namedBy = (spelling: RegExp, names: readonly string[]): readonly string[] =>
  [...new Set(names.flatMap((name) => spelling.exec(name)?.slice(1) ?? []))].sort();

/**
 * The groups in a claim of a verified token, letter by letter as the issuer wrote them: a list of texts, or one text, which is one group. How a
 * gateway spells lists is never read, since `[Team admin]` could be one group or two.
 */
export function groupsIn(claim: unknown): readonly string[] {
  const list = Array.isArray(claim) ? claim : [claim];
  return list.filter((name): name is string => typeof name === 'string');
}
