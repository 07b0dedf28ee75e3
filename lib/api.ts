import { type Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
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
import { ROUTES, type Route } from '../lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import type { Functions } from './functions.ts';
import type { Issuer } from './identity.ts';
import type { Keys } from './keys.ts';
import { logGroupOf } from './log-group.ts';

/** Requests per second, and at once. A help desk has tens of people; more traffic comes from something else. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

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
}

/** The HTTP API of the contract: every route, with its authentication. */
export class Api extends Construct {
  readonly url: string;
  private readonly api: HttpApi;
  private readonly integrations = new Map<FunctionName, HttpLambdaIntegration>();
  private readonly functions: Functions;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, { functions, issuer, keys }: ApiProps) {
    super(scope, id);
    this.keys = keys;
    this.functions = functions;
    this.api = new HttpApi(this, 'Http', { description: 'Countersign', createDefaultStage: false });
    const token = new HttpJwtAuthorizer('Token', issuer.url, { jwtAudience: [...issuer.audience] });
    const routes = ROUTES.map((route) => this.route(route, route.auth === 'token' ? token : new HttpNoneAuthorizer()));
    const stage = this.stage();
    stage.node.addDependency(...routes);
    const { region, urlSuffix } = Stack.of(this);
    this.url = `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /** Answers with a status of 500 or above. */
  metricServerError(period: Duration): Metric {
    return this.api.metricServerError({ period, statistic: 'Sum' });
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
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/** The reason why a route needs no token. */
const UNAUTHENTICATED: Readonly<Record<Route['auth'], string | undefined>> = {
  token: undefined,
  signature:
    'ticket systems and signal sources sign the raw body, which an authorizer of an HTTP API never sees: the function verifies it',
  none: 'the description of the API is public',
};
