import { problem } from '../app/problem.ts';
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
 * The groups of a verified token. API Gateway writes a list of claims as `[a b]`, in which the group `Team admin` looks like the two
 * groups `Team` and `admin`: so the list is read from the token that the gateway has verified, and used only if, spelled that way, it is
 * what the gateway says. Throws `token-inconsistent` otherwise.
 */
export function groupsOf(
  claims: Readonly<Record<string, unknown>>,
  claimName: string,
  authorization: string | undefined,
): readonly string[] {
  const claim = claims[claimName];
  if (claim === undefined || claim === null) return [];
  if (Array.isArray(claim)) return claim.filter((name): name is string => typeof name === 'string');
  const text = String(claim);
  const isList = text.startsWith('[') && text.endsWith(']');
  const flat = isList ? text.slice(1, -1).split(' ').filter(Boolean) : [text];
  if (!isList || flat.length < 2) return flat;
  const listed = listIn(authorization ?? '', claimName);
  if (squeezed(listed.join()) !== squeezed(text)) throw problem('token-inconsistent');
  return listed;
}

/** Only the characters that no way of writing a list adds or takes away. */
const squeezed = (text: string): string => text.replace(/[\s,[\]"]/g, '');

/** Reads a claim of a token without verifying it. */
function listIn(authorization: string, claimName: string): readonly string[] {
  try {
    const [, payload = ''] = authorization.trim().split(/\s+/).at(-1)?.split('.') ?? [];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const list = Object.hasOwn(claims, claimName) ? claims[claimName] : undefined;
    return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : [];
  } catch {
    return [];
  }
}
