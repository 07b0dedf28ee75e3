import * as z from 'zod/mini';
import { digest, personId } from '../../app/untrusted/fields.ts';
import { STATEMENT_KINDS } from '../../core/approvals/statement.ts';

const bytes = (most: number) => z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{1,${most}}$`)));

const statement = () =>
  z.strictObject({
    kind: z.enum(STATEMENT_KINDS),
    stream: z.string().check(z.maxLength(256)),
    recovery: z.nullable(z.string().check(z.maxLength(64))),
    digest: digest(),
    person: personId(),
    for: z.exactOptional(personId()),
    at: z.iso.datetime({ precision: 3 }),
  });

/** Exactly what the person decided, and their passkey's assertion over its SHA-256. A passkey of our kinds sends far less than these bounds. */
export const signedStatement = () =>
  z.strictObject({
    statement: statement(),
    assertion: z.strictObject({
      id: bytes(1364),
      clientDataJSON: bytes(2048),
      authenticatorData: bytes(1024),
      signature: bytes(1024),
    }),
  });

/** For the body of a decision that people sign. */
export const maySign = () => ({ signed: z.exactOptional(signedStatement()) });

/** The passkeys in the caller's record, each with the origin of the console where it was made. */
export const passkeysOfCaller = () => z.array(z.object({ credentialId: z.string(), site: z.string() }));

/** What a caller with a passkey signs when they countersign; the challenge is the SHA-256 of the canonical statement. */
export const signing = () =>
  z.object({
    statement: statement(),
    passkeys: passkeysOfCaller(),
  });

/** The person in whose place somebody decides. */
export const standingInFor = () =>
  z.exactOptional(
    personId().check(z.describe('the person who delegated to the caller; absent: the caller’s own right')),
  );
