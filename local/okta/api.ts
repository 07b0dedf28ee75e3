import { z } from 'zod';
import {
  type Answer,
  notFound,
  OktaError,
  type OrgPart,
  paged,
  parsed,
  type Route,
  refusal,
  responseOf,
  shownCode,
  shownUser,
} from './answers.ts';
import type { Org, OrgUser, UserStatus } from './org.ts';
import { peopleRoutes } from './people.ts';
import { type ServiceApp, SignIn } from './sign-in.ts';

const USER = '^/api/v1/users/(?<user>[^/]+)';
const at = (rest: string): RegExp => new RegExp(`${USER}${rest}$`);

const codeBody = z.strictObject({
  authenticatorId: z.string(),
  profile: z.strictObject({ multiUse: z.boolean(), ttl: z.string().regex(/^\d{1,5}$/) }),
});

/**
 * The part of Okta's management API that Countersign calls, over an org in memory. Shapes and states are those of Okta's reference; a path, a
 * parameter, a state or a scope that it does not allow is refused as Okta refuses it. `handle` takes the place of `fetch`.
 */
export class LocalOkta {
  readonly #org: Org;
  readonly #signIn: SignIn;
  readonly #people: readonly Route[];
  readonly #part: OrgPart | undefined;

  constructor(org: Org, app: ServiceApp, now: () => number = Date.now, part?: OrgPart) {
    this.#org = org;
    this.#part = part;
    this.#signIn = new SignIn(app, now, part?.clients);
    this.#people = peopleRoutes(org);
  }

  readonly handle = async (url: URL, request: RequestInit): Promise<Response> => {
    if (url.origin !== `https://${this.#org.host}`) throw new TypeError('fetch failed');
    try {
      if (url.pathname === '/oauth2/v1/token') return this.#signIn.token(url, String(request.body));
      return this.#part?.open?.(url, request) ?? responseOf(this.#call(url, request), url);
    } catch (error) {
      if (error instanceof OktaError) return refusal(error);
      throw error;
    }
  };

  #call(url: URL, { method = 'GET', headers, body }: RequestInit): Answer {
    const bearer = new Headers(headers).get('authorization')?.replace(/^Bearer /, '') ?? '';
    const scopes = this.#signIn.scopesOf(bearer);
    if (scopes === undefined) throw new OktaError(401, 'E0000011', 'Invalid token provided');
    const asked = typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined;
    if (this.#part?.at.test(url.pathname) === true) return this.#part.answer(method, url, { body: asked, scopes });
    for (const route of [...this.#people, ...this.#routes]) {
      const found = route.method === method ? route.pattern.exec(url.pathname) : null;
      if (found === null) continue;
      if (!scopes.includes(route.needs))
        throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
      if ([...url.searchParams.keys()].some((name) => !(route.takes ?? []).includes(name)))
        throw new OktaError(400, 'E0000001', 'Api validation failed');
      const { user: name = '', id = '' } = found.groups ?? {};
      const isAboutFactors = /\/(factors|authenticator-enrollments)/.test(url.pathname);
      if (isAboutFactors && this.#user(decodeURIComponent(name)).status === 'DEPROVISIONED') throw notFound(name);
      const user = this.#user(decodeURIComponent(name));
      const before = stampOf(user);
      const answer = route.run({
        ...{ url, id: decodeURIComponent(id), user, body: asked },
      });
      if (stampOf(user) !== before) this.#org.update(user);
      return answer;
    }
    throw new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
  }

  readonly #routes: readonly Route[] = [
    {
      ...{ method: 'GET', pattern: at(''), needs: 'okta.users.read' },
      run: ({ user }) => ({ status: 200, body: shownUser(user) }),
    },
    {
      ...{ method: 'GET', pattern: at('/groups'), needs: 'okta.groups.read', takes: ['limit', 'after'] },
      run: ({ user, url }) =>
        paged(
          user.groups.map((name, index) => ({ id: `00g${index}`, type: 'OKTA_GROUP', profile: { name } })),
          url,
        ),
    },
    {
      ...{ method: 'GET', pattern: at('/roles'), needs: 'okta.roles.read' },
      run: ({ user }) => ({ status: 200, body: user.roles.map((role, index) => ({ id: `ra${index}`, ...role })) }),
    },
    {
      ...{ method: 'GET', pattern: at('/blocks'), needs: 'okta.users.read' },
      run: ({ user }) => ({
        ...{ status: 200, body: user.isBlocked ? [{ type: 'DEVICE_BASED', appliesTo: 'UNKNOWN_DEVICES' }] : [] },
      }),
    },
    {
      ...{ method: 'GET', pattern: at('/factors'), needs: 'okta.users.read' },
      run: ({ user }) => ({
        ...{ status: 200, body: user.factors.map((one) => ({ ...one, provider: 'OKTA', status: 'ACTIVE' })) },
      }),
    },
    {
      ...{ method: 'DELETE', pattern: at('/factors/(?<id>[^/]+)'), needs: 'okta.users.manage' },
      takes: ['removeRecoveryEnrollment'],
      run: ({ user, id }) => removeFactor(user, id),
    },
    {
      ...{ method: 'GET', pattern: at('/authenticator-enrollments'), needs: 'okta.users.read' },
      run: ({ user: { code } }) => ({
        ...{ status: 200, body: code === null ? [] : [shownCode(code, this.#org.isLiving(code), false)] },
      }),
    },
    {
      ...{ method: 'POST', pattern: at('/authenticator-enrollments/tac'), needs: 'okta.users.manage' },
      run: ({ user, body }) => ({ status: 200, body: this.#giveCode(user, body) }),
    },
    {
      ...{ method: 'DELETE', pattern: at('/authenticator-enrollments/(?<id>[^/]+)'), needs: 'okta.users.manage' },
      run: ({ user, id }) => {
        if (user.code?.id !== id) throw notFound(id);
        user.code = null;
        return { status: 204 };
      },
    },
    {
      ...{ method: 'POST', pattern: at('/lifecycle/expire_password_with_temp_password'), needs: 'okta.users.manage' },
      takes: ['revokeSessions'],
      run: ({ user, url }) => {
        requireStatus(user, ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY']);
        requireOkta(user);
        if (url.searchParams.get('revokeSessions') === 'true') user.sessions = 0;
        return { status: 200, body: { tempPassword: this.#org.expirePassword(user) } };
      },
    },
    {
      ...{ method: 'POST', pattern: at('/lifecycle/reset_password'), needs: 'okta.users.manage' },
      takes: ['sendEmail', 'revokeSessions'],
      run: ({ user, url }) => {
        if (url.searchParams.get('sendEmail') !== 'false') throw new OktaError(400, 'E0000001', 'No mail leaves here');
        requireStatus(user, ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT']);
        requireOkta(user);
        user.status = 'RECOVERY';
        if (url.searchParams.get('revokeSessions') === 'true') user.sessions = 0;
        return {
          status: 200,
          body: { resetPasswordUrl: 'https://acme.okta.com/reset_password/canary-one-time-token' },
        };
      },
    },
    {
      ...{ method: 'POST', pattern: at('/lifecycle/unlock'), needs: 'okta.users.manage' },
      run: ({ user }) => {
        if (user.status !== 'LOCKED_OUT' && !user.isBlocked)
          throw new OktaError(403, 'E0000032', 'Unlock is not allowed for this user.');
        requireOkta(user);
        Object.assign(user, { isBlocked: false, ...(user.status === 'LOCKED_OUT' ? { status: 'ACTIVE' } : {}) });
        return { status: 200, body: {} };
      },
    },
    {
      ...{ method: 'POST', pattern: at('/lifecycle/suspend'), needs: 'okta.users.manage' },
      run: ({ user }) => {
        if (user.status !== 'ACTIVE') throw new OktaError(400, 'E0000001', 'Cannot suspend a user that is not active');
        user.status = 'SUSPENDED';
        return { status: 200, body: {} };
      },
    },
    {
      ...{ method: 'DELETE', pattern: at('/sessions'), needs: 'okta.users.manage' },
      takes: ['oauthTokens', 'forgetDevices'],
      run: ({ user }) => {
        user.sessions = 0;
        return { status: 204 };
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/api\/v1\/authenticators$/, needs: 'okta.authenticators.read' },
      run: () => ({ status: 200, body: this.#authenticators() }),
    },
  ];

  /** A path without a user has none to find. */
  #user(name: string): OrgUser {
    const user = name === '' ? NOBODY : this.#org.find(name);
    if (user === undefined) throw notFound(name);
    return user;
  }

  #authenticators(): readonly unknown[] {
    const { codes } = this.#org;
    const password = { id: 'aut1', key: 'okta_password', type: 'password', status: 'ACTIVE', name: 'Password' };
    return codes === null
      ? [password]
      : [password, { ...codes, key: 'tac', type: 'tac', name: 'Temporary Access Code' }];
  }

  #giveCode(user: OrgUser, body: unknown): unknown {
    const { authenticatorId, profile } = parsed(codeBody, body);
    const minutes = Number(profile.ttl);
    const isKnown = authenticatorId === this.#org.codes?.id && this.#org.codes.status === 'ACTIVE';
    if (!isKnown || minutes < 10 || minutes > 14_400) throw new OktaError(400, 'E0000001', 'Api validation failed');
    requireStatus(user, ['ACTIVE']);
    return shownCode(this.#org.giveCode(user, minutes, profile.multiUse), true, true);
  }
}

const NOBODY: OrgUser = {
  ...{ id: '', login: '', status: 'STAGED', transitioningToStatus: null, passwordChanged: null, provider: 'OKTA' },
  ...{ password: '', factors: [], code: null, isBlocked: false, sessions: 0, groups: [], roles: [] },
  ...{ lastLogin: null, lastUpdated: '', email: null, mobilePhone: null, displayName: null, managerId: null },
};

/** What `lastUpdated` moves with, as far as these calls change it. */
const stampOf = ({ status, passwordChanged }: OrgUser): string => `${status} ${passwordChanged}`;

function requireStatus({ status }: OrgUser, allowed: readonly UserStatus[]): void {
  if (!allowed.includes(status))
    throw new OktaError(403, 'E0000038', "This operation is not allowed in the user's current status.");
}

function requireOkta({ provider }: OrgUser): void {
  if (provider !== 'OKTA') throw new OktaError(403, 'E0000006', 'The credentials of this user are kept elsewhere.');
}

/** Without a push factor there are no one-time codes of the same app. */
function removeFactor(user: OrgUser, id: string): Answer {
  const factor = user.factors.find((one) => one.id === id);
  if (factor === undefined) throw notFound(id);
  const goes = [factor.factorType, ...(factor.factorType === 'push' ? ['token:software:totp'] : [])];
  user.factors = user.factors.filter((one) => one.id !== id && !(goes.length > 1 && goes.includes(one.factorType)));
  return { status: 204 };
}
