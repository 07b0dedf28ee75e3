import { describe, expect, it } from '@jest/globals';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const functions = Object.keys(FUNCTIONS) as FunctionName[];
const told = (deployed: Deployed, variable: string) =>
  Object.fromEntries(
    functions.flatMap((name) => {
      const value = deployed.environmentOf(name)[variable];
      return value === undefined ? [] : [[name, value]];
    }),
  );

describe('the connectors of a deployment', () => {
  const poolless = new Deployed(synthesize());
  const whole = new Deployed(synthesize({ connectors: { userPoolId: 'us-east-1_a' } }));

  it('are told to whatever makes, executes or ends a plan, to the doctor, to the registry, which asks the directory whom an account is, and to owners', () => {
    const all = {
      assess: 0,
      doctor: 0,
      enrolment: 0,
      recoveryCommands: 0,
      execute: 0,
      registry: 0,
      revoke: 0,
      sweeper: 0,
    };
    const each = (value: string) => Object.fromEntries(Object.keys(all).map((name) => [name, value]));
    expect(told(poolless, ENV.connectors)).toEqual(each('secrets-manager'));
    expect(told(whole, ENV.connectors)).toEqual(each('secrets-manager cognito'));
  });

  it('read the tier that the directory gives where a record is registered, planned and executed, and nowhere else', () => {
    const reading = functions.filter((name) => whole.actionsOf(name).includes('cognito-idp:AdminListGroupsForUser'));
    expect([...reading].sort()).toEqual(['assess', 'execute', 'registry']);
    const told1 = synthesize({ connectors: { userPoolId: 'us-east-1_a', groupTiers: 'root=critical' } });
    expect(Object.keys(told(new Deployed(told1), ENV.groupTiers)).sort()).toEqual(['assess', 'execute', 'registry']);
    expect(told(whole, ENV.groupTiers)).toEqual({});
  });

  it('without a user pool are without its variable and its rights', () => {
    expect(told(poolless, ENV.userPoolId)).toEqual({});
    const rights = functions.flatMap((name) => poolless.actionsOf(name));
    expect(rights.filter((right) => right.startsWith('cognito-idp:'))).toEqual([]);
    expect(Object.keys(told(whole, ENV.userPoolId)).sort()).toEqual([
      ...['assess', 'execute', 'registry', 'revoke', 'sweeper'],
    ]);
  });
});
