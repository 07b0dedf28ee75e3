import { CfnResource, type Stack } from 'aws-cdk-lib';
import { acknowledge } from './acknowledge.ts';

interface Accepted {
  readonly rule: string;
  /** Type of the resources at which the finding is accepted. */
  readonly at: string;
  readonly because: string;
}

/**
 * Findings of cdk-nag that hold for every resource of a type, each with its reason. Findings at single resources are accepted where those
 * are made (`acknowledge`). All together are at most ten rules: `nag.test.ts` counts them.
 */
const ACCEPTED: readonly Accepted[] = [
  {
    rule: 'NIST.800.53.R5-IAMNoInlinePolicy',
    at: 'AWS::IAM::Policy',
    because: 'each policy belongs to one role, comes and goes with it, and nobody can attach it to another',
  },
  {
    rule: 'NIST.800.53.R5-LambdaConcurrency',
    at: 'AWS::Lambda::Function',
    because:
      'a new account has ten concurrent executions and can reserve none: the API is throttled, and `caps` is a setting',
  },
  {
    rule: 'NIST.800.53.R5-LambdaInsideVPC',
    at: 'AWS::Lambda::Function',
    because:
      'functions call public services of AWS over TLS under IAM; those that call a private directory are placed in its network',
  },
  {
    rule: 'NIST.800.53.R5-DynamoDBInBackupPlan',
    at: 'AWS::DynamoDB::Table',
    because:
      'point-in-time recovery covers 35 days, deletion is refused, and a ledger is exported to be kept elsewhere',
  },
  {
    rule: 'NIST.800.53.R5-SecretsManagerRotationEnabled',
    at: 'AWS::SecretsManager::Secret',
    because: 'keys of our own are replaced by hand: what was made with the key before must go on working',
  },
  {
    rule: 'Serverless-SQSRedrivePolicy',
    at: 'AWS::SQS::Queue',
    because: 'letters that were given up end here, and the first one rings',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    at: 'AWS::Lambda::EventSourceMapping',
    because: 'Lambda takes no destination for a queue: the queue gives messages up itself, as dead letters',
  },
];

/** Accepts these findings at each resource of their type, and nowhere else. */
export function acceptFindings(stack: Stack): void {
  for (const made of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(made)) continue;
    for (const { rule, because } of ACCEPTED.filter(({ at }) => at === made.cfnResourceType))
      acknowledge(made, rule, because);
  }
}
