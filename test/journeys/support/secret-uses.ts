import { X509Certificate } from 'node:crypto';
import { CreateSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect } from '@jest/globals';
import { selfSigned } from '../../../lambdas/adapters/x509/self-signed.ts';
import { ENTRA_APP_CERTIFICATE_TAG, GOVERNED_TAG, KEY_API_TAG } from '../../../lambdas/contract/tags.ts';
import { secretValue } from '../../../local/directory/credentials.ts';
import { asOperator } from '../../../local/iam/principal.ts';
import { functionArn } from '../../../local/start/environment.ts';
import { membersOf, publicPart } from '../../support/certificates.ts';
import { secretReadBy } from '../../support/directories.ts';
import { DESCRIPTION, type ModelKeyApi } from '../../support/models/key-api.ts';
import type { LiveDirectories } from './directories.ts';
import type { Row } from './rows.ts';

/** What a person, or the system that uses a secret, meets in the directory of an account. */
export interface Use {
  /** Once the recovery was executed: what was claimed works, and what was lost does not. Null: nothing was claimed. */
  works(credential: string | null): Promise<void>;
  /** Once the grant has ended: what was claimed opens nothing any more. */
  isGone(credential: string | null): Promise<void>;
}

/** A secret, with whatever issues its value or is told of it. */
export function ofSecret(
  directories: LiveDirectories,
  { target, kind, action }: { readonly target: string } & Pick<Row, 'kind' | 'action'>,
): Promise<Use> {
  if (kind === 'certificate' && action === 'replace-certificate') return ofApplication(directories, target);
  return kind === 'api-key' || action === 'reissue-token' ? ofIssuer(directories.issuer, target) : inSecrets(target);
}

/** A governed secret that our function rotates. */
async function keep(name: string, value: string, tags: Readonly<Record<string, string>> = {}): Promise<void> {
  const client = new SecretsManagerClient({});
  const given = Object.entries({ [GOVERNED_TAG.key]: GOVERNED_TAG.value, ...tags });
  const Tags = given.map(([Key, Value]) => ({ Key, Value }));
  const rotation = { RotationLambdaARN: functionArn('rotateSecret'), RotateImmediately: false };
  await asOperator(() => client.send(new CreateSecretCommand({ Name: name, SecretString: value, Tags })));
  await asOperator(() => client.send(new RotateSecretCommand({ SecretId: name, ...rotation })));
  client.destroy();
}

/** A service that reads its key from the secret, and shows it to an API. */
export async function ofIssuer(issuer: ModelKeyApi, name: string): Promise<Use> {
  const key = `canary-key-of-${name}`;
  await keep(name, JSON.stringify({ keyId: issuer.add(name, key), key }), { [KEY_API_TAG]: 'maps' });
  const isTaken = async (one: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${one}` };
    return (await fetch(`${DESCRIPTION.url}${DESCRIPTION.test.path}`, { headers, redirect: 'manual' })).status === 200;
  };
  const read = [key];
  const isAnother = async (): Promise<void> => {
    const [before = '', now] = [read.at(-1), (JSON.parse(await secretReadBy(name)) as { readonly key: string }).key];
    expect([now === before, await isTaken(now), await isTaken(before)]).toEqual([false, true, false]);
    read.push(now);
  };
  expect(await isTaken(key)).toBe(true);
  // At the end it reads yet another one, and what it had from the grant opens nothing.
  return { works: isAnother, isGone: isAnother };
}

async function inSecrets(name: string): Promise<Use> {
  // A read at once may not find it yet: Secrets Manager is eventually consistent.
  const first = secretValue(name);
  await keep(name, first);
  const read = [first];
  const isNew = async (): Promise<void> => {
    read.push(await secretReadBy(name));
    expect(new Set(read).size).toBe(read.length);
  };
  // The system that uses it reads another value after the rotation, and another one after the end of the grant.
  return { works: isNew, isGone: isNew };
}

const DAY_MS = 86_400_000;

/** An application of the tenant, which signs in with the certificate that it reads from the secret. */
async function ofApplication({ apps }: LiveDirectories, name: string): Promise<Use> {
  const now = Date.now();
  const held = await selfSigned({ subject: 'journey', from: new Date(now - DAY_MS), until: new Date(now + DAY_MS) });
  const app = apps.add();
  apps.addCertificate(app, new X509Certificate(held.certificate), name, true);
  await keep(name, JSON.stringify(membersOf(held)), { [ENTRA_APP_CERTIFICATE_TAG]: app.appId });
  const read = [publicPart(held.certificate)];
  const isAnother = async (): Promise<void> => {
    const { certificate } = JSON.parse(await secretReadBy(name)) as { readonly certificate: string };
    // The one that it reads is the only one that the tenant knows, and it never had it before.
    expect(app.certificates.map((one) => one.certificate.raw.toString('base64'))).toEqual([publicPart(certificate)]);
    expect(read).not.toContain(publicPart(certificate));
    read.push(publicPart(certificate));
  };
  return { works: isAnother, isGone: isAnother };
}
