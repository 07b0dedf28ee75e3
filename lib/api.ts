import { type Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { classOf, ROUTES, type Route, type RouteClass } from '../lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { Domain, type DomainProps } from './domain.ts';
import { Edge } from './edge.ts';
import type { Functions } from './functions.ts';
import type { Issuer } from './identity.ts';
import type { Keys } from './keys.ts';
import { logGroupOf } from './log-group.ts';

/**
 * Requests per second, and at once. A help desk has tens of people; more traffic comes from something else. Each route counts for itself
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html), so that whoever floods one is in nobody's way at
 * another. A ticket system sends in bursts, and sends again what was throttled.
 */
const THROTTLES: Readonly<Record<RouteClass, Throttle>> = {
  people: { rateLimit: 50, burstLimit: 100 },
  page: { rateLimit: 20, burstLimit: 40 },
  stops: { rateLimit: 50, burstLimit: 100 },
  webhooks: { rateLimit: 20, burstLimit: 100 },
  signals: { rateLimit: 10, burstLimit: 20 },
};

interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/**
 * One line for each request, without personal data: the route, never the path; no address and no claim. `authError` tells why a token was
 * rejected.
 */
const ACCESS_LOG = {
  at: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  authError: '$context.authorizer.error',
  integrationStatus: '$context.integrationStatus',
};

export interface ApiProps {
  readonly functions: Functions;
  readonly issuer: Issuer;
  readonly keys: Keys;
  /** A domain of one's own; absent: the API has the address that AWS gives it. */
  readonly domain?: DomainProps;
}

/** The HTTP API of the contract: every route, with its authentication. */
export class Api extends Construct {
  readonly url: string;
  /** The host that the record of one's own domain must name. */
  readonly target: string | undefined;
  private readonly api: HttpApi;
  private readonly integrations = new Map<FunctionName, HttpLambdaIntegration>();
  private readonly functions: Functions;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, { functions, issuer, keys, domain }: ApiProps) {
    super(scope, id);
    this.keys = keys;
    this.functions = functions;
    this.api = new HttpApi(this, 'Http', {
      ...{ description: 'Countersign', createDefaultStage: false },
      // One address only: a page under a second one would have no passkeys, and its cookies would be others. An edge needs the first one.
      ...(domain === undefined || domain.edge !== undefined ? {} : { disableExecuteApiEndpoint: true }),
    });
    const token = new HttpJwtAuthorizer('Token', issuer.url, { jwtAudience: [...issuer.audience] });
    const routes = ROUTES.map((route) => this.route(route, route.auth === 'token' ? token : new HttpNoneAuthorizer()));
    const stage = this.stage();
    stage.node.addDependency(...routes);
    const { region, urlSuffix } = Stack.of(this);
    const host = `${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
    this.target = domain && this.named(domain, { host, stage });
    this.url = `https://${domain?.name ?? host}`;
  }

  /** Answers with a status of 500 or above. */
  metricServerError(period: Duration): Metric {
    return this.api.metricServerError({ period, statistic: 'Sum' });
  }

  /** Gives it a domain of one's own, with an edge before it or without. */
  private named({ edge, ...domain }: DomainProps, { host, stage }: { host: string; stage: HttpStage }): string {
    if (edge === undefined) return new Domain(this, 'Domain', { ...domain, api: this.api, stage }).target;
    const functions = [...this.integrations.keys()].map((name) => this.functions.of(name));
    return new Edge(this, 'Edge', { ...domain, ...edge, origin: host, functions, keys: this.keys }).target;
  }

  private route(route: Route, authorizer: IHttpRouteAuthorizer): HttpRoute {
    const made = new HttpRoute(this, `${route.method} ${route.path.replaceAll('/', '.')}`, {
      httpApi: this.api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration: this.integration(route.function),
      authorizer,
    });
    const reason = UNAUTHENTICATED[route.auth];
    if (reason !== undefined) acknowledge(made, 'AwsSolutions-APIG4', reason);
    return made;
  }

  private integration(name: FunctionName): HttpLambdaIntegration {
    const found = this.integrations.get(name) ?? new HttpLambdaIntegration(name, this.functions.of(name));
    this.integrations.set(name, found);
    return found;
  }

  private stage(): HttpStage {
    const log = logGroupOf(this, 'AccessLog', this.keys);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // For a route that has none of its own: there is no such route.
      throttle: THROTTLES.page,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    // The CDK's stage knows no settings of single routes.
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(ROUTES.map(settingsOf));
    return stage;
  }
}

function settingsOf(route: Route): [key: string, settings: object] {
  const { rateLimit, burstLimit } = THROTTLES[classOf(route)];
  const key = `${route.method} ${route.path}`;
  return [key, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit }];
}

/** The reason why a route needs no token. */
const UNAUTHENTICATED: Readonly<Record<Route['auth'], string | undefined>> = {
  token: undefined,
  signature:
    'ticket systems and signal sources sign the raw body, which an authorizer of an HTTP API never sees: the function verifies it',
  none: 'the description of the API is public',
};
