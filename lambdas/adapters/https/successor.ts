import { AdapterError } from '../../ports/errors.ts';

/** What a client signs in with. */
export interface HeldCredential<Credential> {
  /** Read with each new token, so a replaced one is used at once. */
  readonly credential: () => Promise<Credential>;
  /** What takes its place, for whoever replaces their own: it counts before anybody reads it. Undefined: nothing does. */
  readonly successor?: (() => Promise<Credential | undefined>) | undefined;
}

/** Signs in, with the successor where the vendor refuses the credential: in the middle of a replacement it has ended already. */
export async function signedIn<Credential, Answer>(
  { credential, successor }: HeldCredential<Credential>,
  ask: (credential: Credential) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(await credential());
  } catch (error) {
    const isRefused = error instanceof AdapterError && error.code === 'credentials';
    const next = isRefused ? await successor?.() : undefined;
    if (next === undefined) throw error;
    return ask(next);
  }
}
