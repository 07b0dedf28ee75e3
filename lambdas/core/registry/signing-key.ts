import type { Instant } from '../values/instant.ts';
import type { PersonId } from './person.ts';

/** The registry's stream of signing keys. A forged commit on it is ignored and does not stop it. */
export const KEYS_STREAM = 'registry:keys';

/** A signing key that the deployment holds, with its public half. */
export interface HeldKey {
  /** The family of functions that signs with it. */
  readonly family: string;
  /** Name of the key, e.g. its ARN. */
  readonly key: string;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly spki: string;
  /** Whether it is the family's first key, which counts from the beginning and needs no adoption. */
  readonly isFirst: boolean;
}

/** A further key of a family that two administrators want beside the old one. */
export interface SigningKey extends Omit<HeldKey, 'isFirst'> {
  /** From this moment on the family signs with it; what the old key signs later is forged. */
  readonly from: Instant;
  /** Whether the old key is compromised: then `from` may be in the past, and cuts it off. */
  readonly compromised: boolean;
}

/** A key that two administrators have adopted. */
export interface AdoptedKey extends SigningKey {
  readonly proposedBy: PersonId;
  readonly confirmedBy: PersonId;
  readonly at: Instant;
}

/** Seconds between the confirmation of a key and its first use: more than an instance may take to hear of it. */
export const KEY_LEAD_SECONDS = 60;

/** When a key replaces the one before it. The key of the registry signs its own successor's adoption, so it counts up to that at least. */
export const replacesAt = ({ family, from, at }: AdoptedKey): Instant =>
  family === 'registry' && at > from ? at : from;
