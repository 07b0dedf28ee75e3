import { sha256 } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { type AccountProfile, TIERS, type Tier } from './account.ts';
import { identitiesOf, type Person } from './person.ts';

/**
 * An identity key: `subject:…`, `address:…`, `ticket-user:…` and `passkey:…` of a person, `directory:CONNECTOR|ID` of an account. It belongs to one
 * record only (rule 6). The stream of an identity names the record that claimed it last.
 */
export interface Claim {
  readonly identity: string;
  /** The record that claimed it: `person:…` or an account. */
  readonly holder: string;
  readonly at: Instant;
  /** The highest tier that earlier records gave to this directory identity; null for none. */
  readonly tier: Tier | null;
}

/** A proposal's reference to a claim: the commit that made it. */
export interface ClaimReference {
  /** `identity:…` */
  readonly stream: string;
  readonly seq: number;
}

/** A standing claim, with the number of its commit. */
export type StandingClaim = Claim & Pick<ClaimReference, 'seq'>;

/** Seconds for which a claim stands before its proposal is written: far longer than a function runs. */
export const IN_FLIGHT_SECONDS = 900;

/** Seconds for which an unconfirmed proposal keeps its identities from others. */
export const PROPOSAL_SECONDS = 3 * 86_400;

/** A use of a claim stops this many seconds before the claim can lapse: far longer than a function runs. */
export const MARGIN_SECONDS = 300;

/** The stream of an identity. Its name is a digest, because identities can be long and some are addresses. */
export const identityStream = (identity: string): string => `identity:${sha256(identity)}`;

const IDENTITY_STREAM = /^identity:[0-9a-f]{64}$/;
export const isIdentityStream = (stream: string): boolean => IDENTITY_STREAM.test(stream);

/** The directory identity that an account governs: its connector and the directory's immutable id. */
export const directoryIdentity = ({
  connector,
  directoryId,
}: Pick<AccountProfile, 'connector' | 'directoryId'>): string => `directory:${connector}|${directoryId}`;

/** The identities that a record claims. */
export const claimedBy = (record: Person | AccountProfile): readonly string[] =>
  'person' in record ? identitiesOf(record) : [directoryIdentity(record)];

/** Stands in for the directory's id when this deployment has no connector that can read it. */
export const normalTarget = (target: string): string => target.normalize('NFKC').trim().toLowerCase();

/** The higher of two tiers; null for none is lower than each. */
export const higherTier = <One extends Tier | null>(one: One, other: Tier | null): One | Tier =>
  other !== null && (one === null || TIERS.indexOf(other) > TIERS.indexOf(one)) ? other : one;
