import { describe, expect, it } from '@jest/globals';
import { TOKEN_ROLES } from '../../lambdas/contract/roles.ts';
import { classOf, ROUTES, type RouteClass } from '../../lambdas/contract/routes.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const issuer = { url: 'https://login.example.com/', audience: ['countersign', 'cli'] };
const cognito = new Deployed();
const deployed = new Deployed(
  synthesize({ identity: { issuer, groupsClaim: 'roles', approverGroups: ['security'], desks: [] } }),
);
const routes = deployed.all('AWS::ApiGatewayV2::Route');
const [stage] = deployed.all('AWS::ApiGatewayV2::Stage');

describe('the API', () => {
  it('has every route of the contract and no other', () => {
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it.each(ROUTES)('lets in to $method $path whom $auth vouches for', ({ method, path, auth }) => {
    const route = routes.find(({ RouteKey }) => RouteKey === `${method} ${path}`);
    expect(route?.['AuthorizationType']).toBe(auth === 'token' ? 'JWT' : 'NONE');
    expect(route?.['AuthorizerId'] !== undefined).toBe(auth === 'token');
  });

  it.each(ROUTES)('calls the function of $method $path', ({ method, path, function: name }) => {
    const { Target } = routes.find(({ RouteKey }) => RouteKey === `${method} ${path}`) ?? {};
    const [, integration] = JSON.stringify(Target).match(/"Ref":"(\w+)"/) ?? [];
    const [, { Properties }] = deployed.resources.find(([id]) => id === integration) ?? ['', { Type: 'none' }];
    expect(Properties).toMatchObject({ PayloadFormatVersion: '2.0' });
    expect(JSON.stringify(Properties?.['IntegrationUri'])).toContain(
      JSON.stringify(deployed.stack.resolve(deployed.stack.functions.of(name).functionArn)),
    );
  });

  it('takes the tokens of the given issuer, for any of its audiences', () => {
    expect(deployed.all('AWS::ApiGatewayV2::Authorizer')).toEqual([
      expect.objectContaining({
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: issuer.url, Audience: issuer.audience },
      }),
    ]);
    expect(deployed.all('AWS::Cognito::UserPool')).toEqual([]);
  });

  it('tells the functions which claim lists the groups', () => {
    expect(deployed.environmentOf('recoveryCommands')).toMatchObject({ GROUPS_CLAIM: 'roles' });
    expect(cognito.environmentOf('recoveryCommands')).not.toHaveProperty('GROUPS_CLAIM');
  });

  it.each(ROUTES)('throttles $method $path for itself, so that a flood of another route does not reach it', (route) => {
    const { RouteSettings: settings } = stage ?? {};
    const limits = {
      ...{ people: [50, 100], page: [20, 40], stops: [50, 100] },
      ...{ webhooks: [20, 100], signals: [10, 20] },
    } as const satisfies Record<RouteClass, readonly [number, number]>;
    const [rate, burst] = limits[classOf(route)];
    expect((settings as Record<string, unknown>)[`${route.method} ${route.path}`]).toEqual({
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
    });
  });

  it('tells routes apart by who calls them', () => {
    const functionsOf = (name: RouteClass) => [
      ...new Set(ROUTES.filter((one) => classOf(one) === name).map(({ function: called }) => called)),
    ];
    expect(functionsOf('webhooks')).toEqual(['webhook', 'vendor']);
    expect(functionsOf('signals')).toEqual(['signals']);
    expect(functionsOf('stops')).toEqual(['requester']);
    expect(functionsOf('page')).toEqual([
      ...['requesterPage', 'requester', 'requesterChallenge', 'consolePage', 'openapi'],
    ]);
  });

  it('has no settings of a route that there is not: API Gateway would refuse the stage', () => {
    expect(Object.keys(stage?.['RouteSettings'] ?? {}).sort()).toEqual(
      routes.map(({ RouteKey }) => String(RouteKey)).sort(),
    );
  });

  it('logs routes, and neither paths, nor claims, nor addresses', () => {
    const { Format } = (stage?.['AccessLogSettings'] ?? { Format: '{}' }) as { Format: string };
    const logged = Object.values(JSON.parse(Format) as Record<string, string>);
    expect(logged).toContain('$context.routeKey');
    expect(logged.filter((value) => /path|claims|header|query|Message|sourceIp|userAgent/i.test(value))).toEqual([]);
  });
});

describe('without an issuer', () => {
  const [pool] = cognito.all('AWS::Cognito::UserPool');
  const groups = (from: Deployed) => from.all('AWS::Cognito::UserPoolGroup').map(({ GroupName }) => GroupName);

  it('makes a user pool that nobody joins or recovers by themselves, with a second factor for all', () => {
    expect(pool).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      DeletionProtection: 'ACTIVE',
    });
  });

  it('gives the pool a page to sign in at, and lets no program take a password', () => {
    expect(cognito.all('AWS::Cognito::UserPoolDomain')).toMatchObject([{ ManagedLoginVersion: 2 }]);
    expect(cognito.all('AWS::Cognito::ManagedLoginBranding')).toHaveLength(1);
    expect(cognito.all('AWS::Cognito::UserPoolClient')).toMatchObject([
      {
        ...{ AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true, GenerateSecret: false },
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      },
    ]);
  });

  it('makes a group for every role, group of approvers and desk of the policy', () => {
    expect(groups(cognito)).toEqual(TOKEN_ROLES);
    expect(groups(new Deployed(synthesize({ identity: { approverGroups: ['security'], desks: ['north'] } })))).toEqual([
      ...TOKEN_ROLES,
      'approver:security',
      'desk:north',
    ]);
  });
});
