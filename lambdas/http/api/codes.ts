import type { ProblemCode } from '../../app/problem.ts';
import type { Shape } from '../../app/untrusted/schema.ts';
import type { RefusalCode } from '../../core/recovery/state/refusals.ts';
import { commandAnswer } from './recoveries.ts';

/** Error codes, in groups that many routes share. */
export type Codes = readonly (ProblemCode | RefusalCode)[];

export const ALWAYS: Codes = ['too-many-requests', 'internal', 'unavailable', 'stream-stopped', 'edge-bypassed'];
export const TOKEN: Codes = ['token-missing', 'person-unknown', ...ALWAYS];
export const JSON_BODY: Codes = [
  ...(['body-missing', 'body-malformed', 'body-too-large', 'content-type-unsupported', 'json-malformed'] as const),
  ...(['json-duplicate-key', 'json-forbidden-key', 'json-too-deep', 'json-unsafe-number', 'contention'] as const),
];
export const READS: Codes = [...TOKEN, 'fields-invalid', 'fields-unknown'];
export const KEYED: Codes = ['idempotency-key-malformed', 'idempotency-key-reused'];
export const WRITES: Codes = [...READS, ...JSON_BODY, ...KEYED];
export const RECOVERY: Codes = [...WRITES, 'recovery-unknown', 'recovery-ended', 'wrong-status'];
/** Reasons why somebody does not hold a part: neither the token nor the record names it, or only one of the two. */
export const HELD_TWICE = ['role-missing', 'part-unregistered', 'group-missing'] as const;
/** Reasons against a person's part in a recovery: a machine, another part in it, or a sign-in too weak. */
export const PART: Codes = ['machine-cannot-decide', 'conflicting-part', 'assurance-too-low'];
/** Reasons why nobody decides in somebody's place. */
export const STANDING_IN = ['delegation-unknown', 'roster-not-lent', 'statement-invalid'] as const;
/** Reasons why a recovery cannot move towards its execution. */
export const HELPS: Codes = ['window-passed', 'account-frozen'];
export const SIGNED: Codes = [
  ...(['signature-missing', 'signature-invalid', 'scheme-malformed', 'header-missing', 'duplicate-header'] as const),
  ...(['timestamp-stale', 'timestamp-future', 'keys-unusable', 'source-unknown'] as const),
];
/** Of a sender that shows a secret, and signs nothing. */
export const SHOWN: Codes = [
  ...(['signature-missing', 'signature-invalid', 'duplicate-header', 'keys-unusable', 'source-unknown'] as const),
];
export const SIGNATURE: Codes = [...SIGNED, 'event-time-missing'];

/** The description of one route. */
export interface DescribedOperation {
  readonly id: string;
  readonly summary: string;
  readonly body?: Shape;
  readonly query?: Shape;
  /** Absent: any JSON. */
  readonly answer?: Shape;
  /** The media type of an answer that is not JSON. */
  readonly media?: string;
  readonly status: 200 | 202;
  readonly codes: Codes;
}

/** A command on a recovery. */
export const gives = (id: string, summary: string, body: Shape, codes: Codes): DescribedOperation => ({
  ...{ id, summary, body, status: 200, answer: commandAnswer },
  codes: [...RECOVERY, ...codes],
});
