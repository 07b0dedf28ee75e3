import { ArnFormat, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { EDGE_HEADER } from '../lambdas/contract/edge.ts';
import { instanceOf, LASTING } from './lasting.ts';

/** WAF's ACLs for CloudFront are here, wherever the deployment is. */
const REGION = 'us-east-1';

/** Requests of one address within five minutes: everything, and what has no token. An office has one address for hundreds of people. */
const MOST = 10_000;
const MOST_OF_PAGES = 1_000;
const WINDOW = Duration.minutes(5);

/** Whoever signs what they send is known by it; a ticket may well tell of an attack in the attack's own words. */
const SIGNED = ['/webhooks/', '/signals/', '/directory-hooks/', '/vendor/'];

/** Headers that a log must not keep: tokens, cookies, and the edge's secret. Nor does it keep paths, which name recoveries. */
const REDACTED = ['authorization', 'cookie', EDGE_HEADER];

/** The web ACL of an edge. It has a stack of its own because its region is not the deployment's. */
export class AclStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Countersign: web ACL of the edge', env: { region: REGION }, ...props });
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('acl'),
      rules: RULES.map((rule, priority) => ({ ...rule, priority, visibilityConfig: seenAs(rule.name) })),
    });
    this.log(acl);
    new CfnOutput(this, 'AclArn', { value: acl.attrArn });
  }

  /** What is blocked, and nothing else: it names addresses. WAF demands the beginning of the group's name. */
  private log(acl: CfnWebACL): void {
    const logGroupName = `aws-waf-logs-${this.stackName}-${instanceOf(this)}`;
    const encryptionKey = new Key(this, 'LogKey', {
      description: 'countersign: log of the web ACL',
      enableKeyRotation: true,
      removalPolicy: LASTING,
    });
    encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${REGION}.amazonaws.com`)],
        actions: ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'].map(
          (verb) => `kms:${verb}`,
        ),
        resources: ['*'],
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': this.logArn(logGroupName) } },
      }),
    );
    const group = new LogGroup(this, 'Log', {
      ...{ logGroupName, encryptionKey, removalPolicy: LASTING },
      retention: RetentionDays.THIRTEEN_MONTHS,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Without the `:*` that CloudFormation appends.
      logDestinationConfigs: [this.logArn(group.logGroupName)],
      redactedFields: [
        ...REDACTED.map((name) => ({ singleHeader: { Name: name } })),
        { queryString: {} },
        { uriPath: {} },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    });
  }

  private logArn(resourceName: string): string {
    return this.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

const startsWith = (path: string): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'STARTS_WITH',
    searchString: path,
    textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
  },
});

const managed = (name: string, scopeDownStatement?: CfnWebACL.StatementProperty): Rule => ({
  name,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: { vendorName: 'AWS', name, ...(scopeDownStatement && { scopeDownStatement }) },
  },
});

const atMost = (name: string, limit: number, scopeDownStatement?: CfnWebACL.StatementProperty): Rule => ({
  name,
  action: { block: { customResponse: { responseCode: 429 } } },
  statement: {
    rateBasedStatement: {
      ...{ limit, aggregateKeyType: 'IP', evaluationWindowSec: WINDOW.toSeconds() },
      ...(scopeDownStatement && { scopeDownStatement }),
    },
  },
});

const RULES: readonly Rule[] = [
  managed('AWSManagedRulesAmazonIpReputationList'),
  managed('AWSManagedRulesKnownBadInputsRuleSet', {
    notStatement: { statement: { orStatement: { statements: SIGNED.map(startsWith) } } },
  }),
  atMost('PagesOfOneAddress', MOST_OF_PAGES, startsWith('/r/')),
  atMost('AllOfOneAddress', MOST),
];

/** Counted, and not sampled: a sample shows whole requests, with their tokens. */
const seenAs = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  ...{ cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false },
});
