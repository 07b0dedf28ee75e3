import { describe, expect, it } from '@jest/globals';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const POOL = 'us-east-1_directory';
const { template } = synthesize({
  connectors: { userPoolId: POOL },
  messages: { publicUrl: 'https://help.example', leavesPasskeysOf: 'https://old.example' },
});
const resources = template.Resources as Readonly<
  Record<
    string,
    {
      readonly Type: string;
      readonly DependsOn?: readonly string[];
      readonly Properties?: Readonly<Record<string, unknown>>;
    }
  >
>;
const guard = Object.values(resources).find(({ Type }) => Type === 'Custom::CountersignGuard');

describe('the guard in the template', () => {
  it('tells CloudFormation what the stack has', () => {
    expect(guard?.Properties).toMatchObject({
      connectors: JSON.stringify({ 'secrets-manager': '', cognito: POOL }),
      ...{ origin: 'https://help.example', leaves: 'https://old.example' },
    });
  });

  it('is deleted before whatever ends grants, and before its own right to read them', () => {
    const before = (guard?.DependsOn ?? []).map((id) => resources[id]?.Type);
    for (const type of [
      'AWS::Scheduler::ScheduleGroup',
      'AWS::Events::Rule',
      'AWS::StepFunctions::StateMachine',
      'AWS::Lambda::EventSourceMapping',
      'AWS::IAM::Policy',
    ])
      expect(before).toContain(type);
    for (const name of ['Guard', 'Revoke', 'Sweeper', 'Execute'])
      expect(guard?.DependsOn).toContainEqual(expect.stringMatching(new RegExp(`^Functions${name}RoleDefaultPolicy`)));
  });

  it('may read the queue of grants and nothing else', () => {
    const actions = new Deployed(synthesize())
      .actionsOf('guard')
      .filter((action) => /^(dynamodb|lambda|secretsmanager|cognito-idp|states|scheduler):/.test(action));
    expect(actions).toEqual(['dynamodb:Query']);
  });
});
