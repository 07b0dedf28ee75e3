import { type Person, REGISTERED_PARTS, type RegisteredPart } from './person.ts';

const APPROVER = /^approver:([a-z0-9][a-z0-9-]{0,62})$/;
const DESK = /^desk:([a-z0-9][a-z0-9-]{0,62})$/;

/** Parts that only the token or only the record names. They give no right; a refusal says which of the two is missing. */
export interface HalfHeld {
  /** Named by the token and not by the record. */
  readonly token: readonly RegisteredPart[];
  /** Named by the record and not by the token. */
  readonly record: readonly RegisteredPart[];
}

/** What somebody holds at this sign-in. */
export interface HeldParts {
  readonly roles: readonly (typeof REGISTERED_PARTS)[number][];
  /** Approver groups: the part `approver:identity` is `identity` here. */
  readonly groups: readonly string[];
  /** Help desks of an agent: the part `desk:north` is `north` here. */
  readonly desks: readonly string[];
  /** Absent when every part is held twice. */
  readonly halfHeld?: HalfHeld;
}

/**
 * The parts that the token's groups *and* the registry's record name (rule 6): whoever rules one of the two gives nobody a part. Groups count
 * letter by letter. `record` is undefined for an unregistered subject, who holds nothing. A desk is held twice too, because an agent reads
 * the recoveries of their desk; without the part of an agent it counts for nothing.
 */
export function heldParts(tokenGroups: readonly string[], record: Pick<Person, 'parts'> | undefined): HeldParts {
  const inToken = [...new Set(tokenGroups.flatMap(partNamed))];
  const inRecord = record?.parts ?? [];
  const held = inToken.filter((part) => inRecord.includes(part));
  const roles = REGISTERED_PARTS.filter((role) => held.includes(role));
  const halfHeld = {
    token: inToken.filter((part) => !held.includes(part)).sort(),
    record: inRecord.filter((part) => !held.includes(part)),
  };
  return {
    roles,
    groups: held.flatMap((part) => APPROVER.exec(part)?.slice(1) ?? []).sort(),
    desks: roles.includes('agent') ? desksIn(held) : [],
    ...(halfHeld.token.length + halfHeld.record.length === 0 ? {} : { halfHeld }),
  };
}

const partNamed = (group: string): readonly RegisteredPart[] => {
  const role = REGISTERED_PARTS.find((one) => one === group);
  if (role !== undefined) return [role];
  return APPROVER.test(group) || DESK.test(group) ? [group as `approver:${string}` | `desk:${string}`] : [];
};

const desksIn = (parts: readonly string[]): readonly string[] =>
  [...new Set(parts.flatMap((part) => DESK.exec(part)?.slice(1) ?? []))].sort();

/**
 * The desk of a ticket that an agent opened for somebody else: one of the desks that the agent's record names, and the one that the ticket
 * names where the agent has several. Undefined when that leaves none: an agent's tickets never count for another desk.
 */
export function deskOfTicket({ parts }: Pick<Person, 'parts'>, named: string | null): string | undefined {
  const desks = desksIn(parts);
  return desks.length === 1 ? desks[0] : desks.find((desk) => desk === named);
}
