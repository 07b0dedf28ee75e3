import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../../lambdas/contract/functions.ts';
import { type Synthesized, synthesize } from '../../../lib/app.ts';
import { parseDefinition } from '../../../local/aws/engine/definition.ts';
import { urlOf } from '../../../local/aws/sqs.ts';
import { deployedParts, synthesizeLocal } from '../../../local/start/template.ts';
import { streamConsumersIn } from '../../../local/start/template-streams.ts';
import { DESCRIPTION } from '../../support/models/key-api.ts';

const synthesized = synthesize();

/** The same template with one property of one resource changed. */
function changed(type: string, property: string, value: unknown): Synthesized {
  const { template } = synthesized;
  const resources = Object.entries(template.Resources).map(([id, resource]) =>
    resource.Type === type
      ? [id, { ...resource, Properties: { ...resource.Properties, [property]: value } }]
      : [id, resource],
  );
  return { ...synthesized, template: { ...template, Resources: Object.fromEntries(resources) } };
}

const READER = { FunctionName: 'relay', StartingPosition: 'TRIM_HORIZON', ParallelizationFactor: 1 };

describe('what the embedded engine takes out of the template', () => {
  it('is a definition that it runs, which calls functions by their names in the contract', () => {
    const { States } = parseDefinition(deployedParts(synthesized).definition);
    const called = Object.values(States).flatMap((state) =>
      state.Type === 'Task' ? [state.Parameters.FunctionName] : [],
    );
    expect(called).toHaveLength(12);
    for (const name of called) expect(Object.keys(FUNCTIONS)).toContain(name);
  });

  it('is the template and not the source: a change of the template is seen', () => {
    const other = changed('AWS::StepFunctions::StateMachine', 'DefinitionString', '{"StartAt":"A","States":{}}');
    expect(deployedParts(other).definition).toEqual({ StartAt: 'A', States: {} });
  });

  it('leads each function to the directories of the deployment, as somebody who reads or who may change something', () => {
    const secret = (of: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:okta/${of}-a1B2c3`;
    const app = (of: string) => ({ clientId: of, secret: secret(of) });
    const okta = { org: 'acme.okta.com', reader: app('reader'), operator: app('operator') };
    const { directories } = deployedParts(synthesizeLocal(undefined, { okta, keyApis: { maps: DESCRIPTION } }));
    expect(directories['assess']).toMatchObject({ OKTA_CLIENT: 'reader', OKTA_SECRET: secret('reader') });
    expect(directories['execute']).toMatchObject({ OKTA_CLIENT: 'operator', OKTA_ORG: 'acme.okta.com' });
    expect(directories['execute']?.['CONNECTORS']).toBe('secrets-manager cognito okta by-hand');
    expect(directories['query']).toEqual({});
    expect(directories['rotateSecret']?.['KEY_APIS']).toBe(JSON.stringify({ maps: DESCRIPTION }));
  });

  it('has the queues with their times and dead letters, who works them, and what leads functions to them', () => {
    const { byName, consumers, variables } = deployedParts(synthesized).queues;
    const [notices, ...others] = consumers.filter((one) => one.function === 'notices');
    expect(others).toEqual([]);
    expect(notices).toMatchObject({ batchSize: 10, reportsFailures: true, concurrency: 5 });
    const { redrive, ...times } = byName[notices?.queue ?? ''] ?? {};
    expect(times).toEqual({ visibilitySeconds: 360, retentionSeconds: 14 * 86_400 });
    expect(redrive?.maxReceiveCount).toBe(40);
    expect(Object.keys(byName)).toContain(redrive?.deadLetterTargetArn.split(':').at(-1));
    expect(variables['NOTICE_QUEUE_URL']).toBe(urlOf(notices?.queue ?? ''));
  });

  it('is refused when it refers to something that is not here', () => {
    const other = changed('AWS::StepFunctions::StateMachine', 'DefinitionString', {
      'Fn::Join': ['', ['"', { Ref: 'Elsewhere' }, '"']],
    });
    expect(() => deployedParts(other)).toThrow('the template refers to `{"Ref":"Elsewhere"}`, which is not here');
  });

  it('has what Lambda does with calls that nobody waits for, and where it puts those that it gives up', () => {
    const { asyncInvokes, queues } = deployedParts(synthesized);
    const onFailure = queues.variables['SCHEDULE_DEAD_LETTERS_ARN'];
    expect(Object.keys(queues.byName)).toContain(onFailure?.split(':').at(-1));
    const ofReceipts = Object.keys(queues.byName).find((name) => name.startsWith('ReceiptsDeadLetters'));
    const receipts = onFailure?.replace(/[^:]+$/, ofReceipts ?? '');
    const ofPopulation = Object.keys(queues.byName).find((name) => name.startsWith('PopulationDeadLetters'));
    const population = onFailure?.replace(/[^:]+$/, ofPopulation ?? '');
    expect(asyncInvokes).toEqual({
      cloudTrail: { retries: 2, maxAgeSeconds: 21_600, onFailure: receipts, deadLetters: receipts },
      directoryLog: { retries: 0, maxAgeSeconds: 60, onFailure: receipts, deadLetters: receipts },
      sync: { retries: 0, maxAgeSeconds: 900, onFailure: population, deadLetters: population },
      revoke: { retries: 2, maxAgeSeconds: 21_600, onFailure, deadLetters: onFailure },
      sweeper: { retries: 0, maxAgeSeconds: 60, onFailure, deadLetters: onFailure },
    });
  });

  it('is how Lambda reads the stream for its two readers', () => {
    const [relay, alerting] = deployedParts(synthesized).streamConsumers;
    const reading = { batchSize: 25, reportsFailures: true, bisects: true, maxAgeSeconds: 3600 };
    const letters = (name: string) => expect.stringMatching(new RegExp(`^arn:aws:sqs:.*${name}DeadLetters`));
    expect(relay).toEqual({ name: 'relay', function: 'relay', filters: [], ...reading, onFailure: letters('Relay') });
    expect(alerting).toMatchObject({
      name: 'alerting',
      function: 'alerting',
      ...reading,
      onFailure: letters('Alerting'),
    });
    expect(alerting?.filters).toContainEqual({ eventName: ['MODIFY', 'REMOVE'] });
    expect(alerting?.filters).toHaveLength(4);
  });

  it('is no reader of a stream with a setting that would not be carried out', () => {
    const readers = (more: object) =>
      streamConsumersIn(
        { one: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...READER, ...more } } },
        String,
      );
    expect(readers({})).toHaveLength(1);
    for (const more of [{ MaximumRetryAttempts: 3 }, { ParallelizationFactor: 2 }, { StartingPosition: 'LATEST' }])
      expect(() => readers(more)).toThrow('the local stream cannot read as the template says');
  });
});
