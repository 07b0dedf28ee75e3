import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { makeApp, makeStackWithoutCode } from '../../lib/app.ts';
import type { CountersignStackProps } from '../../lib/countersign-stack.ts';
import { everything, otherwise } from '../support/everything.ts';

const PACKS = [AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks] as const;

/** A stack that is set up in one of the ways that matter here, with what was acknowledged in it. */
function made(props: Partial<CountersignStackProps>) {
  const app = makeApp();
  return { app, stack: makeStackWithoutCode(app, props) };
}

/** Every acknowledgement: the rule without what it was found on, the construct, and the reason. */
function acknowledged(root: IConstruct): readonly { rule: string; at: string; because: string }[] {
  return root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, because]) => ({ rule: id.replace(/^[^:]*::/, '').replace(/\[.*$/s, ''), at: node.path, because })),
  );
}

describe.each([
  ['as it is', {}],
  ['with everything set', everything],
  ['with an issuer and a proxy of its own', otherwise],
] as const)('the stack %s', (_, props) => {
  it.each(PACKS.map((Pack) => [Pack.name, Pack] as const))(
    'has no finding of %s that nobody has acknowledged',
    (_name, Pack) => {
      expect(new Pack().validateScope(made(props).app).violations).toEqual([]);
    },
  );

  it('acknowledges at most ten rules, each at single resources and for a reason', () => {
    const { app } = made(props);
    const all = acknowledged(app);
    expect([...new Set(all.map(({ rule }) => rule))].sort()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-IAM5',
      'AwsSolutions-SMG4',
      'NIST.800.53.R5-DynamoDBInBackupPlan',
      'NIST.800.53.R5-IAMNoInlinePolicy',
      'NIST.800.53.R5-LambdaConcurrency',
      'NIST.800.53.R5-LambdaInsideVPC',
      'NIST.800.53.R5-SecretsManagerRotationEnabled',
      'Serverless-LambdaEventSourceMappingDestination',
      'Serverless-SQSRedrivePolicy',
    ]);
    // Never the app, the stack, or one of its parts: those have resources that the reason does not speak of.
    for (const { at, because } of all) {
      expect(at.split('/').length).toBeGreaterThan(2);
      expect(because.length).toBeGreaterThan(20);
    }
  });
});

describe('the check', () => {
  it('is not asleep: a right on everything, a log in the clear and a function without letters are found', () => {
    const { app, stack } = made({});
    const query = stack.functions.of('query');
    const found = (Pack: (typeof PACKS)[number]) =>
      new Pack().validateScope(app).violations.map(({ ruleName }) => ruleName);
    query.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::a'] }));
    expect(found(AwsSolutionsChecks)).toEqual(['AwsSolutions-IAM5[Action::s3:*]']);
    const log = query.logGroup.node.defaultChild as unknown as { kmsKeyId: string | undefined };
    log.kmsKeyId = undefined;
    const bare = query.node.defaultChild as unknown as { deadLetterConfig: object | undefined };
    bare.deadLetterConfig = undefined;
    expect(found(NIST80053R5Checks)).toEqual([
      'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
      'NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
      'NIST.800.53.R5-LambdaDLQ',
    ]);
    expect(found(ServerlessChecks)).toEqual(['Serverless-LambdaDLQ']);
  });
});
