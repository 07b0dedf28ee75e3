import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsyncInvokes, type AsyncInvokesOptions } from '../../../local/aws/async-invokes.ts';
import { FunctionError, LocalFunctions } from '../../../local/aws/functions.ts';
import { eventually } from '../../support/eventually.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:letters';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
describe('a call that nobody waits for', () => {
  let directory: string;
  const opened: AsyncInvokes[] = [];
  const letters: [string, string][] = [];
  const ended: [string, string | undefined][] = [];
  beforeEach(() => {
    letters.length = 0;
    ended.length = 0;
    directory = mkdtempSync(join(tmpdir(), 'async-'));
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    rmSync(directory, { recursive: true });
  });

  /** Lambda with a function that throws these errors, and then works. */
  function open(errors: readonly Error[], more: Partial<AsyncInvokesOptions> = {}) {
    const waiting = [...errors];
    const calls: unknown[] = [];
    const revoke = async (event: unknown): Promise<void> => {
      calls.push(event);
      const error = waiting.shift();
      if (error !== undefined) throw error;
    };
    const invokes = new AsyncInvokes({
      ...{ functions: new LocalFunctions({ revoke }), directory, now: Date.now, pausesMs: [10, 20] },
      settings: { revoke: { retries: 2, maxAgeSeconds: 3600, onFailure: QUEUE } },
      putLetter: (queue, body) => letters.push([queue, body]),
      onEnded: (name, error) => ended.push([name, error?.name]),
      ...more,
    });
    opened.push(invokes);
    return { invokes, calls };
  }
  const broken = (count: number): Error[] => Array.from({ length: count }, () => new TypeError('not yet'));

  it('is not taken with an event of more than 1 MB', async () => {
    const { invokes, calls } = open([]);
    invokes.resume();
    expect(() => invokes.accept('revoke', 'x'.repeat(1_048_576))).toThrow('more than 1048576 bytes');
    expect(calls).toEqual([]);
  });

  it('is tried twice more after errors of the function, and then it is done', async () => {
    const { invokes, calls } = open(broken(2));
    invokes.resume();
    invokes.accept('revoke', { recovery: 'r1' });
    await eventually(async () => expect(ended).toEqual([['revoke', undefined]]));
    expect(calls).toEqual([{ recovery: 'r1' }, { recovery: 'r1' }, { recovery: 'r1' }]);
    expect(letters).toEqual([]);
  });

  it('is given up after the third error, and goes to the destination with what was asked and what was thrown', async () => {
    const { invokes, calls } = open(broken(9));
    invokes.resume();
    invokes.accept('revoke', { recovery: 'r1' });
    await eventually(async () => expect(ended).toEqual([['revoke', 'TypeError']]));
    expect(calls).toHaveLength(3);
    const [[queue, letter] = [], ...others] = letters;
    expect([queue, others]).toEqual([QUEUE, []]);
    expect(JSON.parse(String(letter))).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { recovery: 'r1' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'not yet' },
    });
  });

  it('leaves its event alone in the dead-letter queue of the function, beside the record at the destination', async () => {
    const DEAD = `${QUEUE}-dead`;
    const { invokes } = open(broken(9), {
      settings: { revoke: { retries: 0, maxAgeSeconds: 60, onFailure: QUEUE, deadLetters: DEAD } },
    });
    invokes.resume();
    invokes.accept('revoke', { recovery: 'r1' });
    await eventually(async () => expect(letters.map(([queue]) => queue)).toEqual([QUEUE, DEAD]));
    expect(letters[1]?.[1]).toBe('{"recovery":"r1"}');
  });

  it('is seen by nobody when it has no destination', async () => {
    const { invokes } = open(broken(9), { settings: { revoke: { retries: 0, maxAgeSeconds: 60 } } });
    invokes.resume();
    invokes.accept('revoke', {});
    await eventually(async () => expect(ended).toEqual([['revoke', 'TypeError']]));
    expect(letters).toEqual([]);
  });

  it('waits a minute for the second attempt', async () => {
    const { invokes, calls } = open(broken(1), { pausesMs: [60_000, 120_000] });
    invokes.resume();
    invokes.accept('revoke', {});
    await eventually(async () => expect(calls).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([calls.length, ended]).toEqual([1, []]);
  });

  it('is too old when its next attempt would be', async () => {
    const settings = { revoke: { retries: 2, maxAgeSeconds: 1, onFailure: QUEUE } };
    const { invokes, calls } = open(broken(9), { settings, pausesMs: [2_000] });
    invokes.resume();
    invokes.accept('revoke', {});
    await eventually(async () => expect(ended).toHaveLength(1));
    expect(calls).toHaveLength(1);
    expect(letters[0]?.[1]).toContain('EventAgeExceeded');
  });

  it('does not count errors of Lambda itself', async () => {
    const { invokes, calls } = open([new FunctionError('Lambda.TooManyRequestsException', 'busy'), ...broken(2)]);
    invokes.resume();
    invokes.accept('revoke', {});
    await eventually(async () => expect(ended).toEqual([['revoke', undefined]]));
    expect(calls).toHaveLength(4);
  });

  it('survives a restart, with the attempts that it has made', async () => {
    const first = open(broken(9), { pausesMs: [60_000] });
    first.invokes.resume();
    first.invokes.accept('revoke', { recovery: 'r1' });
    await eventually(async () => expect(first.calls).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    first.invokes.close();
    const second = open([], {
      now: () => Date.now() + 60_000,
      settings: { revoke: { retries: 1, maxAgeSeconds: 300 } },
    });
    second.invokes.resume();
    await eventually(async () => expect(ended).toEqual([['revoke', undefined]]));
    expect(second.calls).toEqual([{ recovery: 'r1' }]);
  });
});
