import { afterEach, describe, expect, it } from '@jest/globals';
import { dynamo } from '../../../lambdas/compose/clients/clients.ts';
import {
  callVariables,
  deployedPath,
  environment,
  later,
  once,
  optionalEnvironment,
} from '../../../lambdas/compose/clients/environment.ts';
import { ENV } from '../../../lambdas/contract/environment.ts';

afterEach(() => {
  delete process.env[ENV.groupsClaim];
  delete process.env['LAMBDA_TASK_ROOT'];
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

it('finds what is deployed with a function where the runtime says that its code lies, and elsewhere by a whole path', () => {
  expect(deployedPath('policy.json')).toBe('/var/task/policy.json');
  process.env['LAMBDA_TASK_ROOT'] = '/tmp/code';
  expect([deployedPath('policy.json'), deployedPath('.')]).toEqual(['/tmp/code/policy.json', '/tmp/code']);
  expect(deployedPath('/elsewhere/policy.json')).toBe('/elsewhere/policy.json');
});

it('makes one client for the life of a function', () => {
  process.env['AWS_REGION'] ??= 'eu-west-1';
  expect(dynamo()).toBe(dynamo());
});

it('makes one thing for each function where functions share a process', () => {
  let made = 0;
  const counted = once(() => {
    made += 1;
    return made;
  });
  const [one, other] = [{}, {}];
  const of = (variables: object) => callVariables.run(variables, counted);
  expect([of(one), of(other), of(one), of(other)]).toEqual([1, 2, 1, 2]);
  expect([counted(), counted()]).toEqual([3, 3]);
});

describe('a port whose adapter comes later', () => {
  interface Port {
    twice(text: string): Promise<string>;
    fails(): Promise<never>;
  }

  it('has it made by its first call, once, and passes on what it is given, answers and throws', async () => {
    let made = 0;
    const port = later<Port>(
      async () => {
        made += 1;
        return { twice: async (text) => text + text, fails: () => Promise.reject(new Error('no')) };
      },
      { twice: true, fails: true },
    );
    expect(made).toBe(0);
    expect(await Promise.all([port.twice('a'), port.twice('b')])).toEqual(['aa', 'bb']);
    await expect(port.fails()).rejects.toThrow('no');
    expect(made).toBe(1);
  });

  it('keeps the state of its adapter', async () => {
    class Counter {
      #count = 0;
      async next(): Promise<number> {
        this.#count += 1;
        return this.#count;
      }
    }
    const port = later<Pick<Counter, 'next'>>(async () => new Counter(), { next: true });
    expect([await port.next(), await port.next()]).toEqual([1, 2]);
  });
});
