import { GoogleAccountKeys } from '../../../lambdas/adapters/connectors/google-workspace/account-keys.ts';
import { GOOGLE_IAM_API, Google } from '../../../lambdas/adapters/connectors/google-workspace/google.ts';
import { GOOGLE_ACCOUNT_TAG } from '../../../lambdas/contract/tags.ts';
import type { KeyApi } from '../../../lambdas/ports/key-api.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalGoogleIam, livingIn } from '../../../local/google/iam.ts';
import { rsaPair } from '../rsa-pairs.ts';
import { Clock, type Issuer, noting } from './issuer.ts';

/** The issuer, and what an administrator of the project can do. */
export interface CloudIssuer extends Issuer {
  /** The same keys, for a secret of another name. */
  readonly apiOf: (secret: string) => KeyApi;
  readonly describe: (description: string) => void;
  /** Who may manage the keys of the account, by address. */
  readonly admins: (admins: readonly string[]) => void;
  readonly vanish: () => void;
}

export async function googleIssuer(secret: string, lagMs: number, email?: string): Promise<CloudIssuer> {
  const clock = new Clock();
  const cloud = new LocalGoogleIam({ now: clock.now, make: rsaPair, lagMs });
  const rotator = cloud.add('rotator');
  const account = cloud.add('crm', `What the CRM signs in as. countersign:${secret}`, [rotator.email]);
  if (email !== undefined) cloud.rename(account, email);
  const known = clock.at - 3_600_000;
  const [own, first] = [await cloud.addKey(rotator, known), await cloud.addKey(account, known)];
  const files = new Map([[first.id, first.file]]);
  const { notes, send } = noting(async (url, request) => {
    const answer = await cloud.handle(url, request);
    // Google has the public halves alone: whoever made a key remembers it.
    if (request.method === 'POST' && url.pathname.endsWith('/keys') && answer.ok) {
      const { name, privateKeyData } = (await answer.clone().json()) as { name: string; privateKeyData: string };
      files.set(name.split('/').at(-1) ?? '', Buffer.from(privateKeyData, 'base64').toString('utf8'));
    }
    return answer;
  });
  const keyFile = new Secret(own.file);
  const client = new Google({ api: GOOGLE_IAM_API, send, now: clock.now, account: async () => ({ keyFile }) });
  const late = { looks: 10, pause: clock.pause };
  const apiOf = (named: string): KeyApi =>
    new GoogleAccountKeys({ account: account.email, secret: named, google: client, send, now: clock.now, late });
  return Object.assign(notes, {
    ...{ api: apiOf(secret), apiOf },
    pause: clock.pause,
    tag: { Key: GOOGLE_ACCOUNT_TAG, Value: account.email },
    first: { id: first.id, key: new Secret(first.file) },
    valid: () => livingIn(account).map(({ id }) => files.get(id) ?? ''),
    count: () => livingIn(account).length,
    describe: (description: string) => {
      account.description = description;
    },
    admins: (admins: readonly string[]) => {
      account.admins = admins;
    },
    vanish: () => {
      cloud.all.delete(account.email);
    },
    isBound: (isBound: boolean) => {
      account.description = `What the CRM signs in as. countersign:${secret}${isBound ? '' : '-2'}`;
    },
  });
}
