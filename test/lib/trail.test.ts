import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';
import { everything } from '../support/everything.ts';

const deployed = new Deployed(synthesize(everything));
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

interface Watching {
  readonly EventPattern: {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
    readonly detail: { readonly eventName: readonly string[] } & Readonly<Record<string, unknown>>;
  };
  readonly Targets: readonly Readonly<Record<string, unknown>>[];
}

const rules = deployed.resources.flatMap(([id, { Type, Properties }]) =>
  Type === 'AWS::Events::Rule' && id.startsWith('Trail') && Properties?.['EventPattern'] !== undefined
    ? [[id.replace(/^Trail|[0-9A-F]{8}$/g, ''), id, Properties as unknown as Watching] as const]
    : [],
);
const detailOf = (name: string): Watching['EventPattern']['detail'] => {
  const [found] = rules.filter(([short]) => short === name);
  if (found === undefined) throw new Error(`there is no rule \`${name}\``);
  return found[2].EventPattern.detail;
};

describe('what CloudTrail tells', () => {
  it('is calls on keys, tables and executions', () => {
    expect(rules.map(([name, , { EventPattern }]) => [name, ...EventPattern.source])).toEqual([
      ['KeyTouched', 'aws.kms'],
      ['TableTouched', 'aws.dynamodb'],
      ['ExecutionStopped', 'aws.states'],
    ]);
    for (const [, , { EventPattern }] of rules)
      expect(EventPattern['detail-type']).toEqual(['AWS API Call via CloudTrail']);
  });

  it('names every key of the stack, also a second one of a family', () => {
    const ids = deployed.resources.filter(([, { Type }]) => Type === 'AWS::KMS::Key').map(([id]) => id);
    const { eventName, resources } = detailOf('KeyTouched');
    expect((resources as { ARN: unknown[] }).ARN).toHaveLength(ids.length);
    for (const id of ids) expect((resources as { ARN: unknown[] }).ARN).toContainEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    expect(eventName).toEqual(expect.arrayContaining(['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy']));
  });

  it('names both tables by name, by ARN, and by what a policy belongs to', () => {
    const { eventName, requestParameters } = detailOf('TableTouched');
    const [tables, policies] = (requestParameters as { $or: Record<string, unknown[]>[] }).$or;
    expect(tables?.['tableName']).toHaveLength(4);
    expect(policies?.['resourceArn']).toEqual([{ prefix: expect.anything() }, { prefix: expect.anything() }]);
    expect(eventName).toEqual(
      expect.arrayContaining(['UpdateContinuousBackups', 'PutResourcePolicy', 'DeleteResourcePolicy']),
    );
  });

  it('comes minutes later: people are told how late, and nothing that allows or ends anything reads it', () => {
    const readers = (Object.keys(FUNCTIONS) as FunctionName[]).filter((name) =>
      deployed.actionsOf(name).some((action) => /^(cloudtrail|logs:(Filter|Get|StartQuery))/.test(action)),
    );
    expect(readers).toEqual([]);
    for (const [, , { Targets }] of rules) expect(JSON.stringify(Targets)).not.toContain('Function');
    expect(runbook).toContain('CloudTrail tells of a call about five minutes later');
  });

  it('leaves out executions that the relay stops, and nobody else’s', () => {
    const { eventName, userIdentity } = detailOf('ExecutionStopped');
    expect(eventName).toEqual(['StopExecution']);
    const [others, nameless] = (userIdentity as { arn: Record<string, unknown>[] }).arn;
    expect(nameless).toEqual({ exists: false });
    expect(JSON.stringify(others)).toMatch(
      /"anything-but":\{"prefix":.*:assumed-role\/",\{"Ref":"FunctionsRelayRole\w+"\},"\/"/,
    );
  });

  it.each(rules)(
    '%s goes to the topic, with what to do, and is kept where the topic does not take it',
    (_, id, rule) => {
      const [target, ...others] = rule.Targets;
      expect(others).toEqual([]);
      const topic = deployed.resources.find(([, { Type }]) => Type === 'AWS::SNS::Topic')?.[0];
      expect(target?.['Arn']).toEqual({ Ref: topic });
      expect(JSON.stringify(target?.['DeadLetterConfig'])).toContain('LostLetters');
      const [, heading] = /docs\/runbook\.md#([a-z-]+)/.exec(JSON.stringify(target?.['InputTransformer'])) ?? [];
      expect(runbook).toContain(`\n## ${heading}\n`);
      for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']) {
        const documents = deployed.all(type).map(({ PolicyDocument }) => PolicyDocument as { Statement: object[] });
        const statements = documents.flatMap(({ Statement }) => Statement);
        expect(statements).toContainEqual(
          expect.objectContaining({
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [id, 'Arn'] } } },
          }),
        );
      }
    },
  );
});
