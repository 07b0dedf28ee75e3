import { z } from 'zod';
import { GoogleSignIn, type ServiceAccount } from './sign-in.ts';
import type { Workspace, WorkspaceUser } from './workspace.ts';

/** An answer that refuses, in Google's shape: https://developers.google.com/workspace/admin/directory/v1/limits */
class GoogleError extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string) {
    super(`refused: ${reason}`);
    this.status = status;
    this.reason = reason;
  }
}

interface Asked {
  readonly user: WorkspaceUser;
  readonly url: URL;
  readonly body: unknown;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** The scopes of which one is needed, after `admin.directory.`: those that the page of the call names. */
  readonly needs: readonly string[];
  /** Parameters that the call takes; any other one is refused. */
  readonly takes?: readonly string[];
  /** Undefined: 204. */
  readonly run: (asked: Asked) => unknown;
}

const USER = String.raw`^\/admin\/directory\/v1\/users\/(?<user>[^/]+)`;
const at = (rest = ''): RegExp => new RegExp(`${USER}${rest}$`);

/** https://developers.google.com/workspace/admin/directory/reference/rest/v1/users#User */
const patch = z.strictObject({
  password: z
    .string()
    .regex(/^[\x20-\x7e]{8,100}$/)
    .optional(),
  changePasswordAtNextLogin: z.boolean().optional(),
  suspended: z.boolean().optional(),
});

const FIELDS = [
  ...(['id', 'primaryEmail', 'suspended', 'archived', 'isAdmin', 'isDelegatedAdmin', 'isGuestUser'] as const),
  ...(['isEnrolledIn2Sv', 'isEnforcedIn2Sv', 'changePasswordAtNextLogin', 'lastLoginTime'] as const),
];

/**
 * Google's token endpoint and the part of the Directory API that Countersign calls, over an organization in memory. Shapes are those of Google's
 * reference; a path, a parameter, a field or a scope that it does not know is refused as Google refuses it. `handle` takes the place of `fetch`.
 */
export class LocalGoogle {
  readonly #workspace: Workspace;
  readonly #signIn: GoogleSignIn;

  constructor(workspace: Workspace, account: ServiceAccount, now: () => number = Date.now) {
    this.#workspace = workspace;
    this.#signIn = new GoogleSignIn(account, workspace.subject, now);
  }

  readonly handle = async (url: URL, request: RequestInit): Promise<Response> => {
    if (url.href === 'https://oauth2.googleapis.com/token') return this.#signIn.token(String(request.body));
    if (url.origin !== 'https://admin.googleapis.com') throw new TypeError('fetch failed');
    try {
      const body = this.#call(url, request);
      return body === undefined ? new Response(null, { status: 204 }) : Response.json(body);
    } catch (error) {
      if (error instanceof GoogleError) return refusal(error);
      throw error;
    }
  };

  #call(url: URL, { method = 'GET', headers, body }: RequestInit): unknown {
    const bearer = new Headers(headers).get('authorization')?.replace(/^Bearer /, '') ?? '';
    const scopes = this.#signIn.scopesOf(bearer);
    if (scopes === undefined) throw new GoogleError(401, 'authError');
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(url.pathname) : null;
      if (found === null) continue;
      const isAllowed = route.needs.some((need) =>
        scopes.includes(`https://www.googleapis.com/auth/admin.directory.${need}`),
      );
      if (!isAllowed) throw new GoogleError(403, 'insufficientPermissions');
      if ([...url.searchParams.keys()].some((name) => !(route.takes ?? []).includes(name)))
        throw new GoogleError(400, 'invalidParameter');
      const name = found.groups?.['user'] ?? url.searchParams.get('userKey') ?? '';
      const asked = typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined;
      return route.run({ url, user: this.#user(decodeURIComponent(name)), body: asked });
    }
    throw new GoogleError(404, 'notFound');
  }

  readonly #routes: readonly Route[] = [
    {
      ...{ method: 'GET', pattern: at(), needs: ['user', 'user.readonly'], takes: ['fields'] },
      run: ({ user, url }) => shown(user, url),
    },
    {
      ...{ method: 'PATCH', pattern: at(), needs: ['user'] },
      run: ({ user, body, url }) => {
        const { data } = patch.safeParse(body);
        if (data === undefined) throw new GoogleError(400, 'invalid');
        Object.assign(user, data);
        // Google ends what is signed in with a password that is not there any more, and with a user who is suspended.
        if (data.suspended === true) user.sessions = 0;
        return shown(user, url);
      },
    },
    {
      ...{ method: 'POST', pattern: at(String.raw`\/signOut`), needs: ['user.security'] },
      run: ({ user, body }) => {
        assertEmpty(body);
        user.sessions = 0;
      },
    },
    {
      ...{ method: 'POST', pattern: at(String.raw`\/twoStepVerification\/turnOff`), needs: ['user.security'] },
      run: ({ user, body }) => {
        assertEmpty(body);
        if (!user.isEnrolledIn2Sv || user.isEnforcedIn2Sv) throw new GoogleError(400, 'invalid');
        Object.assign(user, { isEnrolledIn2Sv: false, codes: [] });
      },
    },
    {
      ...{ method: 'GET', pattern: at(String.raw`\/verificationCodes`), needs: ['user.security'] },
      run: ({ user: { id, codes } }) => ({
        ...{ kind: 'admin#directory#verificationCodesList', etag: '"codes"' },
        ...(codes.length === 0 ? {} : { items: codes.map((code) => shownCode(id, code)) }),
      }),
    },
    {
      ...{ method: 'POST', pattern: at(String.raw`\/verificationCodes\/generate`), needs: ['user.security'] },
      run: ({ user, body }) => {
        assertEmpty(body);
        this.#workspace.giveCodes(user);
      },
    },
    {
      ...{ method: 'POST', pattern: at(String.raw`\/verificationCodes\/invalidate`), needs: ['user.security'] },
      run: ({ user, body }) => {
        assertEmpty(body);
        user.codes = [];
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/admin\/directory\/v1\/groups$/, needs: ['group.readonly', 'group'] },
      takes: ['userKey', 'maxResults', 'pageToken'],
      run: ({ user, url }) => this.#groups(user, url),
    },
  ];

  #user(name: string): WorkspaceUser {
    const user = this.#workspace.find(name);
    if (user === undefined) throw new GoogleError(404, 'notFound');
    return user;
  }

  #groups({ groups }: WorkspaceUser, url: URL): unknown {
    const [size, from] = [
      Number(url.searchParams.get('maxResults') ?? 200),
      Number(url.searchParams.get('pageToken') ?? 0),
    ];
    if (!(size >= 1 && size <= 200)) throw new GoogleError(400, 'invalidParameter');
    const page = groups.slice(from, from + size).map((name) => ({
      ...{ kind: 'admin#directory#group', id: name, email: `${name}@${this.#workspace.domain}`, name, description: '' },
    }));
    return {
      ...{ kind: 'admin#directory#groups', etag: '"groups"' },
      ...(page.length === 0 ? {} : { groups: page }),
      ...(from + size < groups.length ? { nextPageToken: String(from + size) } : {}),
    };
  }
}

function assertEmpty(body: unknown): void {
  if (body !== undefined) throw new GoogleError(400, 'invalid');
}

/** The fields that were asked for; without a choice those that are known here. */
function shown(user: WorkspaceUser, url: URL): Readonly<Record<string, unknown>> {
  const wanted = url.searchParams.get('fields')?.split(',') ?? FIELDS;
  if (!wanted.every((field) => (FIELDS as readonly string[]).includes(field)))
    throw new GoogleError(400, 'invalidParameter');
  return Object.fromEntries(Object.entries(user).filter(([name]) => wanted.includes(name)));
}

const shownCode = (userId: string, verificationCode: string): unknown => ({
  ...{ kind: 'admin#directory#verificationCode', etag: '"code"', userId, verificationCode },
});

const refusal = ({ status, reason, message }: GoogleError): Response =>
  Response.json({ error: { code: status, message, errors: [{ domain: 'global', reason, message }] } }, { status });
