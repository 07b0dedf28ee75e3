import { describe, expect, it } from '@jest/globals';
import { TRAIL_CALLS } from '../../lambdas/contract/trail.ts';
import { makeApp, synthesize, type Template } from '../../lib/app.ts';
import { IamTrailStack } from '../../lib/iam-trail.ts';
import { soundStack } from '../support/own-stack.ts';

const ALERT_TO = ['duty@example.com', 'https://duty.example.com/alerts'];

const make = () => {
  const app = makeApp({ analyticsReporting: false, builtinCloudFormationValidation: false });
  return {
    app,
    stack: new IamTrailStack(app, 'Countersign-iam-trail', { deployedIn: 'eu-west-1', alertTo: ALERT_TO }),
  };
};
const { app, stack } = make();
const template = app.synth().getStackByName(stack.stackName).template as Template;
const rulesIn = ({ Resources }: Template) =>
  Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === 'AWS::Events::Rule' ? [Properties] : []));
const heardIn = (one: Template) =>
  rulesIn(one).flatMap(({ EventPattern }) =>
    JSON.stringify(EventPattern ?? {}).includes('CloudTrail') ? [EventPattern] : [],
  );

describe('what CloudTrail tells of IAM', () => {
  it('is sent from us-east-1, where alone it is told, to the bus of the deployment, with a letter of what could not be', () => {
    expect(stack.region).toBe('us-east-1');
    const [rule, ...others] = rulesIn(template);
    expect(others).toEqual([]);
    expect(rule?.['EventPattern']).toEqual({
      source: ['aws.iam'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventName: TRAIL_CALLS['aws.iam'] },
    });
    const targets = JSON.stringify(rule?.['Targets']);
    expect(targets).toContain(':events:eu-west-1:');
    expect(targets).toContain(':event-bus/default');
    for (const part of ['RoleArn', 'DeadLetterConfig']) expect(targets).toContain(part);
    const policies = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(JSON.stringify(policies)).toContain('"Action":"events:PutEvents"');
    expect(JSON.stringify(policies)).not.toContain('"Resource":"*"');
  });

  it('rings at the first letter, on a topic of the same region, for whoever hears every alert', () => {
    const all = (type: string) =>
      Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
        Type === type ? [[id, Properties] as const] : [],
      );
    const [[topic = '', about] = [], ...others] = all('AWS::SNS::Topic');
    expect(others).toEqual([]);
    const [[key = '', { KeyPolicy } = {}] = []] = all('AWS::KMS::Key');
    expect(about?.['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
    expect(JSON.stringify(KeyPolicy)).toContain('cloudwatch.amazonaws.com');
    const [[letters = ''] = []] = all('AWS::SQS::Queue');
    expect(template.Resources[letters]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    const [[, alarm] = [], ...more] = all('AWS::CloudWatch::Alarm');
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      ...{ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, AlarmActions: [{ Ref: topic }] },
      ...{ Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [letters, 'QueueName'] } }] },
      AlarmDescription: expect.stringMatching(/: docs\/runbook\.md#log-not-reconciled$/),
    });
    const heard = all('AWS::SNS::Subscription').map(([, { Endpoint, RedrivePolicy, TopicArn }]) => {
      expect([RedrivePolicy, TopicArn]).toEqual([
        { deadLetterTargetArn: { 'Fn::GetAtt': [letters, 'Arn'] } },
        { Ref: topic },
      ]);
      return Endpoint;
    });
    expect(heard).toEqual(ALERT_TO);
    expect(template).toMatchObject({ Outputs: { AlertTopicArn: { Value: { Ref: topic } } } });
  });

  it('is heard by a deployment that governs users, roles or keys of IAM, and by no other; a pattern has room', () => {
    const sourcesOf = (connectors: Parameters<typeof synthesize>[0] & object) =>
      heardIn(synthesize(connectors).template).flatMap((one) => (one as { source?: readonly string[] }).source ?? []);
    expect(sourcesOf({})).not.toContain('aws.iam');
    for (const name of ['iamIdentities', 'iamUsers'])
      expect(sourcesOf({ connectors: { [name]: ['arn:aws:iam::111122223333:user/x/*'] } })).toContain('aws.iam');
    const all = heardIn(synthesize({ connectors: { iamUsers: ['arn:aws:iam::111122223333:user/x/*'] } }).template);
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    for (const one of all) expect(JSON.stringify(one).length).toBeLessThan(2_048);
  });

  soundStack(template, () => make().app);
});
