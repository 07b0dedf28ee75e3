import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';
import { everything } from '../support/everything.ts';

const deployed = new Deployed();
const alarms = deployed
  .all('AWS::CloudWatch::Alarm')
  .map((alarm) => [String(alarm['AlarmDescription']), alarm] as const);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

describe('alarms', () => {
  it('watch the workflow, the sweeper, revocations, the API and the stream', () => {
    expect(alarms.map(([says]) => says.split('#')[1]).sort()).toEqual([
      'api-failing',
      'dead-letters',
      'dead-letters',
      'dead-letters',
      'execution-failed',
      'execution-failed',
      'log-not-reconciled',
      'lost-calls',
      'notice-not-sent',
      'notices-late',
      'population-not-read',
      'revocation-overdue',
      'stream-behind',
      'stream-behind',
      'stream-busy',
      'sweeper-silent',
      'sweeper-silent',
      'throttled',
      'throttled',
      'timers-failed',
      'timers-failed',
    ]);
  });

  it.each(alarms)('%s: is sent to the topic, and what to do is in the runbook', (says, alarm) => {
    const [, heading] = /: docs\/runbook\.md#([a-z-]+)$/.exec(says) ?? [];
    expect(runbook).toContain(`\n## ${heading}\n`);
    expect(alarm['AlarmActions']).toEqual([deployed.stack.resolve(topic())]);
  });

  it('count log lines that the functions really write', () => {
    const sources = ['app/workflow/sweep.ts', 'app/relay/notices/delivering.ts', 'app/relay/records.ts'].map((file) =>
      readFileSync(new URL(`../../lambdas/${file}`, import.meta.url), 'utf8'),
    );
    const messages = deployed.all('AWS::Logs::MetricFilter').map(({ FilterPattern }) => String(FilterPattern));
    expect(messages).toHaveLength(3);
    for (const pattern of messages) {
      const [, message] = /^\{ \$\.message = "(.+)" \}$/.exec(pattern) ?? [];
      expect(sources.filter((source) => source.includes(`log('error', '${message}'`))).toHaveLength(1);
    }
  });

  it('watch throttles of the functions that end grants and of both tables, and letters that were not written', () => {
    const summed = (name: string) => {
      const [alarm] = deployed.resources.filter(([id]) => id.startsWith(`Alerts${name}`)).map(([, one]) => one);
      const queries = (alarm?.Properties?.['Metrics'] ?? []) as readonly {
        readonly Expression?: string;
        readonly MetricStat?: { readonly Metric: { readonly MetricName: string; readonly Dimensions: unknown } };
      }[];
      const metrics = queries.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
      // CloudWatch takes at most ten in one alarm.
      expect(metrics.length).toBeLessThanOrEqual(10);
      const [expression] = queries.flatMap(({ Expression }) => Expression ?? []);
      expect(expression?.split('+')).toHaveLength(metrics.length);
      return metrics.map(
        ({ MetricName, Dimensions }) =>
          `${MetricName} ${/Functions(\w+?)Function|(Ledger|Workspace)Table/.exec(JSON.stringify(Dimensions))?.[0]}`,
      );
    };
    expect(summed('RevocationThrottled')).toEqual([
      ...['Throttles FunctionsRevokeFunction', 'Throttles FunctionsSweeperFunction'],
      'Throttles FunctionsRelayFunction',
    ]);
    expect(summed('TablesThrottled')).toEqual([
      ...['ReadThrottleEvents LedgerTable', 'WriteThrottleEvents LedgerTable'],
      ...['ReadThrottleEvents WorkspaceTable', 'WriteThrottleEvents WorkspaceTable'],
    ]);
    expect(summed('LettersUnwritten')).toEqual([
      ...['DeadLetterErrors FunctionsRevokeFunction', 'DestinationDeliveryFailures FunctionsRevokeFunction'],
      ...['DeadLetterErrors FunctionsSweeperFunction', 'DestinationDeliveryFailures FunctionsSweeperFunction'],
    ]);
  });

  it('ring when the sweeper is silent, and are quiet about other silences', () => {
    const breaching = alarms.filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching');
    expect(breaching.map(([, { MetricName }]) => MetricName)).toEqual(['Invocations']);
  });
});

describe('the alert topic', () => {
  it('keeps an alert that a subscriber did not take', () => {
    const told = new Deployed(synthesize(everything)).all('AWS::SNS::Subscription');
    expect(told.map(({ Endpoint }) => Endpoint)).toEqual(everything.alertTo);
    for (const { RedrivePolicy } of told) expect(JSON.stringify(RedrivePolicy)).toContain('LostLetters');
  });

  it('is encrypted with a key that alarms may use', () => {
    const [key] = deployed.all('AWS::KMS::Key');
    expect(deployed.all('AWS::SNS::Topic')).toEqual([expect.objectContaining({ KmsMasterKeyId: expect.anything() })]);
    expect(JSON.stringify(key?.['KeyPolicy'])).toContain('cloudwatch.amazonaws.com');
  });

  it('takes nothing over plain HTTP', () => {
    const [policy] = deployed.all('AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });
});

const topic = () => ({ Ref: deployed.resources.find(([, { Type }]) => Type === 'AWS::SNS::Topic')?.[0] });
