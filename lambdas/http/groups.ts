import { ROLES, type Role } from '../core/recovery/commands.ts';

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
