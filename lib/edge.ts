import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  GeoRestriction,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EDGE_HEADER, VIEWER_HEADER } from '../lambdas/contract/edge.ts';
import { acknowledge } from './acknowledge.ts';
import { aliasRecord } from './alias-record.ts';
import { EdgeSecrets } from './edge-secrets.ts';
import { roleOf } from './functions.ts';
import type { Keys } from './keys.ts';

export interface EdgeProps {
  /** ARN of the web ACL of WAF, which is global and so in us-east-1: `bin/acl.ts` makes one. */
  readonly acl: string;
  /** Countries (ISO 3166-1, two letters) from which alone requests are taken, those of ticket systems too; absent: all. */
  readonly countries?: readonly string[] | undefined;
  /** A bucket for access logs, with ACLs enabled; absent: what the ACL blocks and what the API gets is logged, and nothing else. */
  readonly logBucket?: string | undefined;
  /** Which secret in a row the edge sends; absent: 1. One more changes it without a refused request. */
  readonly secret?: number | undefined;
}

export interface EdgePlace {
  readonly name: string;
  /** ARN of the domain's certificate, in us-east-1. */
  readonly certificate: string;
  readonly hostedZone?: string | undefined;
  /** Host of the API behind the edge. */
  readonly origin: string;
  readonly functions: readonly LambdaFunction[];
  readonly keys: Keys;
}

/** The hosted zone of every distribution (https://docs.aws.amazon.com/general/latest/gr/cf_region.html). */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** Runs in CloudFront with each request: the address that CloudFront sees replaces whatever the caller wrote there. */
export const VIEWER_CODE = `function handler(event) {
  var request = event.request;
  delete request.headers['${EDGE_HEADER}'];
  request.headers['${VIEWER_HEADER}'] = { value: event.viewer.ip };
  return request;
}
`;

/** CloudFront with WAF before the API. It keeps nothing: each answer belongs to whoever asked. */
export class Edge extends Construct {
  /** The host that the domain's record must name. */
  readonly target: string;

  constructor(scope: Construct, id: string, props: EdgeProps & EdgePlace) {
    super(scope, id);
    const { name, hostedZone, functions, keys } = props;
    const secrets = new EdgeSecrets(this, 'Secrets', { keys, newest: props.secret ?? 1 });
    for (const fn of functions) secrets.grantRead(fn);
    const distribution = this.distribute(props, secrets.sent);
    // A function knows a secret before the edge sends it.
    distribution.node.addDependency(...functions, ...functions.map(roleOf));
    this.target = distribution.distributionDomainName;
    if (hostedZone === undefined) return;
    for (const type of ['A', 'AAAA'] as const)
      aliasRecord(this, { name, type, hostedZone }, [this.target, CLOUDFRONT_ZONE]);
  }

  private distribute({ name, certificate, origin, ...props }: EdgeProps & EdgePlace, secret: string): Distribution {
    const { acl, countries, logBucket } = props;
    const logs = logBucket && { logBucket: Bucket.fromBucketName(this, 'LogBucket', logBucket) };
    const made = new Distribution(this, 'Distribution', {
      comment: 'countersign',
      domainNames: [name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId: acl,
      ...(countries === undefined ? {} : { geoRestriction: GeoRestriction.allowlist(...countries) }),
      ...logs,
      defaultBehavior: {
        origin: new HttpOrigin(origin, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          customHeaders: { [EDGE_HEADER]: secret },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // The API answers under its own host name only.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        functionAssociations: [{ function: this.viewer(), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    });
    if (countries === undefined)
      acknowledge(
        made,
        'AwsSolutions-CFR1',
        'people travel, and ticket systems call from elsewhere: `countries` is a setting',
      );
    if (logBucket === undefined)
      acknowledge(
        made,
        'AwsSolutions-CFR3',
        'the ACL logs what it blocks and the API each request: `logBucket` is a setting',
      );
    return made;
  }

  private viewer(): EdgeFunction {
    return new EdgeFunction(this, 'Viewer', {
      comment: 'countersign: the address of the caller',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(VIEWER_CODE),
    });
  }
}
