import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { putValue } from './secret.ts';
import { SecretStore } from './secret-store.ts';

/** Keeps a secret by its name and value; returns its ARN. */
export type KeepsSecret = (name: string, value: string) => string;

/** Secrets that were stored before a deployment, in the folder of the stand-ins of a system that starts afterwards. */
export function secretsIn(path: string): KeepsSecret {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const store = new SecretStore({ path, isFleeting: true }, Date.now, 0);
  return (name, value) => {
    const made = store.add(name, { description: null, kmsKeyId: null, tags: [] });
    putValue(made, { id: randomUUID(), value, labels: [] }, Date.now());
    store.save();
    return made.arn;
  };
}

/** A credential of a service account, as an administrator stores it for the functions that use it. */
export const accountSecret = (
  { username, password }: { readonly username: string; readonly password: { reveal(): string } },
  ca: string,
): string => JSON.stringify({ username, password: password.reveal(), ca });
