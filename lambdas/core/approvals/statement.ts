import type { PersonId } from '../registry/person.ts';
import { base64UrlOfHex, digestOf, isSame } from '../values/hash.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';

/** What a person can decide with a passkey. `work` and `confirm-work` are about what is done by hand; the last four about threat levels and incidents. */
export const STATEMENT_KINDS = [
  ...(['countersign', 'delegate', 'reject', 'prove', 'review', 'confirm'] as const),
  ...(['work', 'confirm-work'] as const),
  ...(['raise', 'lower', 'declare', 'end'] as const),
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** Exactly what a person decided: they sign this with their passkey. Its challenge is the SHA-256 of its canonical spelling. */
export interface Statement {
  readonly kind: StatementKind;
  /** The stream of the ledger that the decision is about. */
  readonly stream: string;
  readonly recovery: string | null;
  /** SHA-256 of what was decided: the digest of a plan, of a delegation, of a proposal, or of the canonical spelling of another decision. */
  readonly digest: string;
  readonly person: PersonId;
  /** The person that the signer stands in for; absent: nobody. */
  readonly for?: PersonId;
  /** By the clock of whoever signed. */
  readonly at: Instant;
}

/** A browser's answer when a passkey signed (`navigator.credentials.get`); every member is base64url and untrusted. */
export interface Assertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** A statement with the passkey's signature, as the ledger keeps it beside the decision. */
export interface SignedStatement {
  readonly statement: Statement;
  readonly assertion: Assertion;
}

/** A command, or the event of a decision, with what its person signed; absent: they signed nothing. */
export interface Signable {
  readonly signed?: SignedStatement | undefined;
}

/** A second administrator's yes to the proposal with this digest, with what they signed. */
export interface GivenConfirmation extends Signable {
  readonly by: PersonId;
  readonly digest: string;
}

/** The result of checking a signed statement against the passkeys that its person has today. */
export interface CheckedStatement {
  readonly person: PersonId;
  /** Number of the commit that keeps it, or `UNCOMMITTED`. */
  readonly seq: number;
  /** Null: exactly the decision was signed, with a passkey of this person. */
  readonly flaw: string | null;
}

/** Stands for the number of the commit of a statement that comes with the command: the first commit of a stream is 1. */
export const UNCOMMITTED = 0;

/** Seconds that a statement may be older than the commit of its decision, and that a signer's clock may be ahead. */
export const STATEMENT_SECONDS = { old: 300, ahead: 30 } as const;

/** What a passkey signs for a statement, base64url. */
export const challengeOf = (statement: Statement): string => base64UrlOfHex(digestOf(statement));

/**
 * The flaw of a statement beside a decision that was made at this time; undefined when it says exactly that decision. Says nothing about the
 * signature.
 */
export function flawOfStatement(
  said: Statement,
  decided: Omit<Statement, 'at'>,
  now: Instant,
): 'other-decision' | 'not-of-now' | undefined {
  if (!isSame(said, { ...decided, at: said.at })) return 'other-decision';
  const isOfNow =
    said.at > plusSeconds(now, -STATEMENT_SECONDS.old) && said.at <= plusSeconds(now, STATEMENT_SECONDS.ahead);
  return isOfNow ? undefined : 'not-of-now';
}

/** Whether a value from the ledger has the shape of a signed statement: a captured function may have written any other. */
export function isSignedStatement(value: unknown): value is SignedStatement {
  const { statement, assertion } = membersOf(value);
  const isText = (one: unknown) => typeof one === 'string';
  const said = membersOf(statement);
  const parts = membersOf(assertion);
  return (
    ['kind', 'stream', 'digest', 'person', 'at'].every((name) => isText(said[name])) &&
    ['id', 'clientDataJSON', 'authenticatorData', 'signature'].every((name) => isText(parts[name]))
  );
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
