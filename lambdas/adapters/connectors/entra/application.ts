import { AdapterError } from '../../../ports/errors.ts';
import { answerOfVendor, type Send } from '../../https/vendor-http.ts';
import type { EntraCloud } from './graph.ts';

/** Where Graph has an application of the tenant. Throws `not-found` for what is no client id. */
export function applicationPath(app: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(app)) return `/applications(appId='${app}')`;
  throw refusedByEntra('not-found', 'the tag names no client id');
}

/** Where the tenant gives tokens. */
export const tokenUrlOf = (tenant: string, cloud: EntraCloud): URL =>
  new URL(`/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, cloud.login);

export interface ApplicationSignIn {
  readonly url: URL;
  readonly cloud: EntraCloud;
  readonly send: Send;
  /** Who the application is, and what proves it. */
  readonly credential: Readonly<Record<string, string>>;
}

/**
 * Whether an application gets a token, which nobody keeps; undefined where the tenant does not know its credential, or not yet. Throws
 * `access-denied` where it may not sign in at all.
 */
export async function isKnownApplication(signIn: ApplicationSignIn): Promise<true | undefined> {
  const { url, cloud, send, credential } = signIn;
  const form = { ...credential, scope: `${cloud.graph}/.default`, grant_type: 'client_credentials' };
  try {
    const { status } = await answerOfVendor(send, { method: 'POST', url, body: { form }, reads: 'status' });
    if (status < 300) return true;
  } catch (error) {
    if (error instanceof AdapterError && error.code === 'credentials') return undefined;
    throw error;
  }
  throw refusedByEntra('access-denied', 'the application may not sign in in the tenant');
}

export const refusedByEntra = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: ${says}` });
