import { afterEach, describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { GATES, type GateInput, STATES, TASK_ERRORS, type Timers } from '../../lambdas/contract/workflow.ts';
import { LONGEST } from '../../lambdas/core/policy/check.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { recoveryDefinition } from '../../lib/definition.ts';
import { FINAL, MAY_PASS } from '../../lib/retries.ts';
import { Engine } from '../../local/aws/engine/engine.ts';
import { LocalFunctions } from '../../local/aws/functions.ts';
import { eventually } from '../support/eventually.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly ResultPath?: string | null;
  readonly TimeoutSecondsPath?: string;
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath: null;
  }[];
}

const definition = recoveryDefinition({ partition: 'aws', functionArn: (name) => name });
const states = definition.States as unknown as Readonly<Record<string, State>>;
const named = (name: string): State => states[name] ?? { Type: 'none' };
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');
const catcherOf = (name: string, error: string): string | undefined =>
  named(name).Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error))?.Next;

describe('the definition of the workflow', () => {
  it('is the one that was reviewed', () => {
    expect(definition).toMatchSnapshot();
  });

  it('has the states of the contract and no others', () => {
    expect(Object.keys(states).sort()).toEqual(Object.values(STATES).sort());
  });

  it('decides nothing: there is no Choice', () => {
    expect([...new Set(Object.values(states).map(({ Type }) => Type))].sort()).toEqual(['Succeed', 'Task', 'Wait']);
  });

  it('enters at most nine states on the happy path', () => {
    const path = [definition.StartAt];
    for (let next = named(definition.StartAt).Next; next !== undefined; next = named(next).Next) path.push(next);
    expect(path).toHaveLength(9);
    expect(named(path.at(-1) ?? '').End).toBe(true);
  });

  it.each(tasks)('%s carries ids only', (_, { Parameters }) => {
    const { gate, 'taskToken.$': token, ...ids } = Parameters?.Payload ?? {};
    expect(ids).toEqual({ 'account.$': '$.account', 'recovery.$': '$.recovery' });
    expect(gate === undefined).toBe(token === undefined);
  });

  it.each(tasks)('%s leaves when the recovery has ended, and keeps its data on every way out', (name, state) => {
    expect(catcherOf(name, TASK_ERRORS.ended)).toBe(STATES.ended);
    expect(state.Catch?.every(({ ResultPath }) => ResultPath === null)).toBe(true);
  });

  it.each(tasks.filter(([name]) => name !== STATES.assess))('%s starts over where the ledger is elsewhere', (name) => {
    expect(catcherOf(name, TASK_ERRORS.planVoided)).toBe(STATES.assess);
    expect(catcherOf(name, TASK_ERRORS.notDue)).toBe(STATES.assess);
  });

  it.each(tasks)('%s tries again what may pass', (_, { Retry }) => {
    const retried = Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
    expect(retried).toEqual(
      expect.arrayContaining([
        ...['AdapterError', 'Lambda.TooManyRequestsException', 'Sandbox.Timedout'],
        ...['Runtime.ExitError', 'Runtime.OutOfMemory'],
      ]),
    );
  });

  it('tells errors that may pass from final ones by name, and repeats a final one only to revoke', () => {
    const named = [true, false].map((retryable) => new AdapterError('code', { retryable }).name);
    expect([MAY_PASS, FINAL].map((names, index) => names.some((name) => name === named[index]))).toEqual([true, true]);
    const repeating = tasks.filter(([, { Retry }]) =>
      Retry?.some(({ ErrorEquals }) => FINAL.some((name) => ErrorEquals.includes(name))),
    );
    expect(repeating.map(([name]) => name)).toEqual([STATES.revoke]);
  });

  it('takes the timeout of every gate from the timers', () => {
    const gates = tasks.filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));
    const waited = new Set(gates.map(([, { Parameters }]) => Parameters?.Payload['gate']));
    expect([...waited].sort()).toEqual([...GATES].sort());
    for (const [, { Parameters, TimeoutSecondsPath }] of gates)
      expect(TimeoutSecondsPath).toBe(`$.timers.${String(Parameters?.Payload['gate'])}Seconds`);
  });

  it('revokes whatever else goes wrong while executing, and never ends by giving up on a revocation', () => {
    expect(catcherOf(STATES.execute, TASK_ERRORS.executionFailed)).toBe(STATES.revoke);
    expect(catcherOf(STATES.execute, 'States.ALL')).toBe(STATES.revoke);
    expect(catcherOf(STATES.holdGrant, 'States.Timeout')).toBe(STATES.revoke);
    expect(catcherOf(STATES.revoke, 'States.ALL')).toBeUndefined();
  });

  it('waits at a gate for what people do by hand, reads the time for it again when that is over, and asks again for its end', () => {
    expect([STATES.execute, STATES.revoke].map((name) => catcherOf(name, TASK_ERRORS.work))).toEqual([
      ...[STATES.awaitWork, STATES.awaitEnd],
    ]);
    expect([named(STATES.awaitWork).Next, catcherOf(STATES.awaitWork, 'States.Timeout')]).toEqual([
      ...[STATES.execute, STATES.assess],
    ]);
    expect([named(STATES.awaitEnd).Next, catcherOf(STATES.awaitEnd, 'States.Timeout')]).toEqual([
      ...[STATES.revoke, STATES.revoke],
    ]);
    const retried = named(STATES.execute).Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(TASK_ERRORS.work));
    expect(retried?.MaxAttempts).toBe(0);
  });

  it('is timed out after any window of a plan, and before AWS ends it by itself', () => {
    expect(definition.TimeoutSeconds).toBeLessThan(365 * 86_400);
    expect(definition.TimeoutSeconds).toBeGreaterThan((GATES.length + 1) * LONGEST);
  });

  it('fits all its waits into the 25,000 events that an execution may have', () => {
    const longest = tasks.map(([, { Retry = [] }]) => Math.max(...Retry.map(({ MaxAttempts }) => MaxAttempts)));
    expect(3 * longest.reduce((sum, attempts) => sum + attempts, 0)).toBeLessThan(25_000);
  });
});

const TIMERS: Timers = {
  proofSeconds: 60,
  approvalSeconds: 60,
  workSeconds: 60,
  holdSeconds: 60,
  reviewSeconds: 60,
  executeNotBefore: '2026-01-01T00:00:00.000Z',
};

class Named extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

type Answers = Partial<Record<FunctionName, (call: number) => unknown>>;

describe('the definition on the embedded engine', () => {
  const engines: Engine[] = [];
  afterEach(() => engines.splice(0).forEach((engine) => void engine.close()));

  /** Runs the definition with functions that answer with timers; gates are resumed at once unless told otherwise. */
  async function run(answers: Answers = {}, gates: Readonly<Record<string, string | null>> = {}) {
    const counts = new Map<FunctionName, number>();
    const call = (name: FunctionName): unknown => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return answers[name]?.(counts.get(name) ?? 0) ?? TIMERS;
    };
    const openGate = async ({ gate, taskToken }: GateInput): Promise<void> => {
      const error = gates[gate];
      if (error === null) return;
      setImmediate(() => (error === undefined ? succeed(taskToken) : engine.tokens.fail(taskToken, error)));
    };
    const succeed = (token: string): void => engine.tokens.succeed(token, JSON.stringify(TIMERS));
    const functions = Object.fromEntries(
      (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [
        name,
        (event: unknown) =>
          name === 'openGate' ? openGate(event as GateInput) : Promise.resolve().then(() => call(name)),
      ]),
    );
    const engine: Engine = new Engine({ name: 'r', definition, functions: new LocalFunctions(functions) });
    engines.push(engine);
    const execution = engine.start('r1', JSON.stringify({ account: 'cognito:jane', recovery: 'r1' }));
    await eventually(async () => expect(execution.status).not.toBe('RUNNING'));
    return execution;
  }

  const HAPPY = [
    'Assess',
    'AwaitProof',
    'AwaitApproval',
    'CoolingOff',
    'Execute',
    'HoldGrant',
    'Revoke',
    'AwaitReview',
  ];

  it('goes from the plan to the close', async () => {
    const { status, entered } = await run();
    expect([status, entered]).toEqual(['SUCCEEDED', [...HAPPY, 'Close']]);
  });

  it('leaves quietly when a gate is told that the recovery has ended', async () => {
    const { status, entered } = await run({}, { approval: TASK_ERRORS.ended });
    expect([status, entered]).toEqual(['SUCCEEDED', ['Assess', 'AwaitProof', 'AwaitApproval', 'Ended']]);
  });

  it('asks the ledger again when a plan is voided', async () => {
    const voided = (call: number) => {
      if (call === 1) throw new Named(TASK_ERRORS.planVoided);
    };
    const { status, entered } = await run({ execute: voided });
    expect([status, entered]).toEqual(['SUCCEEDED', [...HAPPY.slice(0, 5), ...HAPPY, 'Close']]);
  });

  it('revokes what has failed, without another attempt', async () => {
    const failed = () => {
      throw new Named(TASK_ERRORS.executionFailed);
    };
    const { entered } = await run({ execute: failed });
    expect(entered).toEqual([...HAPPY.slice(0, 5), 'Revoke', 'AwaitReview', 'Close']);
  });

  it('expires a stage whose time is up', async () => {
    const { status, entered } = await run({ assess: () => ({ ...TIMERS, proofSeconds: 1 }) }, { proof: null });
    expect([status, entered]).toEqual(['SUCCEEDED', ['Assess', 'AwaitProof', 'ExpireStage', 'Ended']]);
  });

  it('revokes when nobody ends a grant before its time', async () => {
    const { entered } = await run({ execute: () => ({ ...TIMERS, holdSeconds: 1 }) }, { hold: null });
    expect(entered).toEqual([...HAPPY, 'Close']);
  });

  it('goes on waiting for a review that is overdue', async () => {
    const late = { ...TIMERS, reviewSeconds: 1 };
    const ended = (call: number) => {
      if (call === 2) throw new Named(TASK_ERRORS.ended);
      return late;
    };
    const { entered } = await run({ revoke: () => late, expireStage: ended }, { review: null });
    expect(entered.slice(7)).toEqual(['AwaitReview', 'ReviewOverdue', 'AwaitReview', 'ReviewOverdue', 'Ended']);
  });

  it('fails at once where a service has refused for good, and tries again after a function was killed', async () => {
    const refused = await run({
      assess: () => {
        throw new AdapterError('access-denied', { retryable: false });
      },
    });
    expect([refused.status, refused.error, refused.entered]).toEqual(['FAILED', 'FinalAdapterError', ['Assess']]);
    const killed = (call: number) => {
      if (call === 1) throw new Named('Runtime.OutOfMemory');
    };
    expect((await run({ assess: killed })).status).toBe('SUCCEEDED');
  });

  it('fails loudly when a task does not say all the timers', async () => {
    const { status } = await run({ assess: () => ({ ...TIMERS, holdSeconds: undefined }) });
    expect(status).toBe('FAILED');
  });
});
