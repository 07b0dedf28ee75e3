import { problem } from '../app/problem.ts';
import { type PersonActor, ROLES, type Role } from '../core/recovery/commands.ts';
import { ASSURANCES, type Assurance } from '../core/registry/account.ts';
import { type PersonId, subjectAt } from '../core/registry/person.ts';
import { sha256 } from '../core/values/hash.ts';
import type { People, TokenVerifier } from '../ports/workspace.ts';
import type { Caller, HttpEvent } from './event.ts';

/** Services for identifying a caller. */
export interface CallerServices {
  readonly tokens: TokenVerifier;
  readonly people: People;
  /** Name of the token claim that lists the groups. */
  readonly groupsClaim: string;
  /** The least assurance of every token of the issuer. */
  readonly issuerAssurance: Assurance;
}

/**
 * The caller, by the token that this function verifies itself: somebody who invokes it directly with invented claims is refused. Roles come
 * from the token, the person from the registry, so one human with two subjects is one person (rule 1). A token alone makes nobody an
 * administrator, and an unregistered caller counts as a machine (rules 5 and 6). Throws `token-missing`.
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

/** The ledger's name for a person before registration, computed from the subject with its issuer; registration makes it an alias. */
export const derivedPerson = (subject: string): PersonId => `person:oidc-${sha256(subject).slice(0, 16)}`;

/**
 * The assurance of a sign-in: by the token's `acr` (`aal1` to `aal3`, with any prefix) or `amr` (`mfa`, RFC 8176 section 2), and at least
 * what the deployment grants to every token of its issuer. Unknown values count as one factor.
 */
export function assuranceIn(claims: Readonly<Record<string, unknown>>, issuers: Assurance): Assurance {
  const level = Number(/(?:^|[^a-z])aal([123])$/i.exec(String(claims['acr'] ?? ''))?.[1] ?? 1);
  const methods = [claims['amr']].flat();
  const said = Math.max(level, methods.includes('mfa') ? 2 : 1, issuers);
  return ASSURANCES.find((one) => one === said) ?? 1;
}

/** The meaning of a token's groups. */
export interface Memberships {
  readonly roles: readonly Role[];
  /** Approver groups: the group `approver:identity` of the token is `identity` here. */
  readonly groups: readonly string[];
  /** Help desks: the group `desk:north` of the token is `north` here. */
  readonly desks: readonly string[];
}

const APPROVER = /^approver:([a-z0-9][a-z0-9-]{0,62})$/;
const DESK = /^desk:([a-z0-9][a-z0-9-]{0,62})$/;

/** Roles, approver groups and desks among the groups of a token; other groups are ignored. */
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
 * The groups in a claim of a verified token, exactly as the issuer wrote them: a list of texts, or one text, which is one group. A
 * gateway's spelling of lists is never read: `[Team admin]` could be one group or two.
 */
export function groupsIn(claim: unknown): readonly string[] {
  const list = Array.isArray(claim) ? claim : [claim];
  return list.filter((name): name is string => typeof name === 'string');
}
