import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Engine, type Execution, REMEMBERED_MS } from '../../../../local/aws/engine/engine.ts';
import { type LocalFunction, LocalFunctions } from '../../../../local/aws/functions.ts';

const CALL = 'arn:aws:states:::lambda:invoke';
const CALLBACK = `${CALL}.waitForTaskToken`;

const call = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: CALL,
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...more,
});

const gate = (more: object = {}) => ({
  Type: 'Task',
  Resource: CALLBACK,
  Parameters: { FunctionName: 'gate', Payload: { 'taskToken.$': '$$.Task.Token', 'id.$': '$.id', gate: 'proof' } },
  ...more,
});

const one = (state: object) => ({ StartAt: 'Only', States: { Only: { ...state, End: true } } });

const done = { Type: 'Succeed' };

interface Options {
  readonly functions?: Readonly<Record<string, LocalFunction>>;
  readonly now?: () => number;
  readonly lapMs?: number;
}

const engines: Engine[] = [];
const nothing: LocalFunction = () => Promise.resolve();

function engineFor(definition: unknown, { functions = {}, ...options }: Options = {}): Engine {
  const known = new LocalFunctions({ gate: nothing, f: nothing, ...functions });
  const engine = new Engine({ name: 'recovery', definition, functions: known, ...options });
  engines.push(engine);
  return engine;
}

afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('waited in vain');
}

async function ended(engine: Engine, execution: Execution): Promise<Execution> {
  await until(() => engine.describe(execution.arn).status !== 'RUNNING');
  return engine.describe(execution.arn);
}

const run = (engine: Engine, input: unknown = {}): Promise<Execution> =>
  ended(engine, engine.start('one', JSON.stringify(input)));

/** A gate function that notes the tokens that it was given. */
function notesTokens() {
  const events: { taskToken: string; id: string; gate: string }[] = [];
  const function_: LocalFunction = async (event) => {
    events.push(event as (typeof events)[number]);
    return 'ignored';
  };
  return { events, functions: { gate: function_ } };
}

const named = (name: string, message = 'because') => Object.assign(new Error(message), { name });

describe('a task', () => {
  it('calls its function by name or by ARN, with a payload of its own copy', async () => {
    const given = { id: 'r1', deep: { list: [1] } };
    const f: LocalFunction = async (event) => ({ got: event });
    const byName = await run(engineFor(one(call('f')), { functions: { f } }), given);
    expect(byName).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify({ got: given }) });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f:live';
    expect(await run(engineFor(one(call(arn)), { functions: { f } }), given)).toMatchObject({ output: byName.output });
  });

  it('answers as the Lambda integration does', async () => {
    const plain = { Type: 'Task', Resource: CALL, Parameters: { FunctionName: 'f' }, ResultPath: '$.answer' };
    const { output } = await run(engineFor(one(plain)), { id: 'r1' });
    const answer = { ExecutedVersion: '$LATEST', Payload: null, StatusCode: 200 };
    expect(JSON.parse(output ?? '')).toEqual({ id: 'r1', answer });
  });

  it('puts its result where the definition says', async () => {
    const f: LocalFunction = async () => ({ holdSeconds: 5, other: 1 });
    const state = call('f', {
      OutputPath: undefined,
      ResultSelector: { 'hold.$': '$.Payload.holdSeconds' },
      ResultPath: '$.timers',
    });
    const { output } = await run(engineFor(one(JSON.parse(JSON.stringify(state))), { functions: { f } }), { id: 'r1' });
    expect(JSON.parse(output ?? '')).toEqual({ id: 'r1', timers: { hold: 5 } });
  });

  it('is caught by the name of the error that its function threw', async () => {
    const definition = {
      StartAt: 'First',
      States: {
        First: call('f', {
          Next: 'Wrong',
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Wrong' },
            { ErrorEquals: ['RecoveryEnded'], Next: 'Right', ResultPath: '$.error' },
          ],
        }),
        Wrong: { Type: 'Fail' },
        Right: done,
      },
    };
    const f: LocalFunction = async () => Promise.reject(named('RecoveryEnded', 'it is over'));
    const engine = engineFor(definition, { functions: { f } });
    const execution = await run(engine, { id: 'r1' });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', entered: ['First', 'Right'] });
    const { error } = JSON.parse(execution.output ?? '');
    expect(error).toEqual({ Error: 'RecoveryEnded', Cause: expect.any(String) });
    expect(JSON.parse(error.Cause)).toEqual({ errorType: 'RecoveryEnded', errorMessage: 'it is over' });
  });

  it('fails the execution with an error that nothing catches', async () => {
    const f: LocalFunction = async () => Promise.reject(new TypeError('broken'));
    const execution = await run(engineFor(one(call('f')), { functions: { f } }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'TypeError' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ errorMessage: 'broken' });
  });

  it('is retried as often as its definition says, and only for the errors that it names', async () => {
    let calls = 0;
    const f: LocalFunction = async () => {
      calls += 1;
      return calls < 3 ? Promise.reject(named('GrantPending')) : { calls };
    };
    const retry = {
      ErrorEquals: ['GrantPending'],
      IntervalSeconds: 1,
      MaxAttempts: 2,
      BackoffRate: 1,
      MaxDelaySeconds: 1,
    };
    const patient = call('f', { Retry: [{ ...retry, JitterStrategy: 'FULL' }] });
    const execution = await run(engineFor(one(patient), { functions: { f } }));
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"calls":3}', entered: ['Only'] });

    calls = 0;
    const impatient = call('f', { Retry: [{ ...retry, ErrorEquals: ['Other'] }] });
    expect(await run(engineFor(one(impatient), { functions: { f } }))).toMatchObject({ error: 'GrantPending' });
    expect(calls).toBe(1);
  });

  it('spreads retries with full jitter', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.05);
    let calls = 0;
    const f: LocalFunction = async () => {
      calls += 1;
      throw named('GrantPending');
    };
    const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 1 };
    const state = call('f', { Retry: [{ ...retry, JitterStrategy: 'FULL' }] });
    const started = performance.now();
    await run(engineFor(one(state), { functions: { f } })).finally(() => random.mockRestore());
    expect(calls).toBe(3);
    expect(performance.now() - started).toBeGreaterThanOrEqual(499);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('times out after the seconds that its input says, not what its parameters say', async () => {
    const definition = {
      StartAt: 'Slow',
      States: {
        Slow: call('f', {
          TimeoutSecondsPath: '$.seconds',
          Next: 'Wrong',
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late', ResultPath: null }],
        }),
        Wrong: { Type: 'Fail' },
        Late: done,
      },
    };
    const f: LocalFunction = () => new Promise(() => {});
    const started = performance.now();
    const execution = await run(engineFor(definition, { functions: { f } }), { seconds: 1 });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', entered: ['Slow', 'Late'] });
    expect(performance.now() - started).toBeGreaterThanOrEqual(999);
  });

  it.each([[undefined], [0], [-1], [1.5], ['5'], [null]])(
    'fails, and calls nothing, when the timeout is %p',
    async (seconds) => {
      let calls = 0;
      const f: LocalFunction = async () => {
        calls += 1;
      };
      const all = { ErrorEquals: ['States.ALL'] };
      const state = call('f', { TimeoutSecondsPath: '$.seconds', Retry: [all] });
      expect(await run(engineFor(one(state), { functions: { f } }), { seconds })).toMatchObject({
        status: 'FAILED',
        error: 'States.Runtime',
      });
      expect(calls).toBe(0);
    },
  );
});

describe('a task that waits for its token', () => {
  it('goes on with what SendTaskSuccess says, and ignores what its function gave back', async () => {
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate()), { functions });
    const execution = engine.start('one', '{"id":"r1"}');
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ id: 'r1', gate: 'proof' });
    expect(engine.describe(execution.arn).status).toBe('RUNNING');
    engine.tokens.succeed(events[0]?.taskToken ?? '', '{"holdSeconds":5}');
    expect(await ended(engine, execution)).toMatchObject({ status: 'SUCCEEDED', output: '{"holdSeconds":5}' });
  });

  it('can be resumed before its function has returned', async () => {
    const engine: Engine = engineFor(one(gate()), {
      functions: {
        gate: async (event) => {
          engine.tokens.succeed((event as { taskToken: string }).taskToken, '1');
          await new Promise((resolve) => setTimeout(resolve, 30));
        },
      },
    });
    expect(await run(engine, { id: 'r1' })).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  it('is caught by the error that SendTaskFailure names', async () => {
    const { events, functions } = notesTokens();
    const caught = [{ ErrorEquals: ['PlanVoided'], Next: 'Right' }];
    const definition = {
      StartAt: 'Gate',
      States: { Gate: gate({ Next: 'Wrong', Catch: caught }), Wrong: { Type: 'Fail' }, Right: done },
    };
    const engine = engineFor(definition, { functions });
    const execution = engine.start('one', '{"id":"r1"}');
    await until(() => events.length === 1);
    engine.tokens.fail(events[0]?.taskToken ?? '', 'PlanVoided', 'edited');
    expect(await ended(engine, execution)).toMatchObject({ output: '{"Error":"PlanVoided","Cause":"edited"}' });
  });

  it('fails when its function throws', async () => {
    const gate_: LocalFunction = async () => Promise.reject(named('RecoveryEnded'));
    const engine = engineFor(one(gate()), { functions: { gate: gate_ } });
    expect(await run(engine, { id: 'r1' })).toMatchObject({ status: 'FAILED', error: 'RecoveryEnded' });
  });

  it('times out, and its token is worth nothing from then on', async () => {
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate({ TimeoutSecondsPath: '$.seconds' })), { functions });
    expect(await run(engine, { id: 'r1', seconds: 1 })).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(() => engine.tokens.succeed(events[0]?.taskToken ?? '', '{}')).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }),
    );
  });

  it('makes a fresh token for every task and every retry, and each works once', async () => {
    const { events, functions } = notesTokens();
    const retry = [
      { ErrorEquals: ['Again'], IntervalSeconds: 1, MaxDelaySeconds: 1, JitterStrategy: 'FULL', MaxAttempts: 1 },
    ];
    const definition = {
      StartAt: 'A',
      States: { A: gate({ Next: 'B', Retry: retry, ResultPath: null }), B: gate({ End: true }) },
    };
    const engine = engineFor(definition, { functions });
    const execution = engine.start('one', '{"id":"r1"}');
    const token = async (index: number): Promise<string> => {
      await until(() => events.length > index);
      return events[index]?.taskToken ?? '';
    };
    engine.tokens.fail(await token(0), 'Again');
    engine.tokens.succeed(await token(1), '{}');
    expect(() => engine.tokens.succeed(events[1]?.taskToken ?? '', '{}')).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }),
    );
    engine.tokens.succeed(await token(2), '{}');
    expect(await ended(engine, execution)).toMatchObject({ status: 'SUCCEEDED', entered: ['A', 'B'] });
    expect(new Set(events.map(({ taskToken }) => taskToken)).size).toBe(3);
  });

  it('waits beyond the longest timer without calling its function again', async () => {
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate({ TimeoutSeconds: 1 })), { functions, lapMs: 20 });
    const started = performance.now();
    expect(await run(engine, { id: 'r1' })).toMatchObject({ error: 'States.Timeout', entered: ['Only'] });
    expect(performance.now() - started).toBeGreaterThanOrEqual(999);
    expect(events).toHaveLength(1);
  });

  it('is resumed after a lap by the token that it was given first', async () => {
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate()), { functions, lapMs: 20 });
    const execution = engine.start('one', '{"id":"r1"}');
    await new Promise((resolve) => setTimeout(resolve, 90));
    engine.tokens.succeed(events[0]?.taskToken ?? '', '7');
    expect(await ended(engine, execution)).toMatchObject({ status: 'SUCCEEDED', output: '7' });
  });

  it('does not fire a timeout of a hundred days at once', async () => {
    const { functions } = notesTokens();
    const engine = engineFor(one(gate({ TimeoutSecondsPath: '$.seconds' })), { functions });
    const execution = engine.start('one', JSON.stringify({ id: 'r1', seconds: 100 * 86_400 }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(engine.describe(execution.arn).status).toBe('RUNNING');
  });
});

describe('a wait', () => {
  const waitUntil = {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'End' }, End: done },
  };

  it('lets the past pass at once, and hands on its input', async () => {
    const execution = await run(engineFor(waitUntil), { at: '2020-01-01T00:00:00.000Z', id: 'r1' });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"at":"2020-01-01T00:00:00.000Z","id":"r1"}' });
  });

  it.each([[10_000], [30]])(
    'ends at its moment by the clock it was given, not before, with laps of %d ms',
    async (lapMs) => {
      const now = () => Date.parse('2030-01-01T00:00:00Z');
      const started = performance.now();
      await run(engineFor(waitUntil, { now, lapMs }), { at: '2030-01-01T00:00:00.200Z' });
      expect(performance.now() - started).toBeGreaterThanOrEqual(199);
    },
  );

  it('does not let a moment in a year pass at once', async () => {
    const engine = engineFor(waitUntil);
    const execution = engine.start(
      'one',
      JSON.stringify({ at: new Date(Date.now() + 365 * 86_400_000).toISOString() }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(engine.describe(execution.arn)).toMatchObject({ status: 'RUNNING', entered: ['Wait'] });
  });

  it.each([['tomorrow'], [5], [undefined]])('fails for %p, which is no moment', async (at) => {
    expect(await run(engineFor(waitUntil), { at })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('an execution', () => {
  const waiting = one({ Type: 'Wait', Seconds: 60 });

  it('fails with what a Fail state says', async () => {
    const engine = engineFor({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'so' } } });
    expect(await run(engine)).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'so' });
  });

  it('is started once for one name and input, and refused for other input', () => {
    const engine = engineFor(waiting);
    const first = engine.start('one', '{"a":1}');
    expect(engine.start('one', '{"a":1}')).toBe(first);
    expect(() => engine.start('one', '{"a":2}')).toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }));
    expect(engine.executions).toHaveLength(1);
  });

  it('keeps its name after its end', async () => {
    const engine = engineFor({ StartAt: 'D', States: { D: done } });
    await run(engine, { a: 1 });
    expect(() => engine.start('one', '{"a":1}')).toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }));
  });

  it('is aborted by a stop, with its cause, and stays so', async () => {
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate()), { functions });
    const { arn } = engine.start('one', '{"id":"r1"}');
    await until(() => events.length === 1);
    const stopped = engine.stop(arn, 'RecoveryEnded', 'it is over');
    expect(stopped).toMatchObject({ status: 'ABORTED', error: 'RecoveryEnded', cause: 'it is over' });
    expect(engine.stop(arn).endedAt).toBe(stopped.endedAt);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(engine.describe(arn).status).toBe('ABORTED');
    expect(() => engine.tokens.succeed(events[0]?.taskToken ?? '', '{}')).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }),
    );
  });

  it('calls nothing any more after a stop, whatever its retries say', async () => {
    let calls = 0;
    const f: LocalFunction = async () => {
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw named('Any');
    };
    const definition = {
      StartAt: 'A',
      States: {
        A: call('f', {
          Next: 'B',
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 9 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
        }),
        B: call('f', { End: true }),
      },
    };
    const engine = engineFor(definition, { functions: { f } });
    const { arn } = engine.start('one', '{}');
    await until(() => calls === 1);
    engine.stop(arn);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(calls).toBe(1);
    expect(engine.describe(arn).entered).toEqual(['A']);
  });

  it('times out as a whole', async () => {
    const engine = engineFor({ ...waiting, TimeoutSeconds: 1 });
    expect(await run(engine)).toMatchObject({ status: 'TIMED_OUT' });
  });
});

describe('an execution that has ended', () => {
  it('is forgotten after 90 days, and its name is free again', async () => {
    let now = Date.parse('2026-07-01T12:00:00Z');
    const engine = engineFor(one(call('f')), { now: () => now });
    const { arn } = await run(engine, { id: 'r1' });
    expect(REMEMBERED_MS).toBe(90 * 24 * 3600 * 1000);
    now += REMEMBERED_MS - 1;
    expect(engine.describe(arn).status).toBe('SUCCEEDED');
    expect(() => engine.start('one', '{"id":"r1"}')).toThrow('execution `one` exists already');
    now += 1;
    expect(engine.executions).toEqual([]);
    expect(() => engine.describe(arn)).toThrow('no execution');
    expect(engine.start('one', '{"id":"r2"}')).toMatchObject({ arn, status: 'RUNNING', startedAt: now });
  });

  it('is remembered from its end, however long it ran', async () => {
    let now = Date.parse('2026-07-01T12:00:00Z');
    const { events, functions } = notesTokens();
    const engine = engineFor(one(gate()), { functions, now: () => now });
    const { arn } = engine.start('one', '{"id":"r1"}');
    await until(() => events.length === 1);
    now += 2 * REMEMBERED_MS;
    expect(engine.describe(arn).status).toBe('RUNNING');
    engine.stop(arn);
    now += REMEMBERED_MS - 1;
    expect(engine.describe(arn).status).toBe('ABORTED');
    now += 1;
    expect(() => engine.describe(arn)).toThrow('no execution');
  });
});

describe('a definition', () => {
  const ok = call('f');

  it.each<[string, object]>([
    ['a heartbeat', one({ ...ok, HeartbeatSeconds: 5 })],
    ['JSONata', { ...one(ok), QueryLanguage: 'JSONata' }],
    ['JSONata in a state', one({ ...ok, QueryLanguage: 'JSONata' })],
    ['arguments', one({ ...ok, Arguments: {} })],
    ['variables', one({ ...ok, Assign: { 'a.$': '$' } })],
    ['an input path', one({ ...ok, InputPath: '$.a' })],
    ['another integration', one({ ...ok, Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['a function ARN as resource', one({ ...ok, Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' })],
    [
      'another parameter of the integration',
      one({ ...ok, Parameters: { FunctionName: 'f', InvocationType: 'Event' } }),
    ],
    ['a function from the input', one({ ...ok, Parameters: { 'FunctionName.$': '$.f' } })],
    [
      'an intrinsic function',
      one({ ...ok, Parameters: { FunctionName: 'f', Payload: { 'a.$': "States.Format('x')" } } }),
    ],
    ['a filter in a path', one({ ...ok, Parameters: { FunctionName: 'f', Payload: { 'a.$': '$.a[?(@.b)]' } } })],
    [
      'an unknown field of the context',
      one({ ...ok, Parameters: { FunctionName: 'f', Payload: { 'a.$': '$$.State.Name' } } }),
    ],
    [
      'a token in a task that does not wait',
      one({ ...ok, Parameters: { FunctionName: 'f', Payload: { 'a.$': '$$.Task.Token' } } }),
    ],
    ['a task that waits and tells nobody', one({ ...ok, Resource: CALLBACK })],
    ['a choice', { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [] } } }],
    ['a map', { StartAt: 'M', States: { M: { Type: 'Map', End: true } } }],
    ['a parallel', { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [], End: true } } }],
    ['a pass', { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }],
    ['States.TaskFailed', one({ ...ok, Retry: [{ ErrorEquals: ['States.TaskFailed'] }] })],
    ['a pause longer than the longest timer', one({ ...ok, Retry: [{ ErrorEquals: ['A'], MaxAttempts: 30 }] })],
    ['two timeouts', one({ ...ok, TimeoutSeconds: 1, TimeoutSecondsPath: '$.a' })],
    ['two payloads', one({ ...ok, Parameters: { FunctionName: 'f', Payload: {}, 'Payload.$': '$' } })],
    ['a wait of two durations', one({ Type: 'Wait', Seconds: 1, TimestampPath: '$.a' })],
    ['a transition to nowhere', { StartAt: 'A', States: { A: { ...ok, Next: 'B' } } }],
    ['a beginning that is no state', { ...one(ok), StartAt: 'B' }],
    ['an unknown field', { ...one(ok), Unknown: 1 }],
    ['a function that does not exist', one(call('nobody'))],
  ])('with %s is refused when the engine is made', (_, definition) => {
    expect(() => engineFor(definition)).toThrow(Error);
  });

  it('says what is not supported, and where', () => {
    expect(() => engineFor(one({ ...ok, HeartbeatSeconds: 5 }))).toThrow(/States\.Only.*HeartbeatSeconds/);
  });
});
