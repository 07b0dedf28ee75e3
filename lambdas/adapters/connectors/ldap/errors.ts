import { MessageParserError, ResultCodeError } from 'ldapts';
import { AdapterError } from '../../../ports/errors.ts';

/** Error codes of LDAP directories; `retryable`: the same call may work later, by itself or after the operators have repaired something. */
const CODES = {
  'access-denied': false,
  'answer-unreadable': true,
  'certificate-refused': true,
  'directory-credential-refused': true,
  'entry-changed': true,
  'invalid-request': false,
  'not-found': false,
  'password-refused': false,
  throttled: true,
  unavailable: true,
} as const satisfies Record<string, boolean>;
type LdapCode = keyof typeof CODES;

/** By the result code of RFC 4511 section 4.1.9. Others mean that the request was wrong. */
const BY_RESULT: Readonly<Record<number, LdapCode>> = {
  1: 'unavailable', // operationsError: Active Directory says it to a connection that is not bound.
  3: 'throttled', // timeLimitExceeded
  8: 'access-denied', // strongerAuthRequired
  11: 'throttled', // adminLimitExceeded
  13: 'access-denied', // confidentialityRequired
  16: 'entry-changed', // noSuchAttribute: somebody else took away meanwhile what the change takes away.
  19: 'password-refused', // constraintViolation: the only constrained value that is written is a password.
  20: 'entry-changed', // attributeOrValueExists: somebody else added meanwhile what the change adds.
  32: 'not-found', // noSuchObject
  48: 'directory-credential-refused', // inappropriateAuthentication
  49: 'directory-credential-refused', // invalidCredentials
  50: 'access-denied', // insufficientAccessRights
  51: 'throttled', // busy
  52: 'unavailable', // unavailable
  53: 'password-refused', // unwillingToPerform: Active Directory says it of a password that its policy refuses.
  80: 'unavailable', // other
};

/** Codes of Node.js for a certificate that is not trusted, has expired, or is for another name. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/;

/**
 * Turns what `ldapts` throws into an `AdapterError`. INVARIANT: the server's message is dropped, here and in `cause`: it may quote a value
 * that was sent. The number of the result, or the code of the connection, is kept.
 */
export function ldapError(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error;
  if (error instanceof ResultCodeError)
    return coded(BY_RESULT[error.code] ?? 'invalid-request', `result ${error.code} (${error.name})`);
  if (error instanceof MessageParserError || isNamed(error, 'InvalidAsn1Error'))
    return coded('answer-unreadable', 'the answer is not LDAP');
  const code = codeOf(error);
  if (code !== undefined && CERTIFICATE.test(code)) return coded('certificate-refused', code);
  // A connection that broke, was never made, or did not answer in time: the call may have been carried out.
  return coded('unavailable', code ?? 'no answer');
}

const coded = (code: LdapCode, says: string): AdapterError =>
  new AdapterError(code, { retryable: CODES[code], message: `${code}: ${says}` });

/** A result of RFC 4511 is a number, a code of Node.js for a connection is a text. */
function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const isNamed = (error: unknown, name: string): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === name;
