import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  assertGranted,
  COLLECTIONS,
  context,
  GraphError,
  type GraphPart,
  paged,
  parsed,
  type Route,
  refusal,
  shown,
  typeNamed,
} from './answers.ts';
import { deviceRoutes } from './device-routes.ts';
import { managerOf, peopleRoutes } from './people.ts';
import type { Tenant, TenantMethod, TenantPass, TenantUser } from './tenant.ts';

/** The application that may call: its secret, and the application permissions that an administrator of the tenant consented to. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly permissions: readonly string[];
}

const passBody = z.strictObject({
  lifetimeInMinutes: z.int().min(10).max(43_200),
  isUsableOnce: z.boolean(),
});

/**
 * The token endpoint and the part of Microsoft Graph v1.0 that Countersign calls, over a tenant in memory. Shapes are those of Microsoft's
 * reference; a path, a field or a permission that it does not know is refused as Graph refuses it. `handle` takes the place of `fetch`.
 */
export class LocalGraph {
  readonly #tenant: Tenant;
  readonly #registration: Registration;
  readonly #now: () => number;
  readonly #tokens = new Map<string, number>();
  readonly #part: GraphPart | undefined;
  readonly #others: readonly Route[];

  constructor(tenant: Tenant, registration: Registration, now: () => number = Date.now, part?: GraphPart) {
    this.#tenant = tenant;
    this.#registration = registration;
    this.#now = now;
    this.#part = part;
    this.#others = [...peopleRoutes(tenant), ...deviceRoutes(tenant), ...(part?.routes ?? [])];
  }

  readonly handle = async (url: URL, request: RequestInit): Promise<Response> => {
    try {
      if (url.pathname.endsWith('/oauth2/v2.0/token')) return this.#token(url, String(request.body));
      return this.#call(url, request);
    } catch (error) {
      if (error instanceof GraphError) return refusal(error);
      throw error;
    }
  };

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  #token(url: URL, body: string): Response {
    const { clientId, clientSecret } = this.#registration;
    const form = new URLSearchParams(body);
    const [id, secret] = [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
    const isCaller = id === clientId && secret === clientSecret;
    const isRight =
      url.pathname === `/${this.#tenant.id}/oauth2/v2.0/token` &&
      form.get('grant_type') === 'client_credentials' &&
      form.get('scope') === 'https://graph.microsoft.com/.default' &&
      (isCaller || this.#part?.isClient?.(form, url.href) === true);
    // The token endpoint answers a wrong client with 401, everything else that is wrong with 400.
    if (!isRight) return Response.json({ error: 'invalid_client', error_codes: [7000215] }, { status: 401 });
    const token = randomBytes(24).toString('base64url');
    // That of another application opens nothing of this one, whose other secrets are among those of applications.
    if (id === clientId) this.#tokens.set(token, this.#now() + 3_599_000);
    return Response.json({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token });
  }

  #call(url: URL, { method = 'GET', headers, body }: RequestInit): Response {
    const bearer = new Headers(headers).get('authorization')?.replace(/^Bearer /, '') ?? '';
    if ((this.#tokens.get(bearer) ?? 0) <= this.#now())
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
    for (const route of [...this.#others, ...this.#routes]) {
      const found = route.method === method ? route.pattern.exec(url.pathname) : null;
      if (found === null) continue;
      const { clientId: client, permissions } = this.#registration;
      assertGranted(permissions, typeof route.needs === 'string' ? route.needs : route.needs(url));
      const part = (name: string): string => decodeURIComponent(found.groups?.[name] ?? '');
      const answer = route.run({
        ...{ url, part, client, permissions, headers: new Headers(headers) },
        body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined,
      });
      const { status } = answer;
      return answer.body === undefined ? new Response(null, { status }) : Response.json(answer.body, { status });
    }
    throw new GraphError(400, 'BadRequest', `Resource not found for the segment of ${method} ${url.pathname}.`);
  }

  readonly #routes: readonly Route[] = [
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)$/, needs: 'User.Read.All' },
      run: ({ url, part }) => {
        const user = this.#user(part('user'));
        return { status: 200, body: shown({ ...user, manager: managerOf(this.#tenant.users, user) }, url) };
      },
    },
    {
      ...{ method: 'PATCH', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)$/, needs: 'User.EnableDisableAccount.All' },
      run: ({ part, body }) => {
        this.#user(part('user')).accountEnabled = parsed(
          z.strictObject({ accountEnabled: z.boolean() }),
          body,
        ).accountEnabled;
        return { status: 204 };
      },
    },
    {
      ...{ method: 'POST', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/revokeSignInSessions$/ },
      needs: 'User.RevokeSessions.All',
      run: ({ part }) => {
        this.#tenant.endSessions(this.#user(part('user')));
        return { status: 200, body: { '@odata.context': context('Edm.Boolean'), value: true } };
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/transitiveMemberOf$/ },
      needs: 'User.Read.All',
      run: ({ url, part }) => ({ status: 200, body: paged(this.#memberships(this.#user(part('user'))), url) }),
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/authentication\/methods$/ },
      needs: 'UserAuthenticationMethod.Read.All',
      run: ({ part }) => ({ status: 200, body: { value: this.#methods(this.#user(part('user'))) } }),
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/authentication\/temporaryAccessPassMethods$/ },
      needs: 'UserAuthenticationMethod.ReadWrite.All',
      run: ({ part }) => {
        const { pass } = this.#user(part('user'));
        return { status: 200, body: { value: pass === null ? [] : [this.#pass(pass, false)] } };
      },
    },
    {
      ...{ method: 'POST', pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/authentication\/temporaryAccessPassMethods$/ },
      needs: 'UserAuthenticationMethod.ReadWrite.All',
      run: ({ part, body }) => ({ status: 201, body: this.#givePass(this.#user(part('user')), body) }),
    },
    {
      ...{ method: 'DELETE', needs: 'UserAuthenticationMethod.ReadWrite.All' },
      pattern: /^\/v1\.0\/users\/(?<user>[^/]+)\/authentication\/(?<collection>[A-Za-z0-9]+)\/(?<id>[^/]+)$/,
      run: ({ part }) => this.#remove(this.#user(part('user')), part('collection'), part('id')),
    },
    {
      ...{ method: 'GET', needs: 'Policy.Read.All' },
      pattern:
        /^\/v1\.0\/policies\/authenticationMethodsPolicy\/authenticationMethodConfigurations\/temporaryAccessPass$/i,
      run: () => ({
        status: 200,
        body: {
          ...{
            '@odata.type': typeNamed('temporaryAccessPassAuthenticationMethodConfiguration'),
            id: 'TemporaryAccessPass',
          },
          ...{ defaultLifetimeInMinutes: 60, defaultLength: 8, isUsableOnce: false, ...this.#tenant.passRules },
        },
      }),
    },
    {
      ...{ method: 'GET', needs: 'RoleManagement.Read.Directory' },
      pattern: /^\/v1\.0\/roleManagement\/directory\/roleAssignments$/,
      run: ({ url }) => ({ status: 200, body: paged(this.#assignments(false), url) }),
    },
    {
      ...{ method: 'GET', needs: 'RoleManagement.Read.Directory' },
      pattern: /^\/v1\.0\/roleManagement\/directory\/roleEligibilityScheduleInstances$/,
      run: ({ url }) => {
        if (!this.#tenant.isLicensed)
          throw new GraphError(400, 'AadPremiumLicenseRequired', 'The tenant has no licence for this.');
        return { status: 200, body: paged(this.#assignments(true), url) };
      },
    },
  ];

  #user(name: string): TenantUser {
    const user = this.#tenant.find(name);
    if (user === undefined) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${name}' does not exist.`);
    return user;
  }

  #memberships({ id: user, groups }: TenantUser): readonly unknown[] {
    // Without a permission for a kind of object, Graph lists such objects by type and id alone.
    const canRead = this.#registration.permissions.includes('GroupMember.Read.All');
    const named = groups.map(({ id, displayName }) => ({
      ...{ '@odata.type': typeNamed('group'), id, displayName: canRead ? displayName : null },
    }));
    const isHeld = this.#tenant.assignments.some(({ principalId, isEligible }) => principalId === user && !isEligible);
    return isHeld ? [...named, { '@odata.type': typeNamed('directoryRole'), id: randomUUID() }] : named;
  }

  #assignments(areEligible: boolean): readonly unknown[] {
    const wanted = this.#tenant.assignments.filter(({ isEligible }) => isEligible === areEligible);
    return wanted.map(({ principalId, roleDefinitionId }) => ({
      ...{ id: randomUUID(), principalId, roleDefinitionId, directoryScopeId: '/' },
    }));
  }

  #methods({ methods, pass }: TenantUser): readonly unknown[] {
    const listed = methods.map(({ id, kind }) => ({ '@odata.type': typeNamed(kind), id }));
    return pass === null ? listed : [...listed, this.#pass(pass, false)];
  }

  #pass(pass: TenantPass, isNew: boolean): unknown {
    const { id, value, createdAt, lifetimeInMinutes, isUsableOnce } = pass;
    const reason = this.#tenant.usability(pass);
    const made = new Date(createdAt).toISOString();
    return {
      ...{ '@odata.type': typeNamed('temporaryAccessPassAuthenticationMethod'), id },
      ...{ temporaryAccessPass: isNew ? value : null, createdDateTime: made, startDateTime: made },
      ...{ lifetimeInMinutes, isUsableOnce, isUsable: reason === 'EnabledByPolicy', methodUsabilityReason: reason },
    };
  }

  #givePass(user: TenantUser, body: unknown): unknown {
    const { lifetimeInMinutes, isUsableOnce } = parsed(passBody, body);
    const { minimumLifetimeInMinutes: least, maximumLifetimeInMinutes: most } = this.#tenant.passRules;
    if (lifetimeInMinutes < least || lifetimeInMinutes > most)
      throw new GraphError(400, 'invalidRequest', 'The lifetime is outside of what the policy allows.');
    return this.#pass(this.#tenant.givePass(user, lifetimeInMinutes, isUsableOnce), true);
  }

  #remove(user: TenantUser, collection: string, id: string): { readonly status: number } {
    if (collection === 'temporaryAccessPassMethods' && user.pass?.id === id) user.pass = null;
    else this.#removeMethod(user, this.#method(user, collection, id));
    return { status: 204 };
  }

  #method({ methods }: TenantUser, collection: string, id: string): TenantMethod {
    const method = methods.find((one) => one.id === id && one.kind === COLLECTIONS[collection]);
    if (method === undefined) throw new GraphError(404, 'resourceNotFound', 'Resource not found.');
    return method;
  }

  #removeMethod(user: TenantUser, method: TenantMethod): void {
    if (this.#tenant.isDefault(user, method))
      throw new GraphError(400, 'invalidRequest', 'The default method is removed after the others.');
    user.methods = user.methods.filter(({ id }) => id !== method.id);
  }
}
