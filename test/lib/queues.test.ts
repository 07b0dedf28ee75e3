import { describe, expect, it } from '@jest/globals';
import { Deployed } from '../support/deployed.ts';

const deployed = new Deployed();
const queues = deployed.all('AWS::SQS::Queue');
const worked = queues.filter(({ RedrivePolicy }) => RedrivePolicy !== undefined);
const letters = queues.filter(({ RedrivePolicy }) => RedrivePolicy === undefined);
const mappings = deployed
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ StartingPosition }) => StartingPosition === undefined);

describe('the queues', () => {
  it('are encrypted with the data key, take TLS only, keep messages for 14 days and outlive the stack', () => {
    for (const queue of queues) {
      expect(queue).toMatchObject({ KmsMasterKeyId: expect.anything(), MessageRetentionPeriod: 14 * 86_400 });
    }
    const policies = deployed.all('AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(queues.length);
    for (const { PolicyDocument } of policies) expect(JSON.stringify(PolicyDocument)).toContain('aws:SecureTransport');
    const kept = deployed.resources.filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
    for (const [, resource] of kept) expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
  });

  it('have a function that reports each failed message by itself, and dead letters', () => {
    expect(mappings).toHaveLength(worked.length);
    for (const mapping of mappings)
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) },
      });
  });

  it('hide a message for six times as long as its function may take', () => {
    const longest = Math.max(...deployed.all('AWS::Lambda::Function').map(({ Timeout }) => Number(Timeout)));
    for (const { VisibilityTimeout } of worked) {
      expect(Number(VisibilityTimeout) % 6).toBe(0);
      expect(Number(VisibilityTimeout)).toBeLessThanOrEqual(6 * longest);
    }
    const { Timeout } = deployed.propertiesOf('notices');
    expect(worked.map(({ VisibilityTimeout }) => VisibilityTimeout)).toContain(6 * Number(Timeout));
  });

  it('ring at the first dead letter, each with its own alarm', () => {
    const alarms = deployed
      .all('AWS::CloudWatch::Alarm')
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(alarms.map(({ Threshold }) => Threshold)).toEqual(letters.map(() => 1));
    expect(new Set(alarms.map(({ Dimensions }) => JSON.stringify(Dimensions))).size).toBe(letters.length);
  });

  it('ring when a notice has waited for a quarter of an hour', () => {
    const [late, ...others] = deployed
      .all('AWS::CloudWatch::Alarm')
      .filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage');
    expect(others).toEqual([]);
    expect(late).toMatchObject({ Threshold: 900, AlarmDescription: expect.stringContaining('#notices-late') });
  });
});
