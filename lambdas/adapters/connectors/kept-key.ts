import * as z from 'zod/mini';
import { Secret } from '../../ports/secret.ts';

/** As the rotation function keeps what an issuer made: the id there, and the value. */
const kept = z.object({ keyId: z.string(), key: z.string().check(z.minLength(1)) });

/**
 * The key in a secret that the rotation function replaces: JSON with the texts `keyId` and `key`. Undefined for a secret in any other form, as
 * an administrator stored it.
 */
export function keptKeyIn(value: Secret): Secret | undefined {
  const parsed = z.safeParse(kept, jsonIn(value.reveal()));
  return parsed.success ? new Secret(parsed.data.key) : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
