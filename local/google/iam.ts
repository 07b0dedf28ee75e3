import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { GoogleTokens, type KeyOf } from './sign-in.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A key of a service account: Google keeps the public half. */
export interface AccountKey {
  readonly id: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  endedAt?: number;
}

export interface CloudAccount {
  email: string;
  description: string;
  keys: readonly AccountKey[];
  /** Addresses of the accounts that may manage its keys. */
  admins: readonly string[];
}

/** Scopes that a service account has for itself, without anybody's delegation. */
const SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/iam',
  'https://www.googleapis.com/auth/userinfo.email',
];
const NEEDED = 'https://www.googleapis.com/auth/iam';

/** User-managed keys of an account: https://docs.cloud.google.com/iam/quotas */
const MOST = 10;

const STATUS = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND' } as const;

const refusal = (code: keyof typeof STATUS, status: string = STATUS[code]): Response =>
  Response.json({ error: { code, message: 'The request was refused.', status } }, { status: code });

const CALL =
  /^\/v1\/projects\/(?<project>[^/]+)\/serviceAccounts\/(?<email>[^/]+)(?:\/(?<keys>keys)(?:\/(?<id>[^/]+))?)?$/;

const asked = z.strictObject({
  privateKeyType: z.literal('TYPE_GOOGLE_CREDENTIALS_FILE'),
  keyAlgorithm: z.literal('KEY_ALG_RSA_2048'),
});

const PROJECT = 'project';

export interface CloudOptions {
  readonly now?: () => number;
  /** Makes a pair of keys. */
  readonly make?: () => Promise<KeyPair>;
  /** Milliseconds after which a new key opens something, and after which a list shows any change. */
  readonly lagMs?: number;
}

/**
 * Service accounts of one project in memory: Google's token endpoint for them, and the part of IAM that Countersign calls
 * (https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys). `handle` takes the place of `fetch`.
 */
export class LocalGoogleIam {
  readonly all = new Map<string, CloudAccount>();
  readonly #now: () => number;
  readonly #make: () => Promise<KeyPair>;
  readonly #lagMs: number;
  readonly #tokens: GoogleTokens;

  constructor({ now = Date.now, make = rsaPair, lagMs = 0 }: CloudOptions = {}) {
    this.#now = now;
    this.#make = make;
    this.#lagMs = lagMs;
    this.#tokens = new GoogleTokens(now);
  }

  /** A description has 256 bytes at most. */
  add(name: string, description = '', admins: readonly string[] = []): CloudAccount {
    if (Buffer.byteLength(description) > 256) throw new RangeError('the description is too long');
    const account: CloudAccount = {
      email: `${name}@${PROJECT}.iam.gserviceaccount.com`,
      description,
      keys: [],
      admins,
    };
    this.all.set(account.email, account);
    return account;
  }

  /** Google itself makes accounts with other addresses. */
  rename(account: CloudAccount, email: string): void {
    this.all.delete(account.email);
    account.email = email;
    this.all.set(email, account);
  }

  /** A new key, and its file as Google gives it once. `madeAt`: it has been known everywhere for so long. */
  async addKey(account: CloudAccount, madeAt = this.#now()): Promise<{ readonly id: string; readonly file: string }> {
    const { publicKey, privateKey } = await this.#make();
    const id = randomBytes(20).toString('hex');
    account.keys = [...account.keys, { id, publicKey, madeAt }];
    const file = {
      ...{ type: 'service_account', project_id: PROJECT, private_key_id: id },
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ...{ client_email: account.email, client_id: '1', token_uri: 'https://oauth2.googleapis.com/token' },
    };
    return { id, file: JSON.stringify(file, null, 2) };
  }

  readonly handle = async (url: URL, request: RequestInit): Promise<Response> => {
    if (url.href === 'https://oauth2.googleapis.com/token') return this.#token(String(request.body));
    if (url.origin !== 'https://iam.googleapis.com') throw new TypeError('fetch failed');
    return this.#call(url, request);
  };

  #token(body: string): Response {
    const keyOf: KeyOf = (email, id) => {
      const key = livingIn(this.all.get(email)).find((one) => one.id === id);
      return key !== undefined && this.#now() >= key.madeAt + this.#lagMs ? key.publicKey : undefined;
    };
    return this.#tokens.answer(body, keyOf, ({ sub, scope }) => {
      if (sub !== undefined) return ['unauthorized_client', 401];
      return scope.split(' ').every((one) => SCOPES.includes(one)) ? undefined : ['invalid_scope', 400];
    });
  }

  /** Where the project is left out (`-`), Google says of what is not there that it is forbidden. */
  async #call(url: URL, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    const holder = this.#tokens.holderOf(new Headers(headers).get('authorization')?.replace(/^Bearer /, '') ?? '');
    if (holder === undefined) return refusal(401);
    const { project = '', email = '', keys, id } = CALL.exec(url.pathname)?.groups ?? {};
    const account = this.all.get(decodeURIComponent(email));
    const missing = project === '-' ? refusal(403) : refusal(404);
    if (account === undefined || !['-', PROJECT].includes(project)) return missing;
    if (!holder.scopes.includes(NEEDED) || !account.admins.includes(holder.account)) return refusal(403);
    const call = `${method} ${keys === undefined ? 'account' : id === undefined ? 'keys' : 'key'}`;
    if (call !== 'GET keys' && url.search !== '') return refusal(400);
    switch (call) {
      case 'GET account':
        return Response.json(shownAccount(account));
      case 'GET keys':
        return this.#listed(account, url);
      case 'POST keys':
        return this.#made(account, body);
      case 'DELETE key': {
        const key = livingIn(account).find((one) => one.id === id);
        if (key === undefined) return missing;
        key.endedAt = this.#now();
        return Response.json({});
      }
      default:
        return refusal(404);
    }
  }

  /** Without a choice of kinds it lists those that Google has for itself, too. */
  #listed(account: CloudAccount, url: URL): Response {
    const kinds = url.searchParams.getAll('keyTypes');
    if (kinds.some((kind) => !['USER_MANAGED', 'SYSTEM_MANAGED'].includes(kind))) return refusal(400);
    const before = this.#now() - this.#lagMs;
    const seen = account.keys.filter(
      ({ madeAt, endedAt = Number.POSITIVE_INFINITY }) => madeAt <= before && endedAt > before,
    );
    const own = seen.map((key) => shownKey(account, key.id, 'USER_MANAGED'));
    const system = [shownKey(account, 'of-google', 'SYSTEM_MANAGED')];
    const keys = [
      ...(kinds.length === 0 || kinds.includes('USER_MANAGED') ? own : []),
      ...(kinds.length === 0 || kinds.includes('SYSTEM_MANAGED') ? system : []),
    ];
    return Response.json(keys.length === 0 ? {} : { keys });
  }

  async #made(account: CloudAccount, body: unknown): Promise<Response> {
    if (!asked.safeParse(JSON.parse(String(body))).success) return refusal(400);
    if (livingIn(account).length >= MOST) return refusal(400, 'FAILED_PRECONDITION');
    const { id, file } = await this.addKey(account);
    return Response.json({
      ...shownKey(account, id, 'USER_MANAGED'),
      ...{ privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE', privateKeyData: Buffer.from(file).toString('base64') },
    });
  }
}

/** The keys of an account that open something, or will. */
export const livingIn = (account: CloudAccount | undefined): readonly AccountKey[] =>
  (account?.keys ?? []).filter(({ endedAt }) => endedAt === undefined);

const rsaPair = (): Promise<KeyPair> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });

const nameOf = ({ email }: CloudAccount): string => `projects/${PROJECT}/serviceAccounts/${email}`;

const shownAccount = (account: CloudAccount) => ({
  ...{ name: nameOf(account), projectId: PROJECT, uniqueId: '1', email: account.email, etag: 'MDEwMjE5MjA=' },
  ...(account.description === '' ? {} : { description: account.description }),
  oauth2ClientId: '1',
});

const shownKey = (account: CloudAccount, id: string, keyType: string) => ({
  ...{ name: `${nameOf(account)}/keys/${id}`, keyAlgorithm: 'KEY_ALG_RSA_2048', keyOrigin: 'GOOGLE_PROVIDED', keyType },
});
