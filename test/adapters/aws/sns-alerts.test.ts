import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SnsAlerts } from '../../../lambdas/adapters/aws/sns-alerts.ts';
import type { Alert } from '../../../lambdas/core/audit/alert.ts';
import { faulty } from '../../support/faulty-client.ts';
import { NOW } from '../../support/fixtures.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';

const ALERT: Alert = {
  severity: 'critical',
  account: 'secret:prod/payments/db',
  recovery: 'rec1',
  seq: 7,
  at: NOW,
  what: ['GrantIssued', 'refused: wrong-status (the recovery is in another state)'],
  tier: 'critical',
  kind: 'service-account',
};

function aTopic() {
  const published: PublishCommandInput[] = [];
  const client = new SNSClient({});
  mockClient(client)
    .on(PublishCommand)
    .callsFake(async (input: PublishCommandInput) => {
      published.push(input);
      return { MessageId: '1' };
    });
  const broken = faulty(client);
  return { alerts: new SnsAlerts(broken.client, TOPIC), published, broken };
}

describe('SNS', () => {
  it('tells people what happened to which account, and where to look', async () => {
    const { alerts, published } = aTopic();
    await alerts.send(ALERT);
    expect(published[0]).toMatchObject({
      TopicArn: TOPIC,
      Subject: 'critical: secret:prod/payments/db: GrantIssued, refused: wrong-status (the recovery is in another s',
    });
    expect(published[0]?.Message?.split('\n')).toEqual([
      'GrantIssued',
      'refused: wrong-status (the recovery is in another state)',
      '',
      'account:  secret:prod/payments/db (critical, service-account)',
      'recovery: rec1',
      'ledger:   commit 7 of this account',
      `at:       ${NOW}`,
      'severity: critical',
    ]);
  });

  it('calls a person and the policy no account', async () => {
    const { alerts, published } = aTopic();
    for (const account of ['person:jane', 'policy:active', 'cognito:jane'])
      await alerts.send({ ...ALERT, account, tier: null, kind: null });
    const linesOf = (index: number) =>
      published[index]?.Message?.split('\n').filter((line) => /^(account|stream|ledger)/.test(line));
    expect([0, 1, 2].map(linesOf)).toEqual([
      ['stream:   person:jane', 'ledger:   commit 7 of this stream'],
      ['stream:   policy:active', 'ledger:   commit 7 of this stream'],
      ['account:  cognito:jane (not registered)', 'ledger:   commit 7 of this account'],
    ]);
  });

  it('lets subscriptions filter by its facts', async () => {
    const { alerts, published } = aTopic();
    await alerts.send(ALERT);
    expect(published[0]?.MessageAttributes).toEqual({
      severity: { DataType: 'String', StringValue: 'critical' },
      account: { DataType: 'String', StringValue: 'secret:prod/payments/db' },
      recovery: { DataType: 'String', StringValue: 'rec1' },
      tier: { DataType: 'String', StringValue: 'critical' },
      kind: { DataType: 'String', StringValue: 'service-account' },
      what: { DataType: 'String.Array', StringValue: JSON.stringify(ALERT.what) },
    });
  });

  it('leaves out what is not known: SNS takes no empty attribute', async () => {
    const { alerts, published } = aTopic();
    await alerts.send({ ...ALERT, recovery: null, tier: null, kind: null, what: [] });
    expect(Object.keys(published[0]?.MessageAttributes ?? {}).sort()).toEqual(['account', 'severity']);
    expect(published[0]?.Message).toContain('(not registered)');
    expect(published[0]?.Message).not.toContain('recovery:');
  });

  it('has a subject that SNS takes, whatever is in it', async () => {
    const { alerts, published } = aTopic();
    await alerts.send({ ...ALERT, account: 'cognito:jané\nBcc: x', what: ['x'.repeat(300)] });
    expect(published[0]?.Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('can be sent again after a fault %s the call: at least once', async (fault, times) => {
    const { alerts, published, broken } = aTopic();
    broken.failAt(1, fault);
    await expect(alerts.send(ALERT)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await alerts.send(ALERT);
    expect(published).toHaveLength(times);
  });
});
