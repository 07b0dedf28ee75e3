import { AdapterError } from '../../ports/errors.ts';

/** Error codes of database servers; `retryable`: the same call may work later, by itself or after the operators have repaired something. */
const CODES = {
  'access-denied': true,
  'certificate-refused': true,
  'database-credential-refused': true,
  'database-missing': true,
  'read-only-server': true,
  'sign-in-not-scram': true,
  'statement-refused': false,
  throttled: true,
  'tls-refused': true,
  unavailable: true,
} as const satisfies Record<string, boolean>;
export type DatabaseCode = keyof typeof CODES;

/** By SQLSTATE (PostgreSQL, appendix A). */
const BY_STATE: Readonly<Record<string, DatabaseCode>> = {
  '25006': 'read-only-server',
  '28000': 'database-credential-refused',
  '28P01': 'database-credential-refused',
  '3D000': 'database-missing',
  '40001': 'throttled',
  '40P01': 'throttled',
  '42501': 'access-denied',
  '53300': 'throttled',
  '55P03': 'throttled',
  '57014': 'throttled',
};

/** Classes of SQLSTATE for a server that starts, stops or breaks: connection exception, resources, operator intervention, system and internal error. */
const UNAVAILABLE = /^(08|53|57|58|XX)/;

/** Codes of Node.js for a certificate that is not trusted, has expired, or is for another name. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/;

/**
 * Turns what `pg` throws into an `AdapterError`. INVARIANT: the server's message is dropped, here and in `cause`: it may quote a statement.
 * SQLSTATE, or the code of the connection, is kept.
 */
export function databaseError(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error;
  const code = codeOf(error);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && isFromServer(error))
    return coded(BY_STATE[code] ?? (UNAVAILABLE.test(code) ? 'unavailable' : 'statement-refused'), `SQLSTATE ${code}`);
  if (code !== undefined && CERTIFICATE.test(code)) return coded('certificate-refused', code);
  if (error instanceof Error && error.message === 'The server does not support SSL connections')
    return coded('tls-refused', 'the server has no TLS');
  if (error instanceof Error && error.message.startsWith('SASL: ')) return coded('sign-in-not-scram', 'SCRAM failed');
  // A connection that broke, was never made, or did not answer in time: the statement may have been carried out.
  return coded('unavailable', code ?? 'no answer');
}

export const coded = (code: DatabaseCode, says: string): AdapterError =>
  new AdapterError(code, { retryable: CODES[code], message: `${code}: ${says}` });

/** Whether the server said no to this role, this password or both. It does not say which. */
export const isRefusedSignIn = (error: unknown): boolean => {
  const code = codeOf(error);
  return (code === '28P01' || code === '28000') && isFromServer(error);
};

const isFromServer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
