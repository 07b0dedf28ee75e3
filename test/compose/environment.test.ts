import { afterEach, expect, it } from '@jest/globals';
import { dynamo } from '../../lambdas/compose/clients.ts';
import { environment, optionalEnvironment } from '../../lambdas/compose/environment.ts';
import { ENV } from '../../lambdas/contract/environment.ts';

afterEach(() => {
  delete process.env[ENV.groupsClaim];
});

it('reads a variable', () => {
  process.env[ENV.groupsClaim] = 'groups';
  expect([environment(ENV.groupsClaim), optionalEnvironment(ENV.groupsClaim)]).toEqual(['groups', 'groups']);
});

it.each([undefined, ''])('takes %j for missing, and says which', (value) => {
  if (value !== undefined) process.env[ENV.groupsClaim] = value;
  expect(optionalEnvironment(ENV.groupsClaim)).toBeUndefined();
  expect(() => environment(ENV.groupsClaim)).toThrow('`GROUPS_CLAIM` is not set');
});

it('makes one client for the life of a function', () => {
  process.env['AWS_REGION'] ??= 'eu-west-1';
  expect(dynamo()).toBe(dynamo());
});
