import { describe, expect, it } from '@jest/globals';
import { functionArn } from '../../../local/aws/arns.ts';
import { LocalFunctions } from '../../../local/aws/functions.ts';

describe('functions on this machine', () => {
  it('are found by name, by ARN and by qualified ARN, and by nothing else', async () => {
    const functions = new LocalFunctions({ revoke: async () => 'called' });
    for (const name of ['revoke', functionArn('revoke'), `${functionArn('revoke')}:live`])
      expect(await functions.invoke(name, {})).toBe('called');
    for (const name of ['constructor', functionArn('other'), 'arn:aws:sqs:us-east-1:000000000000:revoke', ''])
      expect(functions.has(name)).toBe(false);
    await expect(functions.invoke('other', {})).rejects.toMatchObject({ name: 'Lambda.ResourceNotFoundException' });
  });

  it('share nothing with their callers: events and results cross as JSON', async () => {
    const inside: { list: number[] }[] = [];
    const functions = new LocalFunctions({
      keep: async (event) => {
        inside.push(event as { list: number[] });
        return event;
      },
      silent: async () => undefined,
    });
    const event = { list: [1], at: new Date(0), gone: undefined };
    const result = (await functions.invoke('keep', event)) as { list: number[] };
    result.list.push(2);
    event.list.push(3);
    expect(inside).toEqual([{ list: [1], at: '1970-01-01T00:00:00.000Z' }]);
    expect(await functions.invoke('silent', {})).toBeNull();
  });

  it('take and give at most 6 MB, as a call that somebody waits for does', async () => {
    const large = 'x'.repeat(6_291_556 - 2);
    const functions = new LocalFunctions({ same: async (event) => event, more: async () => `${large}x` });
    expect(await functions.invoke('same', large)).toBe(large);
    await expect(functions.invoke('same', `${large}x`)).rejects.toMatchObject({
      name: 'Lambda.RequestTooLargeException',
    });
    await expect(functions.invoke('more', null)).rejects.toMatchObject({ name: 'Function.ResponseSizeTooLarge' });
  });

  it('run at once as many as the account may have, ten in a new one, whoever calls them; one more is refused', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const functions = new LocalFunctions({ slow: () => held, quick: async () => 'done' });
    expect(functions.concurrency).toBe(1_000);
    functions.concurrency = 10;
    const services = [functions, functions.for('states'), functions.for('dynamodb')];
    const running = Array.from({ length: 10 }, (_, index) => services[index % 3]?.invoke('slow', {}));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const refused = { name: 'Lambda.TooManyRequestsException' };
    for (const service of services) await expect(service.invoke('quick', {})).rejects.toMatchObject(refused);
    release();
    await Promise.all(running);
    expect(await functions.invoke('quick', {})).toBe('done');
  });

  it('fail by the name of their error, with a cause as Lambda writes it', async () => {
    const named = Object.assign(new Error('it is over'), { name: 'RecoveryEnded' });
    const functions = new LocalFunctions({
      named: () => Promise.reject(named),
      sync: () => {
        throw new TypeError('at once');
      },
      text: () => Promise.reject('no error'),
    });
    const failure = (name: string) =>
      functions.invoke(name, {}).catch((error: Error) => [error.name, JSON.parse(error.message)]);
    expect(await failure('named')).toEqual([
      'RecoveryEnded',
      { errorType: 'RecoveryEnded', errorMessage: 'it is over' },
    ]);
    expect(await failure('sync')).toEqual(['TypeError', { errorType: 'TypeError', errorMessage: 'at once' }]);
    expect(await failure('text')).toEqual(['string', { errorType: 'string', errorMessage: 'no error' }]);
  });
});
